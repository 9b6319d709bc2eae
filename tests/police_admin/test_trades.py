"""Domiciliations after their approval, dealers in second-hand goods, sales, fairs and betting outlets."""

from datetime import date

import pytest

from directorate.casework.checks import findings_before_signature
from directorate.casework.errors import NotReady
from directorate.casework.models import Case
from directorate.casework.operations import open_case, save_draft
from directorate.casework.registry import procedure
from directorate.documents.markup import plain_text
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.operations import load_initial
from directorate.permits.models import Permit
from directorate.web.errors import DomainError
from police_admin.procedures.economy.domiciliation_change import ChangeForm
from police_admin.procedures.economy.sales import LiquidationForm, RegisterForm
from police_admin.procedures.economy.second_hand import SecondHandForm
from police_admin.procedures.games.observed import FairgroundForm, RacesForm, ceilings
from tests.factories import COMPANY, complete, drafted, needed_pieces, step
from tests.people import paris
from tests.police_admin.test_economy import OFFICES

pytestmark = pytest.mark.django_db
RENEWAL, CHANGE = "business_domiciliation_renewal", "business_domiciliation_change"
SANCTION, PRECAUTION = "business_domiciliation_sanction", "business_domiciliation_precautionary_suspension"
REGISTER, DEALER = "flea_market_register_deposit", "second_hand_dealer_declaration"
MARKET = {"market_name": "Brocante du Lac", "held_on": "2026-05-02", "ended_on": "2026-05-03", "sellers_count": 120,
          "deposited_on": None}  # fmt: skip
DEALS = {
    "establishment_department": "94", "status": "micro", "dealer_name": "Gaspard Tellier", "birth_on": "1984-03-09",
    "birth_place": "Melun", "nationality": "française", "goods": "Livres anciens", "registration_number": "732829320",
    "itinerant": False, "started_on": "2026-06-01",
}  # fmt: skip
HELD = {"facts": ["2 mars 2026 : locaux fermés"], "last_facts_on": "2026-03-02", "report_references": [],
        "duration_months": 3, "establishment": ""}  # fmt: skip
ANSWERS = {
    RENEWAL: OFFICES,
    CHANGE: {"changed_on": "2026-03-01", "subjects": ["managers"], "changes_description": ["Nouvelle gérante"],
             "new_approval_needed": False},
    SANCTION: HELD | {"grounds": ["condition_lost"]},
    PRECAUTION: HELD | {"seised_on": "2026-03-05", "proceedings": "CNS 2026-41", "prolongs": False},
    REGISTER: MARKET,
    DEALER: DEALS,
}  # fmt: skip


def approval(house, issued_on=date(2022, 3, 2)) -> Permit:
    return Permit.objects.create(
        number="DOM-2022-00007", procedure_code="business_domiciliation_approval", label="Agrément", holder="Domicilia",
        unit=house.police, commune=house.creteil, issued_on=issued_on, valid_from=issued_on,
        expires_on=add_months(issued_on, 72), renew_by=add_months(issued_on, 70),
    )  # fmt: skip


def opened(house, code, received_on, *, renews=None, **changes) -> Case:
    answers = {**ANSWERS[code], **changes}
    return open_case(
        procedure_code=code, party=COMPANY, answers=answers, received_on=received_on, channel="post",
        commune=house.creteil, place={"name": "Siège", "address": "12 place du Marché"}, caseworker=house.agent,
        by=house.agent, at=paris(received_on.year, received_on.month, received_on.day), renews=renews,
        received_pieces=needed_pieces(code, answers, received_on),
    )  # fmt: skip


def verdict(case: Case) -> tuple[date, bool]:
    row = case.deadlines.get(code="filing")
    return row.due_on, row.computation["late"]


# --- domiciliation: renewal and changes -----------------------------------------------------------------------


def test_a_late_renewal_is_said_and_granted_with_a_new_title(house):
    former = approval(house, date(2020, 4, 30))
    case = opened(house, RENEWAL, date(2026, 3, 10), renews=former)
    row = case.deadlines.get(code="renewal_due")
    assert (row.due_on, row.computation["verdict"]) == (date(2026, 2, 28), "Demande tardive de 10 jours.")
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 11))
    case = drafted(house, case, "grant", paris(2026, 3, 12))
    said = findings_before_signature(case, procedure(RENEWAL), paris(2026, 3, 12))
    assert any("Demande tardive" in found.message and not found.blocking for found in said)
    case = step(case, "submit", house.agent, paris(2026, 3, 12))
    case = step(case, "sign", house.head, paris(2026, 3, 13))
    former.refresh_from_db()
    assert (case.permit.expires_on, former.state) == (date(2032, 3, 13), Permit.State.REPLACED)
    order = plain_text(case.letters.get(purpose="order_grant").letter.html)
    assert "est renouvelé au bénéfice de" in order and former.number in order


@pytest.mark.parametrize(
    ("received_on", "late"), [(date(2026, 5, 1), False), (date(2026, 5, 2), True), (date(2026, 3, 1), False)]
)
def test_a_change_is_declared_within_two_months(house, received_on, late):
    case = opened(house, CHANGE, received_on, renews=approval(house))
    assert verdict(case) == (date(2026, 5, 1), late)
    case = step(case, "issue_receipt", house.head, paris(2026, 5, 4))
    receipt = plain_text(case.letters.get(purpose="receipt").letter.html)
    assert ("Cette déclaration est tardive" in receipt) is late
    assert "ne modifie pas l'échéance" in receipt


def test_a_change_that_touches_the_conditions_calls_for_a_new_request(house):
    case = opened(house, CHANGE, date(2026, 3, 9), renews=approval(house), new_approval_needed=True)
    case = step(case, "issue_receipt", house.head, paris(2026, 3, 10))
    assert "une nouvelle demande d'agrément est à déposer" in plain_text(
        case.letters.get(purpose="receipt").letter.html
    )


# --- domiciliation: measures ----------------------------------------------------------------------------------


def heard(house, code, title, **changes) -> Case:
    case = opened(house, code, date(2026, 3, 9), renews=title, **changes)
    case = step(case, "qualify", house.agent, paris(2026, 3, 9))
    case = step(
        case, "invite_to_hearing", house.agent, paris(2026, 3, 10), facts="Locaux fermés.",
        contemplated_measure="Suspension.",
    )  # fmt: skip
    return step(
        case, "record_observations", house.agent, paris(2026, 3, 20), mode="written", observations="Nous rouvrons.",
        observations_on=date(2026, 3, 19),
    )  # fmt: skip


def struck(house, case, outcome="suspension") -> Case:
    at = paris(2026, 3, 26)
    case = step(case, "draft_decision", house.agent, at, outcome=outcome)
    texts = {
        name: [complete(text) for text in getattr(case.decision, name)] for name in ("visas", "grounds", "articles")
    }
    case = save_draft(case=case, by=house.agent, at=at, title=case.decision.title, **texts)
    case = step(case, "submit", house.agent, at)
    case = step(case, "sign", house.chief_of_staff, paris(2026, 3, 27))
    return step(
        case, "notify", house.agent, paris(2026, 3, 31), notified_at=paris(2026, 3, 30), mode="by_hand", reference="R"
    )


def test_a_suspension_strikes_the_title_until_its_term(house):
    title = approval(house)
    case = struck(house, heard(house, SANCTION, title))
    title.refresh_from_db()
    assert (title.state, case.decision.details["ends_on"]) == (Permit.State.SUSPENDED, "2026-06-29")
    step(case, "end_measure", house.agent, paris(2026, 6, 30))
    title.refresh_from_db()
    assert title.state == Permit.State.IN_FORCE


def test_a_withdrawal_ends_the_title_and_cannot_aim_at_one_establishment(house):
    title = approval(house)
    with pytest.raises(NotReady, match="frappe tout l'agrément"):
        struck(house, heard(house, SANCTION, title, establishment="3 rue du Lac"), "withdrawal")
    struck(house, heard(house, SANCTION, title), "withdrawal")
    title.refresh_from_db()
    assert title.state == Permit.State.WITHDRAWN


@pytest.mark.parametrize(("months", "sentence"), [(7, "ne peut dépasser 6 mois"), (None, "n'est pas indiquée")])
def test_a_suspension_lasts_six_months_at_most(house, months, sentence):
    with pytest.raises(NotReady, match=sentence):
        struck(house, heard(house, SANCTION, approval(house), duration_months=months))


def test_a_measure_waits_for_the_company_to_be_heard(house):
    case = opened(house, SANCTION, date(2026, 3, 9), renews=approval(house))
    case = step(case, "qualify", house.agent, paris(2026, 3, 9))
    case = step(case, "draft_decision", house.agent, paris(2026, 3, 10), outcome="suspension")
    with pytest.raises(NotReady, match="contradictoire"):
        step(case, "submit", house.agent, paris(2026, 3, 10))


def test_a_precaution_on_one_establishment_leaves_the_title_to_the_others(house):
    title = approval(house)
    case = struck(house, heard(house, PRECAUTION, title, establishment="3 rue du Lac"))
    title.refresh_from_db()
    assert (title.state, case.decision.details["ends_on"]) == (Permit.State.IN_FORCE, "2026-06-29")
    order = plain_text(case.letters.get(purpose="measure").letter.html)
    assert "pour le seul établissement suivant : 3 rue du Lac" in order


def test_a_precaution_supposes_proceedings_begun(house):
    with pytest.raises(NotReady, match="procédure engagée"):
        struck(house, heard(house, PRECAUTION, approval(house), seised_on="2026-05-01"))


def test_a_precaution_is_prolonged_by_a_new_decision_and_the_first_term_restores_nothing(house):
    title = approval(house)
    with pytest.raises(NotReady, match="rien à renouveler"):
        struck(house, heard(house, PRECAUTION, title, prolongs=True))
    first = struck(house, heard(house, PRECAUTION, title))
    with pytest.raises(NotReady, match="déjà suspendu"):
        struck(house, heard(house, PRECAUTION, title))
    second = struck(house, heard(house, PRECAUTION, title, prolongs=True, duration_months=6))
    step(first, "end_measure", house.agent, paris(2026, 6, 30))
    title.refresh_from_db()
    assert title.state == Permit.State.SUSPENDED
    step(second, "end_measure", house.agent, paris(2026, 9, 30))
    title.refresh_from_db()
    assert title.state == Permit.State.IN_FORCE


# --- dealers in second-hand goods -----------------------------------------------------------------------------


def test_a_dealer_receives_a_receipt_with_his_unique_number_and_no_term(house):
    cases = [opened(house, DEALER, date(2026, 5, 4)) for _ in range(2)]
    case = step(cases[0], "issue_receipt", house.agent, paris(2026, 5, 5))
    receipt = plain_text(case.letters.get(purpose="receipt").letter.html)
    assert f"Numéro unique du revendeur : {case.reference}" in receipt and "n'a pas de terme" in receipt
    assert cases[0].reference != cases[1].reference
    assert not Permit.objects.exists()


@pytest.mark.parametrize(("department", "to"), [("75", "préfet de police"), ("other", "établissement principal")])
def test_a_dealer_established_elsewhere_is_forwarded(house, department, to):
    case = opened(house, DEALER, date(2026, 5, 4), establishment_department=department)
    with pytest.raises(NotReady, match=to):
        step(case, "issue_receipt", house.agent, paris(2026, 5, 5))
    assert to in step(case, "redirect", house.agent, paris(2026, 5, 5)).redirected_to


# --- registers, sales, fairs, races ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received_on", "typed", "late"),
    [
        (date(2026, 5, 11), None, False),
        (date(2026, 5, 12), None, True),
        (date(2026, 5, 12), "2026-05-11", False),
    ],
)
def test_a_register_is_deposited_within_eight_days(house, received_on, typed, late):
    case = opened(house, REGISTER, received_on, deposited_on=typed)
    assert verdict(case) == (date(2026, 5, 11), late)
    case = step(case, "acknowledge", house.agent, paris(2026, 5, 13))
    letter = plain_text(case.letters.get(purpose="acknowledgement").letter.html)
    assert ("Ce dépôt est tardif" in letter) is late


def test_sales_last_four_weeks_from_their_first_day(house):
    case = open_case(
        procedure_code="sales_period_info", party=COMPANY, received_on=date(2026, 1, 5), channel="post",
        answers={"season": "winter", "starts_on": "2026-01-07", "national_text": ""},
        by=house.agent, at=paris(2026, 1, 5),
    )  # fmt: skip
    assert case.deadlines.get(code="sales_end").due_on == date(2026, 2, 3)


def test_former_liquidations_stay_readable_and_open_no_case(house):
    assert not procedure("liquidation_sale_declaration").active
    with pytest.raises(DomainError, match="n'est plus ouverte"):
        open_case(
            procedure_code="liquidation_sale_declaration", party=COMPANY, received_on=date(2026, 3, 2), channel="post",
            answers={}, by=house.agent, at=paris(2026, 3, 2),
        )  # fmt: skip


def test_a_stall_is_compared_to_the_ceilings_of_its_day(db):
    load_initial(at=paris(2026, 1, 2))
    case = Case(answers={"checked_on": "2026-05-02", "stake_eur": "2.00", "prize_eur": "60.00"})
    found = ceilings(case, paris(2026, 5, 3))
    assert (found["stake_over"], found["prize_over"]) == (True, False)
    case.answers = {"checked_on": "2026-05-02", "stake_eur": "1.50", "prize_eur": "45.01"}
    found = ceilings(case, paris(2026, 5, 3))
    assert (found["stake_over"], found["prize_over"]) == (False, True)


def test_an_opinion_on_races_is_given_before_its_case_is_closed(house):
    answers = {"kind": "racecourse", "requested_by": "Ministère chargé de l'agriculture", "answer_before": None,
               "opinion": "", "observations": ""}  # fmt: skip
    case = open_case(
        procedure_code="racecourse_or_betting_outlet_opinion", party=COMPANY, received_on=date(2026, 3, 2),
        channel="other_admin", answers=answers, commune=house.creteil, place={"name": "Hippodrome", "address": "Allée"},
        by=house.agent, at=paris(2026, 3, 2),
    )  # fmt: skip
    case = step(case, "register_act", house.agent, paris(2026, 3, 3))
    with pytest.raises(NotReady, match="avis du préfet"):
        step(case, "close_registered", house.agent, paris(2026, 3, 3))
    Case.objects.filter(pk=case.pk).update(answers=answers | {"opinion": "favourable"})
    case = step(case, "close_registered", house.agent, paris(2026, 3, 4))
    assert "le suivant : favorable" in plain_text(case.letters.get(purpose="races_opinion").letter.html)


# --- what is typed --------------------------------------------------------------------------------------------

FAIR = {"fair_name": "Fête", "checked_on": "2026-05-02", "checked_by": "Police", "machines_count": 2,
        "stake_eur": "1.50", "prize_eur": "10"}  # fmt: skip
RACES = {"kind": "racecourse", "requested_by": "Ministère"}
LIQUIDATION = {"reason": "works", "starts_on": "2014-03-03", "ends_on": "2014-04-30", "event_on": "2014-06-01"}


@pytest.mark.parametrize(
    ("form", "sound", "changes", "field"),
    [
        (ChangeForm, ANSWERS[CHANGE], {"changed_on": "2099-01-01"}, "changed_on"),
        (ChangeForm, ANSWERS[CHANGE], {"subjects": []}, "subjects"),
        (SecondHandForm, DEALS, {"birth_on": "2099-01-01"}, "birth_on"),
        (SecondHandForm, DEALS, {"started_on": "1980-01-01"}, "started_on"),
        (SecondHandForm, DEALS, {"registration_number": "12AB"}, "registration_number"),
        (RegisterForm, MARKET, {"ended_on": "2026-05-01"}, "ended_on"),
        (RegisterForm, MARKET, {"deposited_on": "2026-05-01"}, "deposited_on"),
        (RegisterForm, MARKET, {"deposited_on": "2099-05-01"}, "deposited_on"),
        (RegisterForm, MARKET, {"sellers_count": -1}, "sellers_count"),
        (FairgroundForm, FAIR, {"checked_on": "2099-05-01"}, "checked_on"),
        (FairgroundForm, FAIR, {"stake_eur": "-1"}, "stake_eur"),
        (RacesForm, RACES, {"opinion": "unfavourable"}, "observations"),
        (LiquidationForm, LIQUIDATION, {"ends_on": "2014-05-03"}, "ends_on"),
        (LiquidationForm, LIQUIDATION, {"event_on": "2014-12-01"}, "event_on"),
        (LiquidationForm, LIQUIDATION, {"event_on": "2014-01-01"}, "event_on"),
    ],
)
def test_what_is_typed_is_refused_beside_its_field(form, sound, changes, field):
    load_initial(at=paris(2026, 1, 2))
    assert form(sound).is_valid(), form(sound).errors
    assert list(form({**sound, **changes}).errors) == [field]
