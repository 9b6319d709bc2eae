"""What may be paid of a grant, what is due after its report, what comes back: every rule and every worked example."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.money.funding import Line, report_due
from public_order.grants import terms
from public_order.grants.payments import rules
from public_order.grants.payments.catalogue import Alert, PaymentKind, Proof, RecoveryReason
from public_order.values import VALUES

TERMS = {row.code: row.value for row in VALUES}
OFFSETS = {step: int(TERMS[code]) for step, (code, _) in terms.ALERTS.items()}
RUNNING = rules.Terms(D(23_000), D(75), D(80))
WORKS = rules.Terms(D(23_000), D(30), D(80))
W10 = rules.Grant(D(27_000), D(40_000), is_investment=False, is_equipment=False, terms=RUNNING)
VIDEO = rules.Grant(D(20_000), D(40_000), is_investment=True, is_equipment=False, terms=WORKS)
VESTS = rules.Grant(D(2_500), D(5_000), is_investment=True, is_equipment=True, terms=WORKS)
READY = rules.File(has_account=True, has_siret=True, act="Convention n° 2026/00001", is_notified=True,
                   committed=D(27_000), is_controlled=True)  # fmt: skip


def blocked(grant, kind, file, proofs=()):
    found = rules.conditions(grant, kind, file, proofs)
    return [row.rule for row in found if row.tone == rules.BLOCKING]


def test_w10_an_agreement_is_paid_in_two_parts_to_the_cent():
    assert W10.rate == D("67.5")
    assert [(row.kind, row.amount) for row in rules.schedule(W10)] == [("advance", 20_250), ("balance", 6_750)]


@pytest.mark.parametrize(("granted", "parts"), [(23_000, 1), (D("23000.01"), 2)])
def test_b7_7_one_payment_up_to_the_threshold(granted, parts):
    grant = rules.Grant(D(granted), D(60_000), is_investment=False, is_equipment=False, terms=RUNNING)
    assert len(rules.schedule(grant)) == parts


def test_fipd_05_equipment_is_paid_once_on_invoices():
    assert [row.kind for row in rules.schedule(VESTS)] == ["single"]
    assert blocked(VESTS, PaymentKind.SINGLE, READY) == ["FIPD-05"]
    assert blocked(VESTS, PaymentKind.SINGLE, READY, [Proof.INVOICES]) == []
    assert rules.limit(VESTS, PaymentKind.SINGLE, taken=D(0), spent=D(4_000)).amount == 2_000
    assert rules.limit(VESTS, PaymentKind.SINGLE, taken=D(0), spent=D(9_000)).amount == 2_500


def test_fipd_12_investment_advance_and_instalments():
    assert rules.kinds(VIDEO) == ("advance", "instalment", "balance")
    assert rules.limit(VIDEO, PaymentKind.ADVANCE, taken=D(0)).amount == 6_000
    assert rules.limit(VIDEO, PaymentKind.INSTALMENT, taken=D(6_000), spent=D(20_000)).amount == 4_000
    assert rules.limit(VIDEO, PaymentKind.INSTALMENT, taken=D(6_000), spent=D(40_000)).amount == 10_000
    assert rules.limit(VIDEO, PaymentKind.INSTALMENT, taken=D(16_000), spent=D(40_000)).amount == 0
    assert blocked(VIDEO, PaymentKind.INSTALMENT, READY) == ["FIPD-12", "FIPD-12"]
    assert blocked(VIDEO, PaymentKind.BALANCE, READY, [Proof.STATEMENT]) == ["FIPD-12"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [({"has_account": False}, "C2"), ({"has_siret": False}, "FIPD-06"), ({"act": ""}, "B7.6"),
     ({"is_notified": False}, "B7.11"), ({"committed": D(0)}, "CHO-01"), ({"is_controlled": False}, "B7.7"),
     ({"report_missing_since": date(2026, 6, 30)}, "FIPD-17")],
)  # fmt: skip
def test_b7_7_nothing_is_paid_without_each_of_its_pieces(change, rule):
    assert blocked(W10, PaymentKind.BALANCE, READY) == []
    assert blocked(W10, PaymentKind.BALANCE, rules.File(**{**READY.__dict__, **change})) == [rule]


@pytest.mark.parametrize(
    ("realised", "due", "balance", "recover"),
    [(40_000, 27_000, 6_750, 0), (33_600, 22_680, 2_430, 0), (24_000, 16_200, 0, 4_050)],
)
def test_w10_the_report_gives_what_is_due_with_its_trace(realised, due, balance, recover):
    found = rules.count_report(W10, [Line("60", D(realised)), Line("86", D(9_000))], paid=D(20_250))
    assert (found.settlement.due, found.settlement.balance, found.settlement.to_recover) == (due, balance, recover)
    assert found.steps[-1].amount == (recover or balance)
    assert "67,5" in next(step.words for step in found.steps if step.amount == 40_000 and "financé" in step.words)
    assert rules.limit(W10, PaymentKind.BALANCE, taken=D(20_250), due=found.settlement.due).amount == balance


def test_fipd_10_fipd_11_what_is_not_eligible_stays_out_of_the_realised():
    lines = [Line("60", D(40_000)), Line("65", D(2_000), is_excluded=True), Line("86", D(5_000))]
    found = rules.count_report(W10, lines, paid=D(0), recoverable_vat=D(6_000), set_aside=D(400))
    assert found.realised == 33_600
    assert {"FIPD-10", "FIPD-11"} < {step.rule for step in found.steps}


def test_b7_7_a_reasonable_surplus_is_told():
    found = rules.count_report(W10, [Line("60", D(100)), Line("70", D(150))], paid=D(0))
    assert (found.steps[-1].rule, found.steps[-1].amount) == ("Loi 2021-875", 50)


@pytest.mark.parametrize(("sum_of_year", "needed"), [(152_999, False), (153_000, True)])
def test_b7_7_certified_accounts_from_the_threshold(sum_of_year, needed):
    assert rules.needs_accounts(D(sum_of_year), D(TERMS[terms.ACCOUNTS_ABOVE])) is needed


def test_the_report_is_compared_account_by_account():
    rows = rules.compare(
        [("60", "Achats", D(100)), ("64", "Personnel", D(0))], [("60", "Achat", D(80)), ("62", "X", D(5))]
    )
    assert [(row.account, row.gap, row.gap_pct) for row in rows] == [("60", -20, D("-20.0")), ("62", 5, None),
                                                                     ("64", 0, None)]  # fmt: skip


DUE = date(2027, 6, 30)


@pytest.mark.parametrize(
    ("on", "done", "step"),
    [
        (date(2027, 4, 30), [], None), (date(2027, 5, 1), [], Alert.BEFORE_60),
        (date(2027, 5, 2), [Alert.BEFORE_60], None), (date(2027, 5, 31), [Alert.BEFORE_60], Alert.BEFORE_30),
        (DUE, [Alert.BEFORE_30], Alert.DUE), (date(2027, 7, 15), [Alert.DUE], Alert.AFTER_15),
        (date(2027, 7, 30), [Alert.AFTER_15], Alert.NOTICE), (date(2027, 8, 29), [Alert.NOTICE], Alert.DECISION),
        (date(2027, 12, 1), [], Alert.DECISION), (date(2027, 12, 1), [Alert.DECISION], None),
        (date(2027, 7, 1), [Alert.NOTICE], None),
    ],
)  # fmt: skip
def test_fipd_17_each_alert_on_its_day_and_once(on, done, step):
    assert rules.alert_of(DUE, on, OFFSETS, done) == step


def test_fipd_17_the_days_of_the_alerts():
    days = rules.alert_days(report_due(date(2026, 12, 31), TERMS[terms.REPORT_MONTHS]), OFFSETS)
    assert list(days.values()) == [date(2027, 5, 1), date(2027, 5, 31), DUE, date(2027, 7, 15), date(2027, 7, 30),
                                   date(2027, 8, 29)]  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "facts", "amount"),
    [
        (RecoveryReason.UNDER_REALISED, {"due": D(16_200)}, 4_050), (RecoveryReason.NO_REPORT, {}, 20_250),
        (RecoveryReason.CANCELLED, {}, 20_250), (RecoveryReason.DIVERTED, {"misused": D(10_000)}, 6_750),
        (RecoveryReason.DIVERTED, {"misused": D(90_000)}, 20_250),
        (RecoveryReason.REPUBLICAN, {"breach_on": date(2026, 12, 1)}, D("1719.86")),
        (RecoveryReason.REPUBLICAN, {"breach_on": date(2025, 1, 1)}, 20_250),
        (RecoveryReason.REPUBLICAN, {"breach_on": date(2027, 1, 1)}, 0),
        (RecoveryReason.NO_REPORT, {"back": D(20_000)}, 250),
    ],
)  # fmt: skip
def test_b7_8_what_is_claimed_back_with_its_trace(reason, facts, amount):
    found = rules.owed(reason, W10, paid=D(20_250), period=(date(2026, 1, 1), date(2026, 12, 31)),
                       **{"breach_on": None, **facts})  # fmt: skip
    assert found.amount == amount
    assert found.steps[-1].amount == amount


@pytest.mark.parametrize(
    ("reason", "facts", "amount"),
    [
        (RecoveryReason.UNDER_REALISED, {"due": D(16_200)}, 3_050),
        (RecoveryReason.UNDER_REALISED, {"due": D(16_200), "back": D(4_050)}, 0),
        (RecoveryReason.DIVERTED, {"misused": D(10_000)}, 6_750), (RecoveryReason.CANCELLED, {}, 19_250),
        (RecoveryReason.DIVERTED, {"misused": D(90_000)}, 19_250),
    ],
)  # fmt: skip
def test_b7_8_what_was_given_back_is_subtracted_once(reason, facts, amount):
    found = rules.owed(reason, W10, paid=D(20_250), **{"back": D(1_000), **facts})
    assert found.amount == amount
    assert sum(step.words == "Reversements précédents" for step in found.steps) == 1


@pytest.mark.parametrize(("back", "recover"), [(0, 4_050), (1_000, 3_050), (6_750, 0)])
def test_b7_8_the_control_claims_nothing_twice(back, recover):
    found = rules.count_report(W10, [Line("60", D(24_000))], paid=D(20_250), back=D(back))
    assert (found.settlement.due, found.settlement.to_recover) == (16_200, recover)


@pytest.mark.parametrize(("asked", "late"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_b7_8_a_change_is_asked_before_the_end(asked, late):
    assert rules.asked_too_late(asked, date(2026, 12, 31)) is late


MONEY = st.decimals(min_value=1, max_value=500_000, places=2)


@given(MONEY, MONEY, st.booleans(), st.decimals(min_value=0, max_value=100, places=0))
def test_a_schedule_always_adds_up_to_the_grant(granted, base, works, pct):
    grant = rules.Grant(granted, max(base, granted), works, False, rules.Terms(D(23_000), pct, D(80)))
    assert sum(row.amount for row in rules.schedule(grant)) == granted


@given(MONEY, MONEY, MONEY, MONEY)
def test_nobody_is_paid_above_the_grant_nor_claimed_above_what_was_paid(granted, base, spent, paid):
    grant = rules.Grant(granted, max(base, granted), False, False, RUNNING)
    paid = min(paid, granted)
    found = rules.count_report(grant, [Line("60", spent)], paid=paid).settlement
    assert found.due <= granted
    assert paid + found.balance - found.to_recover == found.due
    assert found.to_recover <= paid
    for kind in PaymentKind.values:
        assert rules.limit(grant, kind, taken=paid, spent=spent, due=found.due).amount + paid <= granted
