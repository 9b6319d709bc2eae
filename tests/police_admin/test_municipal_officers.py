"""Municipal officers: approved, armed, struck; and the register that follows the acts and what a mayor reports."""

from datetime import date, timedelta

import pytest

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.models import Case
from directorate.casework.operations import open_case
from directorate.journal.models import JournalEntry
from directorate.permits.models import Permit
from directorate.permits.validity import Status, status_on
from directorate.web.errors import Conflict, DomainError, NotAllowed
from police_admin.municipal_police import operations as register
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer, OfficerTraining
from police_admin.municipal_police.queries import agenda, dated_values, known_force, situation
from police_admin.procedures.municipal_police import agreement, dossier, officer_measures
from police_admin.procedures.municipal_police.commune_requests import SharingForm
from police_admin.procedures.municipal_police.weapon_carry import CarryForm
from tests.factories import PERSON, drafted, needed_pieces, step
from tests.people import paris

TOWN = {
    "kind": "town", "last_name": "Commune de Créteil", "representative": "Mme Odile Sarrazin, maire",
    "email": "mairie-creteil@commune.invalid", "address": "place de la Mairie\n94000 Créteil",
}  # fmt: skip
OFFICER = {"officer_last_name": "Garance", "officer_first_name": "Ysé", "officer_birth_on": "1990-05-04"}
APPROVAL = {
    **OFFICER, "rank": "officer", "appointed_on": "2026-02-02", "previous_approval": "",
    "prosecutor_approved_on": "2026-02-25", "checks_on": "2026-03-02", "check_b2": "compatible",
    "check_taj": "compatible", "check_fpr": "compatible",
}  # fmt: skip
CARRY = {
    **OFFICER, "approval_number": "94-118", "approval_on": "2026-02-20", "prosecutor_approved_on": "2026-02-25",
    "weapons": ["b1_pistols", "d2_batons"], "missions": "Patrouilles de nuit", "out_of_commune": False,
    "out_of_commune_reason": "", "initial_training_on": "2025-01-10", "trained_b1_pistols_on": "2026-01-20",
    "trained_d2_batons_on": "2026-01-20", "medical_on": "2026-02-20", "medical": "compatible",
}  # fmt: skip
RECEIVED, AT = date(2026, 3, 2), paris(2026, 3, 4)


def title(house, code, number, expires_on=date(2029, 3, 1), **more):
    return Permit.objects.create(
        number=number, procedure_code=code, label="Titre", holder="Titulaire", commune=house.creteil, unit=house.police,
        issued_on=date(2026, 3, 1), valid_from=date(2026, 3, 1), expires_on=expires_on, **more,
    )  # fmt: skip


def opened(house, code, answers, **more):
    return open_case(
        **{
            "procedure_code": code, "party": TOWN, "answers": answers, "received_on": RECEIVED, "channel": "post",
            "commune": house.creteil, "caseworker": house.agent,
            "received_pieces": needed_pieces(code, answers), "by": house.agent, "at": paris(2026, 3, 2), **more,
        }
    )  # fmt: skip


def draft(house, code, answers, outcome="grant"):
    case = step(opened(house, code, answers), "declare_complete", house.agent, paris(2026, 3, 3))
    return drafted(house, case, outcome, paris(2026, 3, 3, 11))


def findings(case, at=AT):
    found = findings_before_signature(case, registry.procedure(case.procedure_code), at)
    return [row.message for row in found if row.blocking], [row.message for row in found if not row.blocking]


def made(house, case, at=AT):
    case = step(case, "submit", house.agent, at)
    case = step(case, "sign", house.chief_of_staff, at + timedelta(hours=1))
    return step(case, "notify", house.agent, at + timedelta(hours=3), notified_at=at + timedelta(hours=2),
                mode="by_hand", reference="Remise en mairie")  # fmt: skip


def armed(house):
    """An approved officer who carries, under an agreement in force."""
    title(house, agreement.CODE, "PMC-2026-00001")
    case = made(house, draft(house, dossier.CARRY, CARRY))
    officer = MunicipalOfficer.objects.get()
    officer.approval = title(house, dossier.APPROVAL, "PMG-2026-00001", expires_on=None)
    officer.save()
    return case, officer


def seen(house, on=date(2026, 3, 10)):
    return situation(known_force(house.head, "94028", on), dated_values(on), on)


def said(house, on=date(2026, 3, 10)):
    return " ".join(remark.text for remark in seen(house, on).remarks)


# --- approval -------------------------------------------------------------------------------------------------


def test_an_officer_approved_by_both_authorities_enters_the_register(house):
    case = opened(house, dossier.APPROVAL, APPROVAL)
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = step(case, "request_opinion", house.agent, paris(2026, 3, 3), opinion="police_inquiry",
                organisation=house.town_hall)  # fmt: skip
    case = step(case, "record_opinion", house.agent, AT, consultation=case.consultations.get(), opinion="favourable",
                answered_on=date(2026, 3, 4))  # fmt: skip
    case = made(house, drafted(house, case, "grant", AT), paris(2026, 3, 5))
    officer = MunicipalOfficer.objects.get()
    assert (case.permit.holder, case.permit.expires_on) == ("Ysé Garance", None)
    assert (officer.approval, officer.prosecutor_approved_on) == (case.permit, date(2026, 2, 25))
    assert seen(house).approved == 1


@pytest.mark.parametrize(
    ("changes", "stops", "sentence"),
    [
        ({"check_b2": "incompatible"}, True, "incompatible"),
        ({"check_taj": ""}, True, "Fichier non consulté"),
        ({"check_fpr": "discuss"}, False, "à examiner"),
        ({"prosecutor_approved_on": None}, False, "double agrément"),
    ],
)
def test_honour_stops_an_approval_and_the_prosecutor_is_only_awaited(house, changes, stops, sentence):
    blocking, others = findings(draft(house, dossier.APPROVAL, {**APPROVAL, **changes}))
    assert any(sentence in message for message in (blocking if stops else others))
    assert not any(sentence in message for message in (others if stops else blocking))


# --- weapons --------------------------------------------------------------------------------------------------


def test_an_officer_carries_the_weapons_named_and_his_trainings_are_kept(house):
    case, officer = armed(house)
    assert (case.stage, case.permit.holder, officer.carry) == ("in_force", "Ysé Garance", case.permit)
    assert case.permit.features["weapons"] == ["b1_pistols", "d2_batons"]
    assert officer.trainings.filter(followed_on=date(2026, 1, 20)).count() == 2
    again = made(house, draft(house, dossier.CARRY, CARRY), paris(2026, 3, 9))
    assert Permit.objects.get(pk=case.permit_id).replaced_by == again.permit
    assert OfficerTraining.objects.count() == 2


def test_nobody_is_armed_without_an_agreement(house):
    blocking, _ = findings(draft(house, dossier.CARRY, CARRY))
    assert blocking == ["Aucune convention de coordination n'est en vigueur pour cette commune."]


@pytest.mark.parametrize(("medical_on", "stops"), [("2026-02-16", False), ("2026-02-15", True), ("2026-03-02", False)])
def test_the_medical_certificate_is_less_than_fifteen_days_old_on_the_day_of_filing(house, medical_on, stops):
    title(house, agreement.CODE, "PMC-2026-00001")
    blocking, _ = findings(draft(house, dossier.CARRY, {**CARRY, "medical_on": medical_on}))
    assert any("15 jours ou plus" in message for message in blocking) is stops


@pytest.mark.parametrize(
    ("changes", "stops", "sentence"),
    [
        ({"medical": "incompatible"}, True, "incompatibilité"),
        ({"trained_d2_batons_on": None}, True, "Aucune formation n'est justifiée"),
        # Twelve months to the day are still in time.
        ({"trained_b1_pistols_on": "2025-03-03"}, False, "plus de 12 mois"),
    ],
)
def test_a_weapon_is_trained_for_and_an_old_training_is_said(house, changes, stops, sentence):
    title(house, agreement.CODE, "PMC-2026-00001")
    case = draft(house, dossier.CARRY, {**CARRY, **changes})
    blocking, others = findings(case)
    assert any(sentence in message for message in (blocking if stops else others))
    assert stops or not blocking


def test_a_training_of_twelve_months_to_the_day_is_in_time(house):
    title(house, agreement.CODE, "PMC-2026-00001")
    _, others = findings(draft(house, dossier.CARRY, {**CARRY, "trained_b1_pistols_on": "2025-03-04"}))
    assert not any("plus de 12 mois" in message for message in others)


# --- suspension and withdrawal ----------------------------------------------------------------------------------


def struck(house, officer, outcome):
    case = opened(
        house, dossier.APPROVAL_WITHDRAWAL,
        {"facts": ["9 mars 2026 : violences"], "last_facts_on": "2026-03-01", "report_references": [],
         "duration_months": 4, "urgent": False},
        party=PERSON, renews=officer.approval,
    )  # fmt: skip
    case = step(case, "qualify", house.agent, AT)
    case = step(case, "request_opinion", house.agent, AT, opinion="town_hall", organisation=house.town_hall)
    case = step(case, "record_opinion", house.agent, paris(2026, 3, 6), consultation=case.consultations.get(),
                opinion="favourable", answered_on=date(2026, 3, 6))  # fmt: skip
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 6), sent_on=date(2026, 3, 6),
                deadline_on=date(2026, 3, 21), facts="Violences.", contemplated_measure="Retrait.")  # fmt: skip
    case = step(case, "record_observations", house.agent, paris(2026, 3, 12), mode="written",
                observations_on=date(2026, 3, 11), observations="Je conteste.")  # fmt: skip
    case = drafted(house, case, outcome, paris(2026, 3, 13))
    assert any("cesse avec l'agrément" in message for message in findings(case, paris(2026, 3, 13))[1])
    return made(house, case, paris(2026, 3, 16))


def test_the_weapon_falls_with_the_approval_without_a_second_act(house):
    _, officer = armed(house)
    struck(house, officer, "withdrawal")
    for permit in (officer.approval, officer.carry):
        assert status_on(Permit.objects.get(pk=permit.pk), date(2026, 3, 17)) == Status.WITHDRAWN
    told = JournalEntry.objects.filter(action="case.notify").latest("id")
    assert told.details["weapon_carry_stopped"] == [officer.carry.number]


def test_a_suspension_that_ends_gives_both_back(house):
    _, officer = armed(house)
    case = struck(house, officer, "suspension")
    for permit in (officer.approval, officer.carry):
        assert status_on(Permit.objects.get(pk=permit.pk), date(2026, 3, 17)) == Status.SUSPENDED
    assert case.deadlines.get(code="measure_end").due_on == date(2026, 7, 15)
    step(case, "lift", house.head, paris(2026, 4, 1), reason="Classement sans suite.")
    for permit in (officer.approval, officer.carry):
        assert Permit.objects.get(pk=permit.pk).state == Permit.State.IN_FORCE


def test_an_emergency_without_the_mayor_belongs_to_the_prosecutor():
    assert "procureur" in officer_measures.competent_instead({"urgent": True}).to
    assert officer_measures.competent_instead({"urgent": False}) is None


# --- cameras, dogs, officers shared -----------------------------------------------------------------------------


def test_cameras_rest_on_an_agreement_and_are_published(house):
    answers = {"device_count": 8, "cnil_commitment": True, "images_place": "Poste", "responsible": "Le maire"}
    case = draft(house, "bodycam_authorisation", answers)
    assert findings(case)[0] == ["Aucune convention de coordination n'est en vigueur pour cette commune."]
    title(house, agreement.CODE, "PMC-2026-00001")
    assert findings(case)[0] == []
    assert made(house, case).stage == "notified"


def test_a_dog_unit_is_mentioned_by_the_agreement(house):
    current = title(house, agreement.CODE, "PMC-2026-00001")
    mother = opened(house, agreement.CODE, {"headcount": 4, "armed": False, "night": False, "dog_unit": False})
    mother.permit, mother.decided_at, mother.notified_at, mother.outcome = current, AT, AT, "agreement"
    mother.save()
    answers = {"dogs": ["Orion"], "handlers": ["M. Castelin"], "missions": "Patrouilles", "kennel": "Poste",
               "trained": True}  # fmt: skip
    assert findings(draft(house, "dog_unit_authorisation", answers))[0] == [
        "La convention en vigueur ne mentionne pas de brigade cynophile."
    ]


SHARING = {
    "starts_at": "2026-06-20T16:00", "ends_at": "2026-06-20T23:00", "communes": ["94028", "94080"], "occasion": "event",
    "description": "Concert", "neighbours": True, "all_mayors_ask": True, "officers": 8, "means": "Patrouilles",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"), [({"communes": ["94028"]}, "communes"), ({"ends_at": "2026-06-20T15:00"}, "ends_at")]
)
def test_sharing_joins_two_communes_for_a_time(house, changes, field):
    assert SharingForm(SHARING).is_valid()
    assert list(SharingForm({**SHARING, **changes}).errors) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"weapons": []}, "weapons"),
        ({"out_of_commune": True}, "out_of_commune_reason"),
        ({"trained_b1_pistols_on": "2025-01-09"}, "trained_b1_pistols_on"),
        ({"medical_on": "2026-03-20"}, "medical_on"),
    ],
)
def test_a_request_to_carry_that_contradicts_itself_is_refused_beside_its_field(db, time_machine, changes, field):
    time_machine.move_to(AT, tick=False)
    assert CarryForm(CARRY).is_valid()
    assert list(CarryForm({**CARRY, **changes}).errors) == [field]


# --- the register -----------------------------------------------------------------------------------------------


@pytest.fixture()
def force(house):
    return MunicipalForce.objects.create(commune=house.creteil, headcount=2, headcount_on=date(2026, 1, 1))


def moved(house, force, item, quantity, nature="inventory", moved_on=date(2026, 3, 5), by=None):
    return register.record_movement(
        force=force, nature=nature, item=item, quantity=quantity, moved_on=moved_on, note="", by=by or house.agent,
        at=paris(2026, 3, 6),
    )  # fmt: skip


def holding(house, **answers):
    """An authorisation of 10 pistols, 50 service rounds for each, that ends after the agreement."""
    permit = title(house, agreement.HOLDING, "PMA-2026-00001", expires_on=date(2031, 3, 1))
    case = opened(house, agreement.HOLDING, {
        "b1_pistols": 10, "service_rounds": 50, "first_training_rounds": 300, "safe_address": "Poste",
        "reasons": "Nuit", **answers,
    })  # fmt: skip
    case.permit = permit
    case.save()
    return permit


def test_what_is_held_beyond_the_authorisation_or_the_law_is_said(house, force):
    title(house, agreement.CODE, "PMC-2026-00001")
    holding(house)
    moved(house, force, "b1_pistols", 10)
    moved(house, force, "service_rounds", 500)
    assert "autorisés" not in said(house) and "au plus" not in said(house)
    moved(house, force, "service_rounds", 1, "acquisition")
    moved(house, force, "b1_pistols", 2, "acquisition")
    # Twelve pistols could lawfully have 600 rounds; the authorisation allows 500.
    assert "12 détenus, 10 autorisés" in said(house)
    assert "501 détenues, 500 au plus (autorisation)" in said(house)
    moved(house, force, "b1_pistols", 5, "disposal")
    # Seven pistols: the ceiling of the law is now the lower.
    assert "501 détenues, 350 au plus (plafond de la loi)" in said(house)


def test_an_agreement_that_ends_before_the_weapons_is_said_and_in_the_agenda(house, force):
    title(house, agreement.CODE, "PMC-2026-00001", expires_on=date(2028, 9, 1))
    holding(house)
    assert "La convention se termine le 1 septembre 2028, avant" in said(house).replace("1er", "1")
    days = [event.day for event in agenda(house.head, date(2028, 8, 1), date(2028, 9, 30))]
    assert days == [date(2028, 9, 1)]


def test_weapons_without_any_title_are_said(house, force):
    moved(house, force, "b6_pulse", 1)
    assert "sans convention de coordination" in said(house)
    assert "sans autorisation de détention" in said(house)


@pytest.mark.parametrize(("headcount", "told"), [(2, False), (3, True)])
def test_three_officers_call_for_an_agreement(house, force, headcount, told):
    register.record_headcount(
        force=force, headcount=headcount, headcount_on=date(2026, 2, 1), by=house.agent, at=paris(2026, 3, 6)
    )
    assert ("obligatoire à partir de 3 emplois" in said(house)) is told


def test_a_training_older_than_twelve_months_is_said_until_another_is_recorded(house):
    _, officer = armed(house)
    assert "plus de 12 mois" not in said(house, date(2027, 1, 20))
    assert "plus de 12 mois : 1 agent" in said(house, date(2027, 1, 21))
    (event,) = agenda(house.head, date(2027, 1, 1), date(2027, 1, 31))
    assert (event.day, "Garance" in event.label) == (date(2027, 1, 20), False)
    register.record_training(
        force=officer.force, officer=officer, kinds=["b1_pistols", "d2_batons"], followed_on=date(2026, 12, 1),
        is_initial=False, by=house.agent, at=paris(2026, 12, 2),
    )  # fmt: skip
    assert "plus de 12 mois" not in said(house, date(2027, 1, 21))
    assert list(agenda(house.head, date(2027, 1, 1), date(2027, 1, 31))) == []


def test_the_weapon_of_an_officer_who_leaves_lapses_and_a_transfer_keeps_the_approval(house):
    _, officer = armed(house)
    register.record_departure(force=officer.force, officer=officer, left_on=date(2026, 3, 20), departure="transfer",
                              by=house.agent, at=paris(2026, 3, 20))  # fmt: skip
    assert Permit.objects.get(pk=officer.carry_id).state == Permit.State.WITHDRAWN
    assert Permit.objects.get(pk=officer.approval_id).state == Permit.State.IN_FORCE
    assert not seen(house, date(2026, 3, 21)).officers
    with pytest.raises(Conflict, match="parti le 20/03/2026"):
        register.record_departure(force=officer.force, officer=officer, left_on=date(2026, 3, 21), departure="end",
                                  by=house.agent, at=paris(2026, 3, 21))  # fmt: skip


@pytest.mark.parametrize(
    ("item", "quantity", "nature", "moved_on", "field"),
    [
        ("b1_pistols", 1, "disposal", date(2026, 3, 5), "quantity"),
        ("b1_pistols", 0, "acquisition", date(2026, 3, 5), "quantity"),
        ("b1_pistols", 0, "inventory", date(2026, 3, 5), "quantity"),
        ("b1_pistols", 1, "use", date(2026, 3, 5), "nature"),
        ("cannons", 1, "inventory", date(2026, 3, 5), "item"),
        ("b1_pistols", 1, "inventory", date(2026, 3, 7), "moved_on"),
    ],
)
def test_a_movement_that_cannot_have_been_is_refused_beside_its_field(house, force, item, quantity, nature, moved_on,
                                                                      field):  # fmt: skip
    with pytest.raises(DomainError) as refusal:
        moved(house, force, item, quantity, nature, moved_on)
    assert refusal.value.field == field
    assert not force.movements.exists()


def test_the_register_is_kept_by_the_bureau_and_the_journal_names_no_officer(house):
    _, officer = armed(house)
    register.record_training(
        force=officer.force, officer=officer, kinds=["b6_pulse"], followed_on=date(2026, 3, 9), is_initial=True,
        by=house.agent, at=paris(2026, 3, 10),
    )  # fmt: skip
    told = JournalEntry.objects.filter(action="municipal_force.trained").get()
    assert "Garance" not in f"{told.subject_label} {told.details}"
    for who in (house.stranger, house.administrator, house.chief_of_staff):
        with pytest.raises(NotAllowed):
            moved(house, officer.force, "b1_pistols", 1, by=who)


def test_a_force_is_opened_followed_and_kept_on_its_pages(client, house, time_machine):
    time_machine.move_to(paris(2026, 3, 6), tick=False)
    client.force_login(house.agent)
    form = {"commune": "94080", "headcount": "4", "headcount_on": "2026-03-01"}
    answer = client.post("/polices-municipales/nouvelle/", form)
    assert answer.url == "/polices-municipales/94080/"
    assert client.post("/polices-municipales/nouvelle/", form).status_code == 422
    page = f"{answer.url}mouvement/"
    done = client.post(page, {"nature": "inventory", "item": "d2_batons", "quantity": "6", "moved_on": "2026-03-05",
                              "note": "<b>inventaire</b>"})  # fmt: skip
    assert done.url == answer.url
    shown = client.get(answer.url).content.decode()
    assert "&lt;b&gt;inventaire&lt;/b&gt;" in shown
    assert client.post(page, {"nature": "loss", "item": "d2_batons", "quantity": "7", "moved_on": "2026-03-05"}
                       ).status_code == 422  # fmt: skip
    listed = client.get("/polices-municipales/").content.decode()
    assert "Vincennes" in listed and "alerte" in listed
    for choice, is_there in (("some", True), ("none", False)):
        found = client.get("/polices-municipales/", {"alerts": choice}).content.decode()
        assert ('href="/polices-municipales/94080/"' in found) is is_there, choice
    client.force_login(house.chief_of_staff)
    assert client.get(page).status_code == 403
    assert client.get(answer.url).status_code == 200


def test_the_title_of_a_secret_case_is_shown_to_its_readers_alone(house):
    """What an officer carries, then the agreement: the force stays, without what belongs to a secret case."""
    case, _ = armed(house)
    on = date(2026, 3, 20)

    def read_by(staff):
        found = situation(known_force(staff, "94028", on), dated_values(on), on)
        return bool(found.agreement), [row.is_armed for row in found.officers]

    assert read_by(house.colleague) == (True, [True])
    Case.objects.filter(pk=case.pk).update(sensitivity="secret", caseworker=house.agent)
    assert (read_by(house.colleague), read_by(house.agent)) == ((True, [False]), (True, [True]))
    Case.objects.filter(pk=case.pk).update(permit=Permit.objects.get(procedure_code=agreement.CODE))
    assert (read_by(house.colleague), read_by(house.agent)) == ((False, [True]), (True, [True]))
