"""Approvals of the bureau: last day (W18, AGR-01), ladder, conditions, public list."""

from datetime import date

import pytest

from directorate.casework.errors import NotReady
from directorate.casework.models import Case
from directorate.casework.operations import open_case, save_draft, take_transition
from directorate.casework.registry import procedure
from directorate.legal_calendar.arithmetic import validity_end
from directorate.parameters.operations import load_initial
from directorate.permits.listed import IN_FORCE, in_states, public_permits, public_row
from directorate.permits.validity import alerts
from road_safety.approvals import stories
from road_safety.procedures.approvals import DoctorForm
from road_safety.procedures.traffic import TrainForm
from tests.factories import PERSON, complete, needed_pieces
from tests.people import create_person, paris

AT = paris(2026, 3, 2)
PLACE = {"name": "Cabinet des Tilleuls", "address": "3 rue des Tilleuls"}
DOCTOR = {
    "rpps": "10001234567", "birth_on": "1970-05-04", "speciality": "Médecine générale", "practice": "own",
    "departments": ["94", "77"], "on_the_roll": True, "unsanctioned": True, "never_repealed": True,
    "trained_on": "2026-01-10",
}  # fmt: skip
LOCK = {"operator_birth_on": "1980-05-04", "device": "Modèle A", "fitters": ["Aubriot, attestation"],
        "premises": True, "trained": True}  # fmt: skip
LORRY = {"term": "long", "goods": "Denrées périssables", "vehicles": ["GX-417-LB, 19 t"], "route": "Rungis – Créteil",
         "wanted_months": 6, "necessary": True}  # fmt: skip
TRAIN = {"route": "Bords de Marne", "category": "1", "slope": 4, "plates": ["FY-902-KD"], "visited_on": "2026-01-10",
         "starts_on": "2026-04-01", "ends_on": "2026-09-30"}  # fmt: skip


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2024, 9, 16), 60, date(2029, 9, 15)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2025, 3, 1), 48, date(2029, 2, 28)),
    ],
)
def test_w18_agr_01_the_last_day_is_the_eve_of_the_anniversary(start, months, last):
    assert validity_end(start, months, on_the_eve=True) == last


def granted(house, code, answers, at=AT, outcome="grant", **more):
    case = open_case(
        procedure_code=code, party=PERSON, answers=answers, received_on=at.date(), channel="post",
        commune=house.creteil, place=PLACE, caseworker=house.stranger, by=house.stranger, at=at,
        received_pieces=needed_pieces(code, answers, at.date()), **more,
    )  # fmt: skip
    case = take_transition(case=case, name="declare_complete", by=house.stranger, at=at)
    if any(opinion.mandatory for opinion in procedure(code).opinions):
        case = take_transition(case=case, name="request_opinion", by=house.stranger, at=at, opinion="criminal_record")
        case = take_transition(
            case=case, name="record_opinion", by=house.stranger, at=at, answered_on=at.date(),
            consultation=case.consultations.get(code="criminal_record"), opinion="favourable", comment="",
        )  # fmt: skip
    case = take_transition(case=case, name="draft_decision", by=house.stranger, at=at, outcome=outcome)
    texts = {name: [complete(text) for text in getattr(case.decision, name)]
             for name in ("visas", "grounds", "articles")}  # fmt: skip
    case = save_draft(case=case, by=house.stranger, at=at, title=case.decision.title, conditions="", **texts)
    case = take_transition(case=case, name="submit", by=house.stranger, at=at)
    return take_transition(case=case, name="sign", by=house.chief_of_staff, at=at)


@pytest.mark.parametrize(
    ("code", "answers", "last"),
    [
        ("licence_doctor_approval", DOCTOR, date(2031, 3, 1)),
        ("alcohol_lock_installer_approval", LOCK, date(2031, 3, 1)),
        ("lorry_traffic_derogation", LORRY, date(2026, 9, 1)),
    ],
)
def test_agr_01_and_02_a_granted_approval_has_its_number_its_term_and_its_ladder(house, code, answers, last):
    case = granted(house, code, answers)
    assert case.permit.expires_on == last
    assert case.permit.renew_by < last


def test_w18_agr_02_alerts_at_six_four_and_two_months():
    found = [day for _, day in alerts(date(2029, 9, 15))]
    assert found[:3] == [date(2029, 3, 15), date(2029, 5, 15), date(2029, 7, 15)]


@pytest.mark.parametrize(
    ("code", "answers", "sentence"),
    [
        ("licence_doctor_approval", {**DOCTOR, "on_the_roll": False}, "tableau de l'ordre"),
        ("licence_doctor_approval", {**DOCTOR, "unsanctioned": False}, "moins de trois ans"),
        ("licence_doctor_approval", {**DOCTOR, "never_repealed": False}, "moins de cinq ans"),
        ("licence_doctor_approval", {**DOCTOR, "birth_on": "1951-03-02"}, "limite d'âge de 75 ans"),
        ("alcohol_lock_installer_approval", {**LOCK, "trained": False}, "formation par le fabricant"),
        ("lorry_traffic_derogation", {**LORRY, "necessary": False}, "nécessité du transport"),
        ("tourist_train_authorisation", {**TRAIN, "slope": 6}, "dépasse les 5 %"),
        ("tourist_train_authorisation", {**TRAIN, "visited_on": "2025-03-01"}, "n'est plus valable"),
    ],
)
def test_an_approval_is_not_granted_without_what_its_text_asks(house, code, answers, sentence):
    with pytest.raises(NotReady, match=sentence):
        granted(house, code, answers)


def test_a_doctor_of_seventy_four_is_approved(house):
    assert granted(house, "licence_doctor_approval", {**DOCTOR, "birth_on": "1951-03-03"}).permit.number


def test_a_renewal_wants_training_within_six_months_of_the_term(house):
    first = granted(house, "licence_doctor_approval", DOCTOR).permit
    at = paris(2031, 1, 6)
    late = {**DOCTOR, "trained_on": "2030-08-31"}
    with pytest.raises(NotReady, match="1er septembre 2030"):
        granted(house, "licence_doctor_renewal", late, at=at, renews=first)


@pytest.mark.parametrize(("on", "shown"), [(date(2031, 3, 1), True), (date(2031, 3, 2), False)])
def test_agr_05_the_public_list_shows_only_what_is_granted_and_not_expired(house, on, shown):
    case = granted(house, "licence_doctor_approval", DOCTOR)
    take_transition(case=case, name="notify", by=house.stranger, at=AT, notified_at=AT, mode="by_hand", reference="R1")
    rows = in_states(public_permits(on), [IN_FORCE], on)
    assert list(rows.values_list("number", flat=True)) == [case.permit.number] * shown
    assert "Tellier" not in str([public_row(row, on) for row in rows])


@pytest.mark.parametrize("number", ["1234567890", "123456789012", "1000123456A"])
def test_an_rpps_number_has_eleven_digits(db, number):
    load_initial(at=paris(2026, 1, 1))
    form = DoctorForm({"rpps": number})
    assert "rpps" in form.errors


def test_a_train_does_not_end_before_it_starts(db):
    form = TrainForm({"starts_on": "2026-09-30", "ends_on": "2026-04-01"})
    assert "ends_on" in form.errors


def test_the_story_has_a_request_of_each_kind_and_grants_two(house):
    create_person("chef.route", "m", "Léo", "Vernier", "chef du bureau", "head", "securite-routiere")
    stories.tell(paris(2026, 6, 10))
    found = Case.objects.filter(unit="securite-routiere")
    assert found.count() == 5 and found.filter(stage="in_force", permit__isnull=False).count() == 2
