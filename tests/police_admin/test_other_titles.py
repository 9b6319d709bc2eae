"""Private wardens, funeral operators, pound keepers, and the letters that call for an answer and no decision."""

from datetime import date
from types import SimpleNamespace

import pytest

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.operations import open_case
from directorate.parameters.models import Parameter
from directorate.permits.models import Permit
from directorate.permits.validity import Status, status_on
from directorate.web.errors import DomainError
from police_admin.procedures.others.cash_transport import MONTHS, CashTransportForm
from police_admin.procedures.others.funeral import LicenceForm
from police_admin.procedures.others.letters import LetterForm
from police_admin.procedures.wardens import private_wardens as wardens
from tests.factories import COMPANY, PERSON, PLACE, drafted, needed_pieces, step
from tests.people import paris

WARDEN = {
    "warden_last_name": "Castéra", "warden_first_name": "Ferdinand", "warden_birth_on": "1979-06-12",
    "missions": ["hunting"], "commissioned_on": "2026-02-10", "properties": ["Créteil, bois"],
    "offences": ["Délits de chasse", "Contraventions de chasse"], "aptitude_order": "94/2026/12",
    "aptitude_on": "2026-02-01", "independent": True, "checks_on": "2026-03-02", "check_b2": "compatible",
    "check_taj": "compatible",
}  # fmt: skip
FUNERAL = {
    "services": ["transport", "organisation"], "sign_name": "Pompes funèbres du Lac",
    "managers": ["Mme Sorel, gérante"], "staff": [], "qualified": True, "taxes_paid": True, "vehicles_fit": True,
}  # fmt: skip
POUND = {
    "capacity": 60, "fenced": True, "soil_protected": True, "tow_vehicles": [], "insurer": "Mutuelle",
    "no_scrapping": True, "contracts": "",
}  # fmt: skip
CASH = {"request_kind": "substitute", "site_kind": "bank", "project": "Sas", "constraints": "", "experts": ""}
LETTER = {"sender": "mayor", "subject": "Nuisances", "linked_cases": ["2026-DBF-00042"]}


def opened(house, code, answers, **more):
    return open_case(
        **{
            "procedure_code": code, "party": COMPANY, "answers": answers, "received_on": date(2026, 3, 2),
            "channel": "post", "commune": house.creteil, "place": PLACE, "caseworker": house.agent,
            "received_pieces": needed_pieces(code, answers), "by": house.agent, "at": paris(2026, 3, 2), **more,
        }
    )  # fmt: skip


def draft(house, code, answers, outcome="grant", **more):
    case = step(opened(house, code, answers, **more), "declare_complete", house.agent, paris(2026, 3, 3))
    return drafted(house, case, outcome, paris(2026, 3, 3, 11))


def blocking(case, day):
    found = findings_before_signature(case, registry.procedure(case.procedure_code), paris(2026, 3, day))
    return [row.message for row in found if row.blocking]


def made(house, case, day=5):
    case = step(case, "submit", house.agent, paris(2026, 3, day))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, day, 11))
    return step(case, "notify", house.agent, paris(2026, 3, day, 16), notified_at=paris(2026, 3, day, 15),
                mode="by_hand", reference="Remis")  # fmt: skip


# --- wardens --------------------------------------------------------------------------------------------------


def test_a_warden_is_approved_for_five_years_with_his_offences(house):
    case = made(house, draft(house, wardens.APPROVAL, WARDEN))
    assert (case.permit.holder, case.permit.expires_on) == ("Ferdinand Castéra", date(2031, 3, 5))
    assert case.permit.renew_by == date(2030, 12, 5)
    assert any("Délits de chasse" in article for article in case.decision.articles)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"independent": False}, "incompatibilité"), ({"check_b2": "incompatible"}, "Résultat incompatible"),
     ({"check_taj": ""}, "Fichier non consulté")],
)  # fmt: skip
def test_a_warden_who_may_not_be_is_not_approved(house, changes, sentence):
    assert any(sentence in message for message in blocking(draft(house, wardens.APPROVAL, {**WARDEN, **changes}), 4))


def test_a_renewal_is_refused_after_both_the_owner_and_the_warden_could_speak(house):
    former = made(house, draft(house, wardens.APPROVAL, WARDEN)).permit
    case = draft(house, wardens.RENEWAL, {**WARDEN, "other_invited_on": None}, "refusal", renews=former)
    assert len([message for message in blocking(case, 6) if "observations" in message]) == 2
    case = step(case, "resume_review", house.agent, paris(2026, 3, 6))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 6), sent_on=date(2026, 3, 6),
                deadline_on=date(2026, 3, 16), facts="Faits.", contemplated_measure="Refus.")  # fmt: skip
    case = step(case, "record_observations", house.agent, paris(2026, 3, 10), mode="written",
                observations_on=date(2026, 3, 9), observations="Non.")  # fmt: skip
    case = drafted(house, case, "refusal", paris(2026, 3, 11))
    case.answers = {**case.answers, "other_invited_on": "2026-03-06"}
    # Fifteen days are left to the warden, unless he has answered.
    assert any("jusqu'au 21 mars 2026" in message for message in blocking(case, 21))
    assert blocking(case, 23) == []
    case.answers = {**case.answers, "other_heard_on": "2026-03-12"}
    assert blocking(case, 12) == []


def test_an_approval_is_withdrawn_after_its_owner_could_speak_too(house):
    former = made(house, draft(house, wardens.APPROVAL, WARDEN)).permit
    answers = {"facts": ["Abus"], "last_facts_on": "2026-03-01", "report_references": [], "commissioner": "Les Coteaux",
               "other_invited_on": None, "other_heard_on": None}  # fmt: skip
    case = opened(house, wardens.WITHDRAWAL, answers, party=PERSON, renews=former)
    case = step(case, "qualify", house.agent, paris(2026, 3, 6))
    case = step(case, "invite_to_hearing", house.agent, paris(2026, 3, 6), sent_on=date(2026, 3, 6),
                deadline_on=date(2026, 3, 16), facts="Abus.", contemplated_measure="Retrait.")  # fmt: skip
    case = step(case, "record_observations", house.agent, paris(2026, 3, 17), mode="none", observations="")
    case = drafted(house, case, "withdrawal", paris(2026, 3, 17))
    assert blocking(case, 17) == ["Le commettant n'a pas été mis à même de présenter ses observations."]
    case.answers = {**case.answers, "other_heard_on": "2026-03-12"}
    case.save()
    made(house, case, 18)
    assert status_on(Permit.objects.get(pk=former.pk), date(2026, 3, 19)) == Status.WITHDRAWN


def test_a_training_or_an_experience_proves_an_aptitude():
    form = {"birth_on": "1979-06-12", "missions": ["hunting"], "trained_on": "", "experience": ""}
    assert list(wardens.AptitudeForm(form).errors) == ["trained_on"]
    assert wardens.AptitudeForm({**form, "experience": "Dix ans de garderie"}).is_valid()


# --- funeral operators, pounds ----------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["qualified", "taxes_paid", "vehicles_fit"])
def test_a_funeral_operator_shows_each_of_its_conditions(house, field):
    messages = blocking(draft(house, "funeral_operator_licence", {**FUNERAL, field: False}), 4)
    # The record of the managers has not been asked either.
    assert len([message for message in messages if "justifiée" in message]) == 1


def test_a_funeral_service_brings_its_own_documents():
    code = "funeral_operator_licence"
    assert "vehicles" in needed_pieces(code, FUNERAL)
    assert not {"chamber", "crematorium", "embalming"} & set(needed_pieces(code, FUNERAL))
    assert "crematorium" in needed_pieces(code, {"services": ["crematorium"]})
    assert list(LicenceForm({**FUNERAL, "services": []}).errors) == ["services"]


@pytest.mark.parametrize(("months", "lawful"), [(12, True), (13, False), (None, False)])
def test_a_funeral_licence_is_suspended_for_a_year_at_most(house, months, lawful):
    licence = Permit.objects.create(
        number="HF-2025-00001", procedure_code="funeral_operator_licence", label="Habilitation", holder="PF du Lac",
        commune=house.creteil, unit=house.police, issued_on=date(2025, 1, 6), valid_from=date(2025, 1, 6),
        expires_on=date(2030, 1, 6),
    )  # fmt: skip
    answers = {"facts": ["Défaut"], "last_facts_on": "2026-03-01", "report_references": [], "breaches": ["rules"],
               "duration_months": months}  # fmt: skip
    case = opened(house, "funeral_operator_licence_withdrawal", answers, renews=licence)
    case = step(case, "qualify", house.agent, paris(2026, 3, 3))
    case = step(case, "waive_hearing", house.director, paris(2026, 3, 3), exception="urgency",
                exception_reason="Danger pour la salubrité.")  # fmt: skip
    case = drafted(house, case, "suspension", paris(2026, 3, 4))
    assert any("suspension" in message for message in blocking(case, 4)) is not lawful


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"no_scrapping": False}, "destruction"), ({"fenced": False}, "clos et gardé"), ({}, "Commission")],
)
def test_a_pound_is_fenced_scraps_nothing_and_is_seen_by_the_commission(house, changes, sentence):
    case = draft(house, "vehicle_pound_keeper_approval", {**POUND, **changes})
    assert any(sentence in message for message in blocking(case, 4))


# --- letters --------------------------------------------------------------------------------------------------


def test_a_letter_is_owed_an_answer_in_two_months_and_closed_by_it(house):
    case = opened(house, "local_authority_letters", LETTER, party=PERSON, place=None)
    assert case.deadlines.get(code="answer").due_on == date(2026, 5, 2)
    case = step(case, "register_act", house.agent, paris(2026, 3, 3))
    with pytest.raises(DomainError, match="réponse"):
        step(case, "close_registered", house.agent, paris(2026, 3, 10), text=" ")
    case = step(case, "close_registered", house.agent, paris(2026, 3, 10), text="Réponse du 10 mars.")
    assert (case.is_open, case.deadlines.get(code="answer").state) == (False, "met")
    assert not registry.procedure("local_authority_letters").outcomes


@pytest.mark.parametrize("line", ["DBF-42", "2026-DBF-0042", "<script>", "2026-DBF-00042 ?"])
def test_a_linked_case_has_the_form_of_a_reference(line):
    assert LetterForm(LETTER).is_valid()
    assert list(LetterForm({**LETTER, "linked_cases": [line]}).errors) == ["linked_cases"]


def test_a_letter_and_the_cases_that_it_touches_lead_to_each_other(client, house):
    touched = opened(house, "vehicle_pound_keeper_approval", POUND)
    linked = {**LETTER, "linked_cases": [touched.reference]}
    case = opened(house, "local_authority_letters", linked, party=PERSON, place=None)
    client.force_login(house.agent)
    assert f"/dossiers/{touched.reference}/" in client.get(f"/dossiers/{case.reference}/").content.decode()
    shown = client.get(f"/dossiers/{touched.reference}/").content.decode()
    assert f"/dossiers/{case.reference}/" in shown
    assert "Courriers reçus" in shown and "Réponse attendue" in shown


# --- cash transport -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "months", "due_on", "asked"),
    [
        ("substitute", 2, date(2026, 5, 3), {"request", "project", "reasons", "constraints", "authorisations"}),
        ("building_permit", 4, date(2026, 7, 3), {"request", "project", "building"}),
    ],
)
def test_the_commission_of_cash_transport_has_longer_before_a_permit_and_binds_nobody(kind, months, due_on, asked):
    procedure = registry.procedure("cash_transport_safety_commission")
    form = CashTransportForm({**CASH, "request_kind": kind})
    # What replaces an arrangement of the law says why; a permit has nothing to excuse.
    assert list(form.errors) == ([] if kind == "building_permit" else ["constraints"])
    answers = {**CASH, "request_kind": kind, "constraints": "Voie étroite"}
    assert {row.code for row in procedure.pieces if row.is_needed(answers, date(2026, 3, 2))} == asked
    value = next(row for row in procedure.parameters if row.code == MONTHS[kind == "building_permit"])
    rule = Parameter(
        code=value.code, label=value.label, value=value.value, unit=value.unit, valid_from=date(2020, 1, 1)
    )
    facts = SimpleNamespace(
        case=SimpleNamespace(answers=answers, complete_on=date(2026, 3, 3), is_open=True), is_decided=False,
        rules=SimpleNamespace(of=lambda *asked: rule),
    )  # fmt: skip
    (due,) = procedure.dates[0](facts)
    assert (value.value, due.due_on) == (months, due_on)
    assert not any(outcome.issues_permit or outcome.published for outcome in procedure.outcomes)
