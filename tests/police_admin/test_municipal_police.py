"""Municipal police forces: the coordination agreement, and the weapons that rest on it."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from directorate.casework import registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.correction import correct_case
from directorate.casework.errors import NotReady
from directorate.casework.operations import act_on_silences, open_case
from directorate.documents.markup import plain_text
from directorate.journal.models import JournalEntry
from directorate.partners.models import Organisation
from directorate.permits.models import Permit
from directorate.permits.validity import Status, status_on
from directorate.registers.models import RegisterIssue
from police_admin.procedures.municipal_police.agreement import AgreementForm, agreement_in_force
from police_admin.procedures.municipal_police.weapons import HoldingForm
from tests.factories import drafted, needed_pieces, step
from tests.people import paris

AGREEMENT, HOLDING = "police_coordination_agreement", "municipal_weapons_holding"
TOWN = {
    "kind": "town",
    "last_name": "Commune de Créteil",
    "representative": "Mme Odile Sarrazin, maire",
    "email": "mairie-creteil@commune.invalid",
    "address": "place de la Mairie\n94000 Créteil",
}
AGREEMENT_ANSWERS = {
    "headcount": 12,
    "armed": True,
    "night": True,
    "dog_unit": False,
    "intermunicipal_body": "",
    "mayor_signed_on": None,
    "body_signed_on": None,
    "prosecutor_signed_on": None,
}
SIGNED = {"mayor_signed_on": "2026-03-16", "prosecutor_signed_on": "2026-03-18"}
HOLDING_ANSWERS = {
    "b1_pistols": 10,
    "b6_pulse": 4,
    "d2_batons": 12,
    "serials": ["GX-1001", "GX-1002"],
    "service_rounds": 50,
    "first_training_rounds": 300,
    "yearly_training_rounds": 100,
    "safe_address": "poste de police municipale, 1 rue du Port",
    "sealed_safe": True,
    "reasons": "Agressions d'agents en service de nuit",
    "duration_months": None,
}


def morning(day: date):
    return paris(day.year, day.month, day.day)


def opened(house, code, answers, received_on, party=TOWN, commune=None):
    return open_case(
        procedure_code=code, party=party, answers=answers, received_on=received_on, channel="post",
        commune=commune or house.creteil, caseworker=house.agent, received_pieces=needed_pieces(code, answers),
        by=house.agent, at=morning(received_on),
    )  # fmt: skip


def open_agreement(house, **answers):
    return opened(house, AGREEMENT, {**AGREEMENT_ANSWERS, **answers}, date(2026, 3, 2))


def open_holding(house, *, received_on=date(2026, 4, 1), party=TOWN, commune=None, **answers):
    return opened(house, HOLDING, {**HOLDING_ANSWERS, **answers}, received_on, party, commune)


def with_prosecutor(house, case):
    """Complete, and a favourable opinion of the prosecutor on 12 March."""
    prosecutor, _ = Organisation.objects.get_or_create(
        code="parquet-creteil", defaults={"kind": "court", "name": "Parquet du tribunal judiciaire de Créteil",
                                          "email": "parquet@justice.invalid"},
    )  # fmt: skip
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = step(case, "request_opinion", house.agent, paris(2026, 3, 3), opinion="prosecutor", organisation=prosecutor)
    return step(
        case, "record_opinion", house.agent, paris(2026, 3, 12), consultation=case.consultations.get(),
        opinion="favourable", answered_on=date(2026, 3, 12),
    )  # fmt: skip


def agreed(house, **answers):
    """An agreement drafted, signed by the prefect on 20 March 2026 and handed over on the 24th."""
    case = with_prosecutor(house, open_agreement(house, **{**SIGNED, **answers}))
    case = drafted(house, case, "agreement", paris(2026, 3, 19))
    case = step(case, "submit", house.agent, paris(2026, 3, 19))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 20))
    return handed_over(house, case, date(2026, 3, 24))


def handed_over(house, case, day):
    return step(
        case,
        "notify",
        house.agent,
        morning(day),
        notified_at=morning(day),
        mode="by_hand",
        reference="Remise en mairie",
    )


def drafted_holding(house, case=None, outcome="grant", day=date(2026, 4, 8)):
    case = step(case or open_holding(house), "declare_complete", house.agent, morning(day))
    return drafted(house, case, outcome, morning(day))


def findings(case, day=date(2026, 4, 9)):
    found = findings_before_signature(case, registry.procedure(case.procedure_code), morning(day))
    return [row.message for row in found if row.blocking], [row.message for row in found if not row.blocking]


# --- the arming of a municipal police, from the agreement to the weapons ------------------------------------


def test_a_municipal_police_is_armed_once_its_agreement_is_in_force(house):
    holding = drafted_holding(house, open_holding(house, received_on=date(2026, 3, 10)), day=date(2026, 3, 16))
    with pytest.raises(NotReady, match="Aucune convention de coordination"):
        step(holding, "submit", house.agent, paris(2026, 3, 17))

    agreement = agreed(house)
    assert (agreement.stage, agreement.is_open) == ("in_execution", True)
    assert agreement_in_force(house.creteil, date(2026, 3, 25)) == agreement.permit

    holding = step(holding, "resume_review", house.agent, paris(2026, 3, 25))
    holding = drafted(house, holding, "grant", paris(2026, 3, 25))
    assert f"Vu la convention de coordination n° {agreement.permit.number} du 20 mars 2026 ;" in holding.decision.visas
    holding = step(holding, "submit", house.agent, paris(2026, 3, 26))
    holding = step(holding, "sign", house.director, paris(2026, 3, 27))
    holding = handed_over(house, holding, date(2026, 3, 30))
    assert (holding.stage, holding.is_open) == ("in_force", False)
    assert holding.permit.expires_on == date(2031, 3, 27)
    assert holding.permit.renew_by == date(2030, 11, 27)
    order = plain_text(holding.letters.get(purpose="order_grant").letter.html)
    for words in ("10 × pistolets", "4 × pistolets à impulsions électriques", "GX-1001", "5 ans", "1 rue du Port"):
        assert words in order
    assert "revolvers" not in order
    assert not RegisterIssue.objects.exists()


# --- agreement ----------------------------------------------------------------------------------------------


def test_the_prefect_signs_after_the_prosecutor_has_been_asked_and_the_others_have_signed(house):
    case = step(open_agreement(house), "declare_complete", house.agent, paris(2026, 3, 3))
    case = drafted(house, case, "agreement", paris(2026, 3, 4))
    blocking, _ = findings(case, date(2026, 3, 4))
    assert "L'avis obligatoire n'est pas rendu : Procureur de la République." in blocking
    assert "La convention n'est pas signée par le maire." in blocking
    assert "La convention n'est pas signée par le procureur de la République." in blocking


def test_the_signatures_are_recorded_by_a_correction_while_the_text_goes_round(house):
    case = with_prosecutor(house, open_agreement(house))
    case = correct_case(
        case=case, version=None, party=TOWN, place=None, commune=house.creteil,
        answers={**AGREEMENT_ANSWERS, **SIGNED}, received_on=case.received_on, channel=case.channel,
        reason="Signatures du maire et du procureur.", by=house.agent, at=paris(2026, 3, 18),
    )  # fmt: skip
    case = drafted(house, case, "agreement", paris(2026, 3, 19))
    assert findings(case, date(2026, 3, 19))[0] == []
    assert any("16 mars 2026" in visa and "18 mars 2026" in visa for visa in case.decision.visas)


def test_a_text_drafted_before_the_others_signed_is_said_not_to_cite_them(house):
    case = drafted(house, with_prosecutor(house, open_agreement(house)), "agreement", paris(2026, 3, 13))
    case.answers = {**case.answers, **SIGNED}
    blocking, said = findings(case, date(2026, 3, 19))
    assert blocking == []
    assert [message[:48] for message in said] == [
        "La signature du maire (16 mars 2026) n'est pas v", "La signature du procureur de la République (18 m",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"prosecutor_signed_on": "2026-03-30"}, "datée dans l'avenir"),
        ({"intermunicipal_body": "Grand Paris Sud Est Avenir"}, "président de l'établissement"),
    ],
)
def test_a_signature_ahead_or_forgotten_stops_the_agreement(house, answers, sentence):
    case = with_prosecutor(house, open_agreement(house, **{**SIGNED, **answers}))
    case = drafted(house, case, "agreement", paris(2026, 3, 19))
    assert any(sentence in message for message in findings(case, date(2026, 3, 19))[0])


def test_an_agreement_lasts_three_years_and_is_evaluated_every_year(house):
    case = agreed(house)
    permit = case.permit
    assert (permit.expires_on, permit.renew_by) == (date(2029, 3, 20), date(2028, 9, 20))
    term = case.deadlines.get(code="measure_end")
    assert (term.label, term.due_on) == ("Terme de la convention", date(2029, 3, 20))
    assert case.deadlines.get(code="evaluation").due_on == date(2027, 3, 24)
    case = step(case, "evaluate", house.agent, paris(2027, 3, 15), text="Réunion le 22 mars.")
    case = step(case, "record_evaluation", house.agent, paris(2027, 3, 22), text="Rapport remis.")
    assert (case.stage, case.deadlines.get(code="evaluation").due_on) == ("in_execution", date(2028, 3, 22))


@pytest.mark.parametrize(("headcount", "words"), [(2, "le maire demande"), (3, "obligatoire à partir de 3 emplois")])
def test_the_agreement_is_mandatory_from_three_officers(house, headcount, words):
    case = with_prosecutor(house, open_agreement(house, headcount=headcount))
    case = drafted(house, case, "agreement", paris(2026, 3, 19))
    assert any(words in ground for ground in case.decision.grounds)


def test_the_agreement_reads_as_one_and_is_not_published(house):
    text = plain_text(agreed(house).letters.get(purpose="agreement").letter.html)
    for words in ("Convention", "Il est convenu ce qui suit", "entre 23 heures et 6 heures", "prévoit l'armement"):
        assert words in text
    assert not RegisterIssue.objects.exists()


def test_an_agreement_not_yet_handed_over_arms_nobody(house):
    case = with_prosecutor(house, open_agreement(house, **SIGNED))
    case = drafted(house, case, "agreement", paris(2026, 3, 19))
    case = step(case, "submit", house.agent, paris(2026, 3, 19))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 20))
    assert case.permit is not None
    assert agreement_in_force(house.creteil, date(2026, 3, 21)) is None
    case = handed_over(house, case, date(2026, 3, 24))
    assert agreement_in_force(house.creteil, date(2029, 3, 20)) == case.permit
    assert agreement_in_force(house.creteil, date(2029, 3, 21)) is None
    assert agreement_in_force(house.vincennes, date(2026, 3, 25)) is None


def test_a_new_agreement_takes_the_place_of_the_former(house):
    former, new = agreed(house).permit, agreed(house)
    former.refresh_from_db()
    assert (former.state, former.replaced_by) == (Permit.State.REPLACED, new.permit)
    assert agreement_in_force(house.creteil, date(2026, 4, 1)) == new.permit


def test_a_denounced_agreement_names_the_weapons_to_review(house):
    agreement = agreed(house)
    holding = step(drafted_holding(house), "submit", house.agent, paris(2026, 4, 8))
    holding = step(holding, "sign", house.director, paris(2026, 4, 9))
    agreement = step(agreement, "terminate", house.head, paris(2026, 9, 1), reason="Dénoncée par le maire.")
    assert (agreement.stage, agreement.is_open) == ("terminated", False)
    permit = Permit.objects.get(pk=agreement.permit_id)
    assert status_on(permit, date(2026, 9, 1)) == Status.WITHDRAWN
    assert agreement_in_force(house.creteil, date(2026, 9, 1)) is None
    told = JournalEntry.objects.get(action="case.terminate")
    assert told.details["weapon_authorisations_to_review"] == [holding.permit.number]


# --- weapons ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"sealed_safe": False}, "ne prévoit pas de coffre-fort"),
        ({"service_rounds": 51}, "51 demandées, 50 au plus"),
        ({"launcher_service_rounds": 101}, "101 demandées, 100 au plus"),
        ({"first_training_rounds": 301}, "301 demandées, 300 au plus"),
        ({"yearly_training_rounds": 101}, "101 demandées, 100 au plus"),
        ({"launcher_yearly_training_rounds": 201}, "201 demandées, 200 au plus"),
        ({"party": {**TOWN, "kind": "company"}}, "demandée par le maire"),
    ],
)
def test_a_grant_against_the_law_is_refused_at_the_signature(house, answers, sentence):
    agreed(house)
    blocking, _ = findings(drafted_holding(house, open_holding(house, **answers)))
    assert len(blocking) == 1
    assert sentence in blocking[0]


def test_an_agreement_that_ends_first_is_said_and_does_not_stop_the_weapons(house):
    agreement = agreed(house)
    blocking, said = findings(drafted_holding(house))
    assert blocking == []
    assert any(f"{agreement.permit.number} se termine le 20 mars 2029, avant" in message for message in said)
    _, said = findings(drafted_holding(house, open_holding(house, duration_months=24)))
    assert not any("se termine" in message for message in said)


def test_an_agreement_without_weapons_is_said(house):
    agreed(house, armed=False)
    blocking, said = findings(drafted_holding(house))
    assert (blocking, any("ne prévoit pas l'armement" in message for message in said)) == ([], True)


def test_the_agreement_of_another_commune_arms_nobody(house):
    agreed(house)
    blocking, _ = findings(drafted_holding(house, open_holding(house, commune=house.vincennes)))
    assert any("Aucune convention de coordination" in message for message in blocking)


@pytest.mark.parametrize(("asked", "expires_on"), [(24, date(2028, 4, 9)), (60, date(2031, 4, 9)),
                                                   (90, date(2031, 4, 9))])  # fmt: skip
def test_the_weapons_are_authorised_for_five_years_at_most(house, asked, expires_on):
    agreed(house)
    case = step(
        drafted_holding(house, open_holding(house, duration_months=asked)), "submit", house.agent, paris(2026, 4, 8)
    )
    assert step(case, "sign", house.director, paris(2026, 4, 9)).permit.expires_on == expires_on


def test_two_months_of_silence_refuse_and_an_express_grant_may_still_come(house):
    case = open_holding(house)
    assert case.deadlines.get(code="silence").due_on == date(2026, 6, 1)
    agreement = agreed(house)
    act_on_silences(at=paris(2026, 6, 2))
    case.refresh_from_db()
    assert case.stage == "implicit_rejected"
    case = step(case, "decide_after_silence", house.head, paris(2026, 6, 3), reason="Convention signée depuis.")
    assert any(agreement.permit.number in visa for visa in case.decision.visas)


def test_a_request_may_be_refused_without_an_agreement(house):
    case = step(drafted_holding(house, outcome="refusal"), "submit", house.agent, paris(2026, 4, 8))
    case = step(case, "sign", house.director, paris(2026, 4, 9))
    case = handed_over(house, case, date(2026, 4, 13))
    assert (case.stage, case.permit) == ("closed", None)
    assert not RegisterIssue.objects.exists()


def test_weapons_are_restricted_and_their_silence_is_marked_to_be_checked():
    procedure = registry.procedure(HOLDING)
    assert (procedure.sensitivity, procedure.legal_check_required) == ("restricted", True)
    assert not any(outcome.published for outcome in procedure.outcomes)


def test_the_case_shows_the_agreement_and_the_agreement_its_weapons(house):
    agreement = agreed(house)
    panel = registry.procedure(HOLDING).panels[0]
    shown = panel.context(open_holding(house), paris(2026, 4, 9))
    assert agreement.permit.number in render_to_string(panel.template, dict(shown))
    none = panel.context(open_holding(house, commune=house.vincennes), paris(2026, 4, 9))
    assert "Aucune convention en vigueur" in render_to_string(panel.template, dict(none))
    panel = registry.procedure(AGREEMENT).panels[0]
    shown = panel.context(agreement, paris(2026, 4, 9))
    assert "Aucune autorisation" in render_to_string(panel.template, dict(shown))


def test_what_the_mayor_writes_shows_as_text_in_the_act(house):
    agreed(house)
    case = drafted_holding(house, open_holding(house, reasons="<img src=x onerror=alert(1)> nuit"))
    case = step(case, "submit", house.agent, paris(2026, 4, 8))
    case = step(case, "sign", house.director, paris(2026, 4, 9))
    html = case.letters.get(purpose="order_grant").letter.html
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"b1_pistols": 0, "b6_pulse": 0, "d2_batons": 0, "serials": []}, "b1_revolvers"),
        ({"b1_pistols": -1}, "b1_pistols"),
        ({"b1_pistols": "dix"}, "b1_pistols"),
        ({"serials": ["GX-1001", "GX-1001"]}, "serials"),
        ({"b1_pistols": 1, "b6_pulse": 0, "d2_batons": 0}, "serials"),
        ({"safe_address": ""}, "safe_address"),
        ({"reasons": ""}, "reasons"),
        ({"duration_months": 0}, "duration_months"),
    ],
)
def test_a_request_that_contradicts_itself_is_refused_beside_its_field(changes, field):
    assert HoldingForm(HOLDING_ANSWERS).is_valid()
    assert list(HoldingForm({**HOLDING_ANSWERS, **changes}).errors) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"headcount": 0}, "headcount"),
        ({"mayor_signed_on": "1889-01-01"}, "mayor_signed_on"),
        ({"body_signed_on": "2026-03-16"}, "intermunicipal_body"),
    ],
)
def test_an_agreement_that_contradicts_itself_is_refused_beside_its_field(changes, field):
    assert AgreementForm(AGREEMENT_ANSWERS).is_valid()
    assert list(AgreementForm({**AGREEMENT_ANSWERS, **changes}).errors) == [field]
