"""What a refusal of public force costs, the order to pay, the execution: the arithmetic shown, the truce refused."""

from datetime import date
from decimal import Decimal

import pytest

from directorate.casework.errors import NotReady
from directorate.casework.operations import act_on_silences, open_case
from directorate.demonstration.gestures import follow_up
from directorate.parameters.operations import load_initial
from directorate.web.errors import DomainError
from police_admin.procedures.evictions import dossier, liability
from police_admin.procedures.evictions.compensation import CompensationForm, agreement_is_ready
from police_admin.procedures.evictions.execution import ExecutionForm
from police_admin.procedures.evictions.liability import Method, lines, period_of
from police_admin.procedures.evictions.payment_order import PaymentOrderForm
from police_admin.procedures.evictions.public_force import origin_is_known
from tests.factories import drafted, step
from tests.people import paris
from tests.police_admin.test_evictions import HOME, OFFICE, open_request, page_says

MONTHLY = Method(by_days=False, days_per_month=Decimal("30.4375"))
IN_DAYS = Method(by_days=True, days_per_month=Decimal("30.4375"))
CLAIM = {
    "request_reference": "", "refused_on": "2026-07-04", "premises": "dwelling", "truce_exemptions": [],
    "grace_until": None, "granted_on": None, "executed_on": None, "delay_due_to_claimant": False, "left_on": None,
    "until_on": "2026-10-15", "monthly_occupancy_eur": "850.00", "charges_eur": None,
    "received_from_occupant_eur": None, "other_losses_eur": None, "claimed_eur": "3000.00", "offered_eur": None,
    "transaction_signed_on": None, "paid_on": None,
}  # fmt: skip
EXECUTION = {
    "request_reference": "", "premises": "dwelling", "truce_exemptions": [], "scheduled_at": "2026-07-21T09:00",
    "police_unit": "Commissariat de Créteil", "locksmith": True, "social_presence": True, "executed_on": None,
    "report_reference": "", "cancelled_reason": "", "cancelled_on": None,
}  # fmt: skip


# --- arithmetic ---------------------------------------------------------------------------------------------


def test_a_month_begun_counts_for_its_days_and_each_line_says_how():
    found = lines(date(2026, 7, 4), date(2026, 10, 15), Decimal("850.00"), MONTHLY)
    assert [line.said for line in found] == [
        "juillet 2026 : 850,00 € × 28 / 31 jours = 767,74 €",
        "août 2026 : un mois entier = 850,00 €",
        "septembre 2026 : un mois entier = 850,00 €",
        "octobre 2026 : 850,00 € × 15 / 31 jours = 411,29 €",
    ]
    assert sum(line.amount for line in found) == Decimal("2879.03")


def test_in_days_the_period_is_one_line_over_the_mean_length_of_a_month():
    (line,) = lines(date(2026, 7, 4), date(2026, 10, 15), Decimal("850.00"), IN_DAYS)
    assert line.said == "du 04/07/2026 au 15/10/2026 : 850,00 € × 104 / 30,4375 = 2 904,31 €"


@pytest.mark.parametrize("method", [MONTHLY, IN_DAYS])
def test_no_day_costs_nothing_and_one_day_is_counted(method):
    assert lines(date(2026, 7, 4), date(2026, 7, 3), Decimal("850.00"), method) == []
    assert len(lines(date(2026, 2, 28), date(2026, 2, 28), Decimal("850.00"), method)) == 1


@pytest.mark.parametrize(
    ("changes", "starts_on", "ends_on"),
    [  # E9, then what ends the liability
        ({}, date(2026, 7, 4), None),
        ({"refused_on": "2027-01-20"}, date(2027, 4, 1), None),
        ({"refused_on": "2027-01-20", "truce_exemptions": ["squat_home"]}, date(2027, 1, 20), None),
        ({"grace_until": "2026-08-31"}, date(2026, 9, 1), None),
        ({"left_on": "2026-09-10"}, date(2026, 7, 4), date(2026, 9, 10)),
        ({"granted_on": "2026-09-01", "executed_on": "2026-09-16"}, date(2026, 7, 4), date(2026, 9, 1)),
        ({"granted_on": "2026-09-01", "executed_on": "2026-09-17"}, date(2026, 7, 4), date(2026, 9, 17)),
        ({"granted_on": "2026-09-01", "executed_on": "2026-09-17", "delay_due_to_claimant": True}, date(2026, 7, 4),
         date(2026, 9, 1)),
        ({"granted_on": "2026-09-01"}, date(2026, 7, 4), None),
        ({"granted_on": "2026-10-10"}, date(2026, 7, 4), date(2026, 10, 10)),
        ({"granted_on": "2026-09-01", "executed_on": "2026-10-02", "left_on": "2026-08-20"}, date(2026, 7, 4),
         date(2026, 8, 20)),
    ],
)  # fmt: skip
def test_the_state_is_liable_from_the_refusal_to_the_grant_the_late_execution_or_the_departure(
    changes, starts_on, ends_on
):
    period = period_of({**CLAIM, **changes}, 15)
    assert (period.starts_on, period.ends_on) == (starts_on, ends_on)


def test_what_the_occupant_paid_is_taken_off_and_other_losses_are_added():
    paid = {"charges_eur": "50.00", "received_from_occupant_eur": "400.00", "other_losses_eur": "120.50"}
    found = liability.estimate({**CLAIM, **paid, "until_on": "2026-07-31"}, MONTHLY, 15)
    assert (found.gross, found.total) == (Decimal("812.90"), Decimal("533.40"))
    everything = liability.estimate({**CLAIM, "received_from_occupant_eur": "9000"}, MONTHLY, 15)
    assert everything.total == Decimal("0.00")
    too_early = liability.estimate({**CLAIM, "refused_on": "2027-01-20", "other_losses_eur": "80"}, MONTHLY, 15)
    assert (too_early.lines, too_early.total) == ([], Decimal("0.00"))


# --- the claim ----------------------------------------------------------------------------------------------


def open_claim(house, received_on=date(2026, 10, 20), **answers):
    return open_case(
        procedure_code=dossier.CLAIM, party=OFFICE, answers={**CLAIM, **answers}, received_on=received_on,
        channel="post", commune=house.creteil, place=HOME, caseworker=house.agent, by=house.agent,
        at=paris(received_on.year, received_on.month, received_on.day),
        received_pieces=("losses", "title", "account"),
    )  # fmt: skip


def test_a_claim_shows_its_arithmetic_and_is_refused_by_two_months_of_silence(house, client):
    case = open_claim(house)
    assert case.deadlines.get(code="silence").due_on == date(2026, 12, 20)
    assert case.deadlines.get(code="liability_end").due_on == date(2026, 10, 15)
    page = page_says(client, house.agent, case)
    for words in ("850,00 € × 28 / 31 jours = 767,74 €", "Indemnité calculée : 2 879,03 €", "Demandé : 3 000,00 €"):
        assert words in page
    assert act_on_silences(at=paris(2026, 12, 21)) == [case.reference]


def test_an_agreement_is_signed_by_the_claimant_first_and_followed_until_it_is_paid(house):
    at = paris(2026, 11, 2)
    case = step(open_claim(house), "declare_complete", house.agent, at)
    case = drafted(house, case, "transaction", at)
    with pytest.raises(NotReady, match="somme offerte"):
        step(case, "submit", house.agent, at)
    case = step(case, "resume_review", house.agent, at)
    follow_up(case, at, "Offre.", offered_eur="2800.00", transaction_signed_on="2026-11-01")
    case = drafted(house, case, "transaction", at)
    (warning,) = agreement_is_ready(case, at)
    assert not warning.blocking and "2 879,03 €" in warning.message
    assert any("la somme de 2 800,00 euros" in article for article in case.decision.articles)
    case = step(case, "submit", house.agent, at)
    case = step(case, "sign", house.director, paris(2026, 11, 4))
    case = step(case, "notify", house.agent, paris(2026, 11, 9), notified_at=paris(2026, 11, 6), mode="by_hand",
                reference="remise")  # fmt: skip
    assert case.stage == "in_execution"
    with pytest.raises(DomainError, match="jour du paiement"):
        step(case, "end_measure", house.agent, paris(2026, 12, 1), text="Payé.")
    with pytest.raises(DomainError, match="ce qu'il a tranché"):
        follow_up(case, paris(2026, 12, 1), "Erreur.", offered_eur="9999.00")
    follow_up(case, paris(2026, 12, 1), "Mandat.", paid_on="2026-11-30")
    assert step(case, "end_measure", house.agent, paris(2026, 12, 1), text="Payé.").stage == "ended"


def test_the_request_says_what_a_refusal_costs_if_nobody_acts(house, client, time_machine):
    time_machine.move_to(paris(2026, 11, 21), tick=False)
    served = {"served_on": "2026-09-15", "prefect_notified_on": "2026-09-15"}
    case = open_request(house, monthly_occupancy_eur="850.00", exploc_reference="EXPLOC-94-1", **served)
    page = page_says(client, house.agent, case)
    assert "engagée à compter du 1er avril 2027" in page  # E9
    assert "avril 2027 : un mois entier = 850,00 €" in page
    assert "10 200,00 €" in page
    bare = open_request(house, **served)
    assert "indemnité d'occupation mensuelle fixée par le titre" in page_says(client, house.agent, bare)
    assert "EXPLOC" in origin_is_known(bare, paris(2026, 11, 21))[0].message
    assert origin_is_known(case, paris(2026, 11, 21)) == []


# --- the order to pay, the execution ------------------------------------------------------------------------


@pytest.mark.parametrize(("clause", "due_on"), [("six_weeks", date(2026, 4, 13)), ("two_months", date(2026, 5, 2))])
def test_the_clause_of_the_lease_takes_effect_six_weeks_after_the_order(house, clause, due_on):
    answers = {
        "occupants": ["M. Aristide Beaupré"], "exploc_reference": "EXPLOC-94-7", "landlord_type": "social",
        "served_on": "2026-03-02", "clause": clause, "threshold": "amount",
    }  # fmt: skip
    case = open_case(
        procedure_code=dossier.PAYMENT_ORDER, party=OFFICE, answers=answers, received_on=date(2026, 3, 4),
        channel="other_admin", commune=house.creteil, place=HOME, caseworker=house.agent, by=house.agent,
        at=paris(2026, 3, 4),
    )  # fmt: skip
    row = case.deadlines.get(code="clause")
    assert row.due_on == due_on
    assert "EXPLOC-94-7" in row.computation["steps"][1]["label"]


def open_execution(house, reference, day=10, **answers):
    at = paris(2026, 7, day)
    return open_case(
        procedure_code=dossier.EXECUTION, party=OFFICE,
        answers={**EXECUTION, "request_reference": reference, **answers},
        received_on=at.date(), channel="other_admin", commune=house.creteil, place=HOME, caseworker=house.agent,
        by=house.agent, at=at,
    )  # fmt: skip


def granted_force(house):
    past = {"served_on": "2026-02-02", "prefect_notified_on": "2026-02-02", "title_on": "2026-01-05"}
    case = open_request(house, date(2026, 5, 4), effective_from="2026-07-15", **past)
    case = step(case, "declare_complete", house.agent, paris(2026, 6, 1))
    case = drafted(house, case, "deferred_grant", paris(2026, 6, 1))
    case = step(case, "submit", house.agent, paris(2026, 6, 1))
    case = step(case, "sign", house.director, paris(2026, 6, 2))
    return step(case, "notify", house.agent, paris(2026, 6, 8), notified_at=paris(2026, 6, 5), mode="by_hand",
                reference="x")  # fmt: skip


def test_an_execution_meets_its_grant_and_closes_it(house):
    force = granted_force(house)
    early = open_execution(house, force.reference, scheduled_at="2026-07-14T09:00:00+02:00")
    with pytest.raises(DomainError, match="ne prend effet que le 15 juillet 2026"):
        step(early, "register_act", house.agent, paris(2026, 7, 10))
    case = open_execution(house, force.reference, scheduled_at="2026-07-21T09:00:00+02:00")
    case = step(case, "register_act", house.agent, paris(2026, 7, 10))
    assert case.deadlines.get(code="intervention").due_at == paris(2026, 7, 21, 9, 0)
    with pytest.raises(DomainError, match="jour de l'exécution"):
        step(case, "close_registered", house.agent, paris(2026, 7, 22), text="")
    follow_up(case, paris(2026, 7, 22), "Procès-verbal reçu.", executed_on="2026-07-21")
    case = step(case, "close_registered", house.agent, paris(2026, 7, 22), text="")
    force.refresh_from_db()
    assert (case.stage, force.stage) == ("closed", "ended")
    assert [act.label for act in dossier.linked_acts(force)] == ["Exécution", "Exécution"]


def test_an_execution_given_up_says_why_and_a_refused_force_has_none(house):
    force = granted_force(house)
    case = open_execution(house, force.reference, scheduled_at="2026-07-21T09:00:00+02:00")
    case = step(case, "register_act", house.agent, paris(2026, 7, 10))
    follow_up(case, paris(2026, 7, 16), "Départ.", cancelled_reason="left", cancelled_on="2026-07-16")
    step(case, "close_registered", house.agent, paris(2026, 7, 16), text="")
    again = open_execution(house, force.reference, day=17, scheduled_at="2026-07-24T09:00:00+02:00")
    with pytest.raises(DomainError, match="n'est pas accordé"):
        step(again, "register_act", house.agent, paris(2026, 7, 17))


# --- bad input ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "changes", "fields"),
    [
        (ExecutionForm, {"scheduled_at": "2026-11-03T09:00"}, ["scheduled_at"]),
        (ExecutionForm, {"scheduled_at": "2026-11-03T09:00", "truce_exemptions": ["rehousing"]}, []),
        (ExecutionForm, {"scheduled_at": "2026-11-03T09:00", "premises": "other"}, []),
        (ExecutionForm, {"executed_on": "2026-07-20"}, ["executed_on"]),
        (ExecutionForm, {"executed_on": "2026-07-21", "cancelled_reason": "paid"}, ["cancelled_reason"]),
        (ExecutionForm, {"cancelled_reason": "paid"}, ["cancelled_on"]),
        (ExecutionForm, {"cancelled_on": "2026-07-20"}, ["cancelled_reason"]),
        (ExecutionForm, {"request_reference": "2026-EXC-00001"}, ["request_reference"]),
        (CompensationForm, {"granted_on": "2026-07-01"}, ["granted_on"]),
        (CompensationForm, {"executed_on": "2026-08-01"}, ["granted_on"]),
        (CompensationForm, {"left_on": "2026-07-01"}, ["left_on"]),
        (CompensationForm, {"offered_eur": "3000.01"}, ["offered_eur"]),
        (CompensationForm, {"transaction_signed_on": "2026-10-20"}, ["offered_eur"]),
        (CompensationForm, {"monthly_occupancy_eur": "-1"}, ["monthly_occupancy_eur"]),
        (CompensationForm, {"until_on": "2026-07-01"}, ["until_on"]),
        (PaymentOrderForm, {"served_on": "2099-01-01"}, ["served_on"]),
    ],
)
def test_what_contradicts_itself_is_refused_beside_its_field(db, time_machine, form, changes, fields):
    load_initial(at=paris(2026, 1, 2))
    time_machine.move_to(paris(2026, 11, 26), tick=False)
    order = {
        "occupants": "M. Aristide Beaupré", "landlord_type": "social", "served_on": "2026-03-02",
        "clause": "six_weeks", "threshold": "both",
    }  # fmt: skip
    answers = {ExecutionForm: EXECUTION, CompensationForm: CLAIM, PaymentOrderForm: order}[form]
    assert form(answers).is_valid()
    assert list(form({**answers, **changes}).errors) == fields
