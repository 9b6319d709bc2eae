"""The yearly plan, its pure rules: every worked example and every row of the tables (A1, A2, W8, W10, W19)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from road_safety.strategy.calendar import day_of, days_of_plan
from road_safety.strategy.catalogue import FILTERS, STAKES, Answer, Lever, Piece, PromoterKind
from road_safety.strategy.eligibility import Facts, findings, is_receivable, missing_pieces, needed_pieces
from road_safety.strategy.funding import (
    Budget,
    Line,
    ceiling,
    cost_per_person,
    needs_agreement,
    percent,
    report_due,
    score,
    settle,
    words,
)
from road_safety.strategy.outcomes import FUNDED, REFUSED, UNFUNDED, WAITING, outcome
from road_safety.strategy.terms import CALENDAR, CALENDAR_VALUES, SHARES

D = Decimal
amounts = st.decimals(min_value=0, max_value=500_000, places=2)
FACTS = Facts(
    promoter_kind=PromoterKind.ASSOCIATION, siret="21940028000018", uai="", asks_money=True, base=D(5_000),
    excluded=D(0), stakes=1, outside_reason="", indicators=1,
    pieces=(Piece.FORM, Piece.QUOTES, Piece.BANK, Piece.REPUBLICAN), was_funded=False, overdue_since=None,
)  # fmt: skip


def facts(**changes) -> Facts:
    return Facts(**{**FACTS.__dict__, **changes})


# --- what a grant may be ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "asked", "other", "maximum", "rate"),
    [
        (40_000, 30_000, 5_000, 27_000, "87.5"),
        (40_000, 30_000, 0, 30_000, "75.0"),
        (25_000, 22_000, 0, 20_000, "88.0"),
        (10_000, 3_000, 6_000, 2_000, "90.0"),
    ],
)
def test_PDASR_03_the_ceiling_counts_all_the_aid_of_the_state(base, asked, other, maximum, rate):
    """W8."""
    found = ceiling(D(base), D(asked), D(other), 80, 80)
    assert (found.maximum, found.asked_rate, found.is_over) == (maximum, D(rate), maximum < asked)
    assert found.steps[-1].amount == maximum
    assert {step.rule for step in found.steps} == {"PDASR-03"}


@pytest.mark.parametrize(("rate", "maximum"), [(50, 20_000), (70, 28_000), (80, 30_000)])
def test_PDASR_03_the_rate_of_the_call_is_a_parameter(rate, maximum):
    assert ceiling(D(40_000), D(30_000), D(0), rate, 80).maximum == maximum


def test_PDASR_03_contributions_in_kind_are_outside_of_the_base():
    """W8: 52,000 with 12,000 of 86 and 87."""
    lines = [Line("60", D(25_000)), Line("62", D(15_000)), Line("86", D(12_000)), Line("74", D(40_000)),
             Line("87", D(12_000))]  # fmt: skip
    budget = Budget.of(lines)
    assert (budget.base, budget.is_balanced) == (40_000, True)
    assert ceiling(budget.base, D(41_600), D(0), 80, 80).maximum == 32_000
    assert not Budget.of(lines[:-1]).is_balanced


def test_PDASR_02_works_and_running_costs_leave_the_base():
    budget = Budget.of([Line("60", D(4_000)), Line("61", D(1_000), is_excluded=True)])
    assert (budget.expense, budget.excluded, budget.base) == (5_000, 1_000, 4_000)


@given(base=amounts, asked=amounts, other=amounts, rate=st.integers(0, 80))
def test_a_ceiling_is_never_negative_nor_above_what_is_asked(base, asked, other, rate):
    found = ceiling(base, asked, other, rate, 80)
    assert 0 <= found.maximum <= asked
    assert found.maximum == 0 or found.maximum + other <= base * D("0.8") + D("0.01")


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        (PromoterKind.ASSOCIATION, 27_000, True),
        (PromoterKind.ASSOCIATION, 23_000, False),
        (PromoterKind.COMPANY, D("23000.01"), True),
        (PromoterKind.COMMUNE, 50_000, False),
    ],
)
def test_an_agreement_is_signed_strictly_above_the_threshold(kind, amount, expected):
    assert needs_agreement(kind, D(amount), 23_000) is expected


@pytest.mark.parametrize(
    ("realised", "paid", "due", "balance", "back"),
    [
        (40_000, 20_250, 27_000, 6_750, 0),
        (33_600, 20_250, 22_680, 2_430, 0),
        (24_000, 20_250, 16_200, 0, 4_050),
        (0, 27_000, 0, 0, 27_000),
    ],
)
def test_what_is_due_follows_what_was_spent(realised, paid, due, balance, back):
    """W10."""
    found = settle(D(27_000), D(40_000), D(realised), D(paid))
    assert (found.due, found.balance, found.to_recover) == (due, balance, back)


@given(granted=amounts, base=amounts, realised=amounts, paid=amounts)
def test_a_settlement_pays_or_recovers_never_both(granted, base, realised, paid):
    found = settle(granted, base, realised, paid)
    assert found.balance == 0 or found.to_recover == 0
    assert 0 <= found.due <= granted
    assert found.due == paid + found.balance - found.to_recover


@pytest.mark.parametrize(
    ("ends", "due"),
    [
        (date(2026, 12, 31), date(2027, 6, 30)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 6, 30), date(2027, 12, 31)),
        (date(2026, 8, 15), date(2027, 2, 15)),
    ],
)
def test_the_financial_report_is_due_after_six_months(ends, due):
    """W10."""
    assert report_due(ends, 6) == due


@pytest.mark.parametrize(
    ("granted", "reached", "cost"),
    [(18_500, 4_200, "4.40"), (18_500, None, None), (18_500, 0, None), (None, 4_200, None), (0, 10, "0.00")],
)
def test_W19_the_cost_of_one_person_is_blank_when_nobody_was_counted(granted, reached, cost):
    found = cost_per_person(None if granted is None else D(granted), reached)
    assert found == (None if cost is None else D(cost))


def test_percents_are_rounded_half_up_and_unknown_of_nothing():
    assert (percent(1, 8), percent(D("0.0005"), 1), percent(3, 0)) == (D("12.5"), D("0.1"), None)
    assert words(D("27000")) == "27\u202f000\u00a0€"
    assert words(D("4.4")) == "4,40\u00a0€"


def test_PDASR_05_a_score_waits_for_each_note():
    weights = dict(SHARES)
    assert score({name: 5 for name in weights}, weights) == 100
    assert score({"fit": 4, "innovation": 2, "reach": 3, "quality": 5}, weights) == D("73.0")
    assert score({"fit": 4}, weights) is None


# --- whether a sheet is received ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "rule", "tone"),
    [
        ({}, "PDASR-01", "success"),
        ({"promoter_kind": PromoterKind.PERSON}, "PDASR-01", "error"),
        ({"siret": ""}, "PDASR-01", "error"),
        ({"siret": "", "asks_money": False}, "PDASR-01", "warning"),
        ({"siret": "", "uai": "0750654D", "promoter_kind": PromoterKind.SCHOOL, "asks_money": False}, "PDASR-01",
         "success"),
        ({"promoter_kind": PromoterKind.PREFECTURE, "siret": "", "asks_money": False}, "PDASR-01", "success"),
        ({"base": D(0), "excluded": D(9_000)}, "PDASR-02", "error"),
        ({"excluded": D(500)}, "PDASR-02", "warning"),
        ({"asks_money": False}, "PDASR-02", "success"),
        ({"stakes": 0}, "DGO-02", "error"),
        ({"stakes": 0, "outside_reason": "Demande du maire"}, "DGO-02", "warning"),
        ({"indicators": 0}, "PDASR-05", "error"),
        ({"pieces": ()}, "PDASR-04", "warning"),
        ({"overdue_since": date(2026, 6, 30)}, "PDASR-08", "warning"),
    ],
)  # fmt: skip
def test_each_rule_of_reception_says_what_it_found(changes, rule, tone):
    rows = findings(facts(**changes))
    assert {row.rule: row.tone for row in rows}[rule] == tone
    assert is_receivable(rows) is (tone != "error")
    assert all(row.words for row in rows)


def test_PDASR_04_the_forms_of_a_grant_only_when_money_is_asked():
    assert needed_pieces(PromoterKind.SCHOOL, asks_money=False, was_funded=True) == (Piece.SHEET,)
    assert Piece.REPUBLICAN not in needed_pieces(PromoterKind.COMMUNE, asks_money=True, was_funded=False)
    assert needed_pieces(PromoterKind.ASSOCIATION, asks_money=True, was_funded=True) == (
        Piece.FORM, Piece.QUOTES, Piece.BANK, Piece.REPUBLICAN, Piece.PREVIOUS,
    )  # fmt: skip
    assert missing_pieces(facts(was_funded=True)) == (Piece.PREVIOUS,)


# --- the three answers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("money", "equipment", "volunteers", "expected"),
    [
        ("granted", "refused", "refused", FUNDED),
        ("granted", "pending", None, FUNDED),
        ("refused", "granted", "refused", UNFUNDED),
        ("refused", "refused", "granted", UNFUNDED),
        ("refused", "granted", "pending", UNFUNDED),
        ("refused", "pending", "refused", None),
        ("refused", "waiting", "refused", WAITING),
        ("refused", "refused", "refused", REFUSED),
        ("waiting", "granted", "granted", WAITING),
        ("pending", "granted", "granted", None),
        (None, "granted", "refused", UNFUNDED),
        (None, "pending", "pending", None),
        (None, None, "refused", REFUSED),
        (None, None, None, None),
    ],
)
def test_PDASR_06_the_three_answers_are_independent(money, equipment, volunteers, expected):
    given_answers = {"money": money, "equipment": equipment, "volunteers": volunteers}
    assert outcome({lever: answer for lever, answer in given_answers.items() if answer}) == expected


def test_a_label_alone_accepts_an_action_without_money():
    assert outcome({"money": "refused"}, is_labelled=True) == UNFUNDED
    assert outcome({}, is_labelled=True) == UNFUNDED


@given(st.dictionaries(st.sampled_from(Lever.values), st.sampled_from(Answer.values)))
def test_a_refusal_never_follows_something_granted(answers):
    assert not (Answer.GRANTED in answers.values() and outcome(answers) == REFUSED)


# --- the calendar, the catalogue ---------------------------------------------------------------------------------


def test_the_days_of_a_plan_follow_their_parameters():
    rows = days_of_plan(2026, dict(CALENDAR_VALUES))
    assert [day for _, _, day in rows] == [
        date(2025, 10, 15), date(2026, 3, 18), date(2026, 4, 15), date(2026, 5, 15), date(2026, 7, 31),
        date(2027, 1, 31), date(2027, 3, 31),
    ]  # fmt: skip
    assert len(rows) == len(CALENDAR)


@pytest.mark.parametrize(
    ("value", "day"),
    [("02-30", date(2026, 2, 28)), ("13-01", None), ("00-10", None), ("3-18", None), ("", None), ("05-00", None)],
)
def test_a_day_that_cannot_be_read_gives_none(value, day):
    assert day_of(value, 2026) == day


def test_every_stake_points_to_a_filter_that_exists():
    known = {code for code, _ in FILTERS}
    assert {stake.accident_filter for stake in STAKES.values()} <= known
    assert all(stake.accident_filter or stake.note for stake in STAKES.values())
