"""Domiciliation of businesses (examples E1 and E8 of the domain note) and driving schools."""

from datetime import date

import pytest

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.errors import NotReady
from directorate.casework.operations import act_on_silences, open_case
from directorate.documents.markup import plain_text
from directorate.legal_calendar.arithmetic import validity_end
from directorate.parameters.operations import load_initial
from directorate.parameters.queries import value as parameter
from directorate.registers.models import RegisterIssue
from police_admin.procedures.driving_schools.dossier import DrivingSchoolForm
from police_admin.procedures.economy.domiciliation import DomiciliationForm
from tests.factories import COMPANY, PERSON, drafted, needed_pieces, step
from tests.people import paris

DOMICILIATION, SCHOOL = "business_domiciliation_approval", "driving_school_approval"
OFFICES = {
    "seat_department": "94",
    "premises": ["12 place du Marché 94000 Créteil, 85 m²"],
    "premises_title": "lease",
    "confidential_room": True,
    "document_keeping": True,
    "managers": ["Sorel Adèle, gérante, française, 3 rue du Lac 94000 Créteil"],
    "holders": ["Sorel Adèle, 60 %"],
    "clients_count": 0,
}
LESSONS = {
    "operator": "company",
    "operator_birth_on": "1988-05-02",
    "capacity": "cqp",
    "residence_permit": False,
    "withdrawn_on": None,
    "sign_name": "Conduite du Lac",
    "categories": ["B", "A2"],
    "occupation": "lease",
    "surface_m2": 42,
    "own_entrance": True,
    "separate_rooms": True,
    "teachers": ["Sorel Adèle, A 24 094 0012 0"],
    "vehicles": ["AB-123-CD, B"],
}
ANSWERS = {DOMICILIATION: OFFICES, SCHOOL: LESSONS}


def opened(house, code, *, received_on=date(2026, 1, 12), missing=(), party=COMPANY, place=None, **changes):
    answers = {**ANSWERS[code], **changes}
    return open_case(
        procedure_code=code, party=party, answers=answers, received_on=received_on, channel="post",
        commune=house.creteil, place=place or {"name": "Siège", "address": "12 place du Marché"},
        caseworker=house.agent, by=house.agent, at=paris(received_on.year, received_on.month, received_on.day),
        received_pieces=tuple(piece for piece in needed_pieces(code, answers, received_on) if piece not in missing),
    )  # fmt: skip


def asked(house, *, arrived_on=None):
    """E1: received on 12 January 2026, the lease asked on the 22nd, to be produced by 21 February."""
    case = opened(house, DOMICILIATION, missing=("lease",))
    case = step(
        case, "request_pieces", house.agent, paris(2026, 1, 22), pieces=["lease"], notified_on=date(2026, 1, 22),
        limit_on=date(2026, 2, 21),
    )  # fmt: skip
    if arrived_on:
        at = paris(arrived_on.year, arrived_on.month, arrived_on.day)
        case = step(case, "receive_pieces", house.agent, at, pieces=["lease"], received_on=arrived_on)
    return case


def silence(case):
    return case.deadlines.get(code="silence")


# --- domiciliation: the clock -------------------------------------------------------------------------------


def test_two_months_after_receipt_silence_refuses(house):
    row = silence(opened(house, DOMICILIATION))
    assert (row.due_on, row.effect) == (date(2026, 3, 12), "refusal")


@pytest.mark.parametrize(
    ("arrived_on", "due_on", "safe_day"),
    [
        (date(2026, 2, 10), date(2026, 3, 31), "2026-03-30"),
        (None, date(2026, 4, 11), "2026-04-10"),
        (date(2026, 2, 25), date(2026, 4, 11), "2026-04-10"),
    ],
)
def test_documents_asked_suspend_the_silence_until_they_come_or_the_limit(house, arrived_on, due_on, safe_day):  # E1
    row = silence(asked(house, arrived_on=arrived_on))
    assert (row.due_on, row.computation["last_safe_day"]) == (due_on, safe_day)


def test_the_refusal_born_of_silence_is_noted_the_day_after(house):
    case = asked(house, arrived_on=date(2026, 2, 10))
    assert act_on_silences(at=paris(2026, 3, 31, 23, 0)) == []
    assert act_on_silences(at=paris(2026, 4, 1, 1, 0)) == [case.reference]
    case.refresh_from_db()
    assert (case.stage, case.decided_at) == ("implicit_rejected", paris(2026, 3, 31, 0, 0))
    assert case.deadlines.get(code="appeal_silence").due_on == date(2026, 6, 1)


def test_an_approval_lasts_six_years(house):  # E8
    months = parameter("domiciliation.validity_months", date(2021, 4, 30))
    assert validity_end(date(2021, 4, 30), months) == date(2027, 4, 30)


# --- domiciliation: from request to act ---------------------------------------------------------------------


def granted(house, case, on=(2026, 2, 16)):
    case = step(case, "declare_complete", house.agent, paris(*on))
    case = drafted(house, case, "grant", paris(*on))
    case = step(case, "submit", house.agent, paris(*on))
    return step(case, "sign", house.head, paris(*on, 15, 0))


def test_an_approval_is_signed_notified_and_gives_a_title_of_six_years(house):
    case = granted(house, opened(house, DOMICILIATION))
    case = step(
        case, "notify", house.agent, paris(2026, 2, 20), notified_at=paris(2026, 2, 19), mode="registered_post",
        reference="1A 204 118 3372 5",
    )  # fmt: skip
    assert (case.stage, case.permit.expires_on, case.permit.renew_by) == (
        "in_force", date(2032, 2, 16), date(2031, 12, 16),
    )  # fmt: skip
    assert case.permit.number.startswith("DOM-2026-")
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    for mention in ("6 ans", "2 mois avant", "25 %", "12 place du Marché 94000 Créteil, 85 m²", "L123-11-3"):
        assert mention in order
    # Nothing in the note asks for its publication.
    assert not RegisterIssue.objects.exists()


def test_a_refusal_states_the_condition_that_fails(house):
    case = step(opened(house, DOMICILIATION), "declare_complete", house.agent, paris(2026, 2, 16))
    bare = step(case, "draft_decision", house.agent, paris(2026, 2, 16), outcome="refusal")
    with pytest.raises(NotReady, match="à compléter"):
        step(bare, "submit", house.agent, paris(2026, 2, 16))
    case = drafted(house, step(bare, "resume_review", house.agent, paris(2026, 2, 16)), "refusal", paris(2026, 2, 16))
    case = step(case, "submit", house.agent, paris(2026, 2, 16))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 2, 16, 15, 0))
    assert (case.stage, case.permit) == ("decided", None)
    assert "est rejetée" in plain_text(case.letters.get(purpose="order_refusal").letter.html)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [({"confidential_room": False}, "confidentialité"), ({"document_keeping": False}, "conservation des documents")],
)
def test_no_approval_without_a_room_and_the_keeping_of_documents(house, answers, sentence):
    with pytest.raises(NotReady, match=sentence):
        granted(house, opened(house, DOMICILIATION, **answers))


def test_a_criminal_record_not_consulted_is_said_until_its_result_is_known(house):
    case = step(opened(house, DOMICILIATION), "declare_complete", house.agent, paris(2026, 2, 16))
    case = step(case, "request_opinion", house.agent, paris(2026, 2, 16), opinion="criminal_record")

    def said():
        procedure = registry.procedure(DOMICILIATION)
        return [row.message for row in findings_before_signature(case, procedure, paris(2026, 2, 18))]

    case = drafted(house, case, "grant", paris(2026, 2, 17))
    assert any("casier judiciaire des dirigeants n'est pas" in sentence for sentence in said())
    case = step(
        case, "record_opinion", house.agent, paris(2026, 2, 18), consultation=case.consultations.get(),
        opinion="favourable", comment="",
    )  # fmt: skip
    assert not any("casier judiciaire des dirigeants n'est pas" in sentence for sentence in said())


@pytest.mark.parametrize(("seat", "to"), [("75", "préfet de police"), ("other", "préfet du département du siège")])
def test_a_seat_elsewhere_is_for_its_prefect(house, seat, to):
    case = opened(house, DOMICILIATION, seat_department=seat)
    with pytest.raises(NotReady, match=to):
        granted(house, case)
    case = step(case, "redirect", house.agent, paris(2026, 2, 16))
    assert (case.stage, case.redirected_to) == ("redirected", to)
    assert "ont leur siège" in plain_text(case.letters.get(purpose="redirect_notice").letter.html)


def test_the_lease_is_asked_of_a_tenant_and_the_title_of_an_owner(house):
    tenant = opened(house, DOMICILIATION)
    owner = opened(house, DOMICILIATION, premises_title="owner", holders=[])
    codes = [set(case.pieces.values_list("code", flat=True)) for case in (tenant, owner)]
    assert codes[0] - codes[1] == {"lease", "holders"}
    assert codes[1] - codes[0] == {"title"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"premises": ""}, "premises"),
        ({"premises": "12 place du Marché"}, "premises"),
        ({"managers": "Sorel Adèle"}, "managers"),
        ({"holders": "Sorel"}, "holders"),
        ({"clients_count": -1}, "clients_count"),
        ({"seat_department": "2A"}, "seat_department"),
        ({"premises_title": "squat"}, "premises_title"),
    ],
)
def test_a_request_for_domiciliation_is_refused_beside_its_field(changes, field):
    assert DomiciliationForm(OFFICES).is_valid()
    assert list(DomiciliationForm({**OFFICES, **changes}).errors) == [field]


# --- driving schools ----------------------------------------------------------------------------------------


def record_known(house, case):
    case = step(case, "declare_complete", house.agent, paris(2026, 1, 20))
    case = step(case, "request_opinion", house.agent, paris(2026, 1, 20), opinion="criminal_record")
    return step(
        case, "record_opinion", house.agent, paris(2026, 2, 3), consultation=case.consultations.get(),
        opinion="favourable", comment="",
    )  # fmt: skip


def test_an_approved_school_gets_a_title_of_five_years(house):
    case = record_known(house, opened(house, SCHOOL))
    case = drafted(house, case, "grant", paris(2026, 2, 4))
    case = step(case, "submit", house.agent, paris(2026, 2, 4))
    case = step(case, "sign", house.head, paris(2026, 2, 5))
    assert (case.permit.expires_on, case.permit.renew_by) == (date(2031, 2, 5), date(2030, 12, 5))
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    for mention in ("Conduite du Lac", "5 ans", "2 mois avant", "B, A2", "12 mois au plus"):
        assert mention in order


def test_the_commission_of_road_safety_is_no_longer_asked_but_the_record_is(house):
    opinions = {opinion.code: opinion for opinion in registry.procedure(SCHOOL).opinions}
    # Its section may be asked again by a dated value; nothing asks for it now.
    assert set(opinions) == {"criminal_record", "site_visit", "cdsr"}
    case = step(opened(house, SCHOOL), "declare_complete", house.agent, paris(2026, 1, 20))
    case = drafted(house, case, "grant", paris(2026, 1, 21))
    with pytest.raises(NotReady, match="Casier judiciaire") as refusal:
        step(case, "submit", house.agent, paris(2026, 1, 21))
    assert "ommission" not in str(refusal.value)


def test_the_silence_of_two_months_is_marked_as_to_be_checked(house):
    procedure = registry.procedure(SCHOOL)
    assert procedure.legal_check_required
    row = silence(opened(house, SCHOOL))
    assert (row.due_on, row.effect) == (date(2026, 3, 12), "refusal")
    assert row.computation["parameters"][0]["confidence"] == "faible"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"operator_birth_on": "2003-02-05"}, "n'a pas 23 ans"),
        ({"operator_birth_on": "2003-02-04"}, ""),
        ({"surface_m2": 24}, "inférieure à 25 m²"),
        ({"surface_m2": 25}, ""),
        ({"own_entrance": False}, "entrée qui lui soit propre"),
        ({"separate_rooms": False}, "accueil"),
        ({"withdrawn_on": "2023-02-05"}, "5 février 2026"),
        ({"withdrawn_on": "2023-02-04"}, ""),
    ],
)
def test_a_condition_that_fails_refuses_the_approval_and_not_the_refusal(house, answers, sentence):
    case = record_known(house, opened(house, SCHOOL, **answers))
    case = drafted(house, case, "grant", paris(2026, 2, 4))
    if not sentence:
        assert step(case, "submit", house.agent, paris(2026, 2, 4)).stage == "signature"
        return
    with pytest.raises(NotReady, match=sentence):
        step(case, "submit", house.agent, paris(2026, 2, 4))
    case = drafted(house, step(case, "resume_review", house.agent, paris(2026, 2, 4)), "refusal", paris(2026, 2, 4))
    assert step(case, "submit", house.agent, paris(2026, 2, 4)).stage == "signature"


def test_pieces_follow_the_operator(house):
    company = opened(house, SCHOOL)
    person = opened(house, SCHOOL, party=PERSON, operator="person", residence_permit=True)
    codes = [set(case.pieces.values_list("code", flat=True)) for case in (company, person)]
    assert codes[0] - codes[1] == {"company"}
    assert codes[1] - codes[0] == {"stay"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"operator_birth_on": "1899-12-31"}, "operator_birth_on"),
        ({"operator_birth_on": "2099-01-01"}, "operator_birth_on"),
        ({"withdrawn_on": "2099-01-01"}, "withdrawn_on"),
        ({"categories": []}, "categories"),
        ({"categories": ["Z"]}, "categories"),
        ({"surface_m2": 0}, "surface_m2"),
        ({"teachers": "Sorel Adèle"}, "teachers"),
        ({"vehicles": ""}, "vehicles"),
    ],
)
def test_a_request_for_a_school_is_refused_beside_its_field(db, changes, field):
    load_initial(at=paris(2026, 1, 2))
    assert DrivingSchoolForm(LESSONS).is_valid()
    assert list(DrivingSchoolForm({**LESSONS, **changes}).errors) == [field]


def test_a_sign_that_carries_html_is_shown_as_text(house):
    case = record_known(house, opened(house, SCHOOL, sign_name="<script>alert(1)</script> & Fils"))
    case = drafted(house, case, "grant", paris(2026, 2, 4))
    case = step(case, "submit", house.agent, paris(2026, 2, 4))
    case = step(case, "sign", house.head, paris(2026, 2, 5))
    html = case.letters.get(purpose="order_grant").letter.html
    assert "<script" not in html
    assert "<script>alert(1)</script> & Fils" in plain_text(html)
