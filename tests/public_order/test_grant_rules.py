"""The rules of the prevention fund by the worked examples of the specification, and what always holds."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from directorate.money.funding import Budget, Line, report_due, score, settle
from directorate.money.iban import is_valid
from directorate.territory.identifiers import rna_validator, siret_validator
from public_order.grants import terms
from public_order.grants.catalogue import AXES, Verdict, needed_pieces
from public_order.grants.ceilings import Plan, Purchase, ceiling, equipment_grant, own_share_maximum
from public_order.grants.credits import Credits, carried_over, yearly_commitments
from public_order.grants.eligibility import (
    Facts,
    findings,
    implicit_refusal_on,
    instrument,
    is_eligible,
    lapses_on,
)
from public_order.grants.ranking import Project, mean, misses_an_instructor, order, rank

TERMS = {value.code: value.value for value in terms.VALUES}
AMOUNTS = st.decimals(min_value=0, max_value=500_000, places=2)


def cap(base, asked, other=0, **facts):
    return ceiling(Plan(D(base), D(asked), D(other)), TERMS, **facts)


# --- ceilings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "asked", "other", "maximum", "rate"),
    [(40_000, 30_000, 5_000, 27_000, "87.5"), (40_000, 30_000, 0, 30_000, "75.0"), (25_000, 22_000, 0, 20_000, "88.0"),
     (10_000, 3_000, 6_000, 2_000, "90.0")],
)  # fmt: skip
def test_fipd_03_w8_all_the_aid_of_the_state_stays_under_eighty_percent(base, asked, other, maximum, rate):
    found = cap(base, asked, other)
    assert (found.maximum, found.asked_rate, found.is_over) == (D(maximum), D(rate), maximum < asked)
    assert found.steps[-1].amount == D(maximum)


def test_fipd_03_above_half_of_the_budget_a_cofinancing_is_looked_for():
    assert cap(40_000, 20_001).seeks_cofinancing
    assert not cap(40_000, 20_000).seeks_cofinancing


def test_fipd_10_w8_contributions_in_kind_stay_out_of_the_base():
    budget = Budget.of(
        [Line("60", D(30_000)), Line("64", D(10_000)), Line("86", D(12_000)), Line("74", D(40_000)),
         Line("87", D(12_000))]
    )  # fmt: skip
    assert budget.is_balanced
    assert budget.base == 40_000
    assert cap(budget.base, 50_000).maximum == 32_000


def test_fipd_04_investment_has_a_minimum_and_equipment_has_none():
    assert cap(3_700, 2_960, is_investment=True).is_under_minimum
    assert not cap(3_750, 3_000, is_investment=True).is_under_minimum
    assert not cap(1_000, 500, is_investment=True, equipment=D(250)).is_under_minimum
    assert not cap(1_000, 500).is_under_minimum
    assert cap(100_000, 50_000, 40_000, is_investment=True).maximum == 40_000


@pytest.mark.parametrize(
    ("purchases", "total"),
    [([("vest", 12, 480)], 3_000), ([("radio", 6, 1_500)], 2_520), ([("radio", 6, 1_200)], 2_160),
     ([("bodycam", 8, 380)], 1_520), ([("bodycam", 8, 520)], 1_600),
     ([("vest", 12, 480), ("radio", 6, 1_500), ("bodycam", 8, 380)], 7_040)],
)  # fmt: skip
def test_fipd_05_w9_the_scale_of_equipment(purchases, total):
    assert equipment_grant([Purchase(item, count, D(price)) for item, count, price in purchases], TERMS) == total


def test_fipd_05_a_flat_amount_never_passes_the_price():
    assert equipment_grant([Purchase("vest", 2, D(200))], TERMS) == 400


@pytest.mark.parametrize(
    ("own", "other_state", "other_public", "maximum"),
    [(20_000, 0, 0, 80_000), (20_000, 10_000, 0, 70_000), (20_000, 0, 30_000, 50_000), (10_000, 10_000, 0, 30_000),
     (5_000, 20_000, 0, 0), (30_000, 20_000, 20_000, 40_000)],
)  # fmt: skip
def test_fipd_07_w8b_public_aid_and_own_share_of_an_authority(own, other_state, other_public, maximum):
    plan = Plan(D(100_000), D(90_000), D(other_state), D(other_public), D(own))
    assert ceiling(plan, TERMS, is_investment=True, is_local=True).maximum == maximum


def test_fipd_07_binds_neither_an_association_nor_running_costs():
    plan = Plan(D(100_000), D(80_000), own=D(1_000))
    assert ceiling(plan, TERMS, is_investment=True).maximum == 80_000
    assert ceiling(plan, TERMS, is_local=True).maximum == 80_000


def test_fipd_11_the_base_is_without_tax_for_who_recovers_it():
    plan = Plan(D(120_000), D(96_000), recoverable_vat=D(20_000), recovers_vat=True)
    assert ceiling(plan, TERMS).maximum == 80_000
    assert "FIPD-11" in {step.rule for step in ceiling(plan, TERMS).steps}
    assert ceiling(Plan(D(120_000), D(96_000), recoverable_vat=D(20_000)), TERMS).maximum == 96_000


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_ceiling_never_passes_what_is_asked_nor_the_rates(base, asked, state, public, own):
    found = ceiling(Plan(base, asked, state, public, own), TERMS, is_investment=True, is_local=True)
    assert 0 <= found.maximum <= asked
    assert found.maximum == 0 or found.maximum + state <= base * D("0.8") + D("0.01")
    if found.maximum:
        assert own >= (own + found.maximum + state + public) * D("0.2") - D("0.01")


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_more_aid_elsewhere_never_raises_a_ceiling(base, asked, other):
    assert cap(base, asked, other + 100).maximum <= cap(base, asked, other).maximum


@given(AMOUNTS.filter(bool), st.integers(1, 99))
def test_fipd_07_the_own_share_is_exactly_met_at_its_maximum(own, share):
    found = own_share_maximum(Plan(D(1), D(1), own=own), share)
    assert abs(own - (own + found) * share / 100) <= D("0.01")


# --- eligibility ------------------------------------------------------------------------------------------------

EVEN = Budget.of([Line("60", D(40_000)), Line("74", D(40_000))])
GOOD = {
    "family": "D", "promoter_kind": "association", "siret": "21940028000018", "is_state_equipment": False,
    "replaces_common_law": False, "is_renewal": False, "has_previous": False, "report_overdue_since": None,
    "is_investment": False, "starts_on": date(2026, 3, 1), "receipt_on": date(2026, 2, 1), "budget": EVEN,
    "asked_in_budget": D(20_000), "asked": D(20_000), "ceiling": cap(40_000, 20_000), "indicators": 1,
}  # fmt: skip


def tones(**facts):
    return {(row.rule, row.tone) for row in findings(Facts(**{**GOOD, **facts}))}


def test_a_good_project_is_eligible():
    assert is_eligible(findings(Facts(**GOOD)))
    assert {tone for _, tone in tones()} == {"success"}


def test_fipd_01_no_renewal_without_the_former_reports():
    assert ("FIPD-01", "error") in tones(report_overdue_since=date(2026, 6, 30))
    assert ("FIPD-01", "warning") in tones(is_renewal=True)
    assert ("FIPD-01", "error") not in tones(is_renewal=True, has_previous=True)
    assert ("FIPD-01", "warning") in tones(indicators=0)


def test_fipd_02_neither_state_equipment_nor_common_law():
    assert ("FIPD-02", "error") in tones(is_state_equipment=True)
    assert ("FIPD-02", "error") in tones(replaces_common_law=True)


@pytest.mark.parametrize(
    ("family", "kind", "tone"),
    [("R", "person", "error"), ("D", "person", "warning"), ("D", "state", "error"), ("K", "state", "error"),
     ("S", "commune", "success"), ("D", "landlord", "success")],
)  # fmt: skip
def test_fipd_06_who_may_be_paid(family, kind, tone):
    assert ("FIPD-06", tone) in tones(family=family, promoter_kind=kind)


def test_fipd_06_nobody_without_a_siret():
    assert ("FIPD-06", "error") in tones(siret="")


@pytest.mark.parametrize(
    ("investment", "starts", "receipt", "tone"),
    [(True, date(2026, 1, 31), date(2026, 2, 1), "error"), (True, date(2026, 2, 1), date(2026, 2, 1), "success"),
     (True, date(2026, 2, 1), None, "warning"), (False, date(2025, 1, 1), date(2026, 2, 1), "success")],
)  # fmt: skip
def test_fipd_08_no_investment_before_the_receipt(investment, starts, receipt, tone):
    assert ("FIPD-08", tone) in tones(is_investment=investment, starts_on=starts, receipt_on=receipt)


@pytest.mark.parametrize(
    "lines",
    [[("60", 10), ("74", 9)], [("60", 10), ("74", 10), ("86", 3), ("87", 2)], [("74", 10)], [("86", 3), ("87", 3)]],
)
def test_fipd_10_an_unbalanced_budget_blocks(lines):
    budget = Budget.of([Line(account, D(amount)) for account, amount in lines])
    assert ("FIPD-10", "error") in tones(budget=budget)


def test_fipd_10_the_budget_bears_what_is_asked():
    assert ("FIPD-10", "error") in tones(asked_in_budget=D(19_999))


@pytest.mark.parametrize(
    ("complete", "investment", "expected"),
    [(date(2026, 2, 1), True, date(2026, 10, 1)), (date(2025, 6, 30), True, date(2026, 2, 28)),
     (date(2026, 2, 1), False, None), (None, True, None)],
)  # fmt: skip
def test_fipd_09_silence_of_eight_months_refuses(complete, investment, expected):
    assert implicit_refusal_on(complete, TERMS[terms.IMPLICIT_MONTHS], is_investment=investment) == expected


def test_fipd_12_commencement_and_completion():
    assert lapses_on(date(2026, 5, 13), TERMS[terms.START_YEARS]) == date(2028, 5, 13)
    assert lapses_on(date(2024, 2, 29), TERMS[terms.END_YEARS]) == date(2028, 2, 29)
    assert (TERMS[terms.INVESTMENT_ADVANCE], TERMS[terms.INVESTMENT_INSTALMENTS]) == (30, 80)


@pytest.mark.parametrize(
    ("kind", "total", "years", "expected"),
    [("association", 23_000, 1, "order"), ("association", "23000.01", 1, "agreement"),
     ("association", 27_000, 1, "agreement"), ("commune", 90_000, 1, "order"), ("grouping", 23_001, 1, "order"),
     ("landlord", 30_000, 1, "agreement"), ("association", 10_000, 3, "years")],
)  # fmt: skip
def test_fipd_13_which_act(kind, total, years, expected):
    assert instrument(kind, D(total), years, TERMS[terms.AGREEMENT_ABOVE]) == expected


def test_fipd_13_the_sum_of_the_year_counts():
    assert instrument("association", D(15_000), 1, 23_000) == "order"
    assert instrument("association", D(15_000 + 12_000), 1, 23_000) == "agreement"


def test_pieces_follow_the_promoter_the_axis_and_the_former_grant():
    assert set(needed_pieces("commune", AXES["S1"].pieces, was_granted=False)) == {
        "form", "bank", "budget", "quotes", "plan", "video_order", "deliberation",
    }  # fmt: skip
    assert {"republican", "previous"} <= set(needed_pieces("association", (), was_granted=True))


# --- scores and ranking -----------------------------------------------------------------------------------------

WEIGHTS = terms.SHARES
NOTES = dict.fromkeys(WEIGHTS, 3)


@pytest.mark.parametrize(
    ("notes", "expected"),
    [(dict.fromkeys(WEIGHTS, 5), "100.0"), (dict.fromkeys(WEIGHTS, 0), "0.0"), (NOTES, "60.0"),
     ({**NOTES, "relevance": 5}, "72.0"), ({**NOTES, "capacity": 2, "evaluation": 4}, "60.0")],
)  # fmt: skip
def test_score_weighs_the_six_criteria(notes, expected):
    assert score(notes, WEIGHTS) == D(expected)


def test_two_instructors_from_forty_thousand():
    assert not misses_an_instructor(D("39999.99"), 1, D(40_000))
    assert misses_an_instructor(D(40_000), 1, D(40_000))
    assert not misses_an_instructor(D(40_000), 2, D(40_000))
    assert mean([D(70), D("65.5")]) == D("67.8")
    assert mean([]) is None


def project(key, points, asked, relevance=4, **facts):
    return Project(key, D(points), D(relevance), D(asked), **facts)


def test_w16_whole_asks_in_order_and_the_rest_on_decision_only():
    rows = [project(1, 90, 40_000), project(2, 80, 35_000), project(3, 70, 50_000), project(4, 65, 20_000),
            project(5, 49, 1_000), project(6, 75, 5_000, relevance=2)]  # fmt: skip
    places = {place.key: place for place in rank(rows, D(100_000), D(50), D(3))}
    assert [places[key].verdict for key in range(1, 7)] == ["fund", "fund", "wait", "wait", "refuse", "refuse"]
    assert sum(place.amount for place in places.values()) == 75_000
    assert places[4].may_take_the_rest
    assert not places[3].may_take_the_rest
    assert "partagée" in places[3].reason
    assert "49" in places[5].reason
    assert "Pertinence" in places[6].reason


def test_w16_ties_renewal_then_district_then_smaller_ask():
    rows = [project(1, 70, 9_000), project(2, 70, 8_000), project(3, 70, 9_000, is_priority=True),
            project(4, 70, 30_000, has_good_report=True)]  # fmt: skip
    assert [row.key for row in order(rows)] == [4, 3, 2, 1]


PROJECTS = st.lists(
    st.builds(
        Project, key=st.integers(1, 10_000), score=st.none() | st.decimals(0, 100, places=1),
        relevance=st.decimals(0, 5, places=1), asked=st.decimals(0, 90_000, places=2), has_good_report=st.booleans(),
        is_priority=st.booleans(),
    ),
    unique_by=lambda row: row.key, max_size=40,
)  # fmt: skip


@given(PROJECTS, AMOUNTS)
def test_ranking_never_overspends_never_splits_and_always_says_why(projects, envelope):
    places = rank(projects, envelope, D(50), D(3))
    asked = {row.key: row.asked for row in projects}
    assert sum((place.amount for place in places), D(0)) <= envelope
    assert {place.key for place in places} == set(asked)
    assert [place.rank for place in places] == list(range(1, len(places) + 1))
    for place in places:
        assert place.amount in (0, asked[place.key])
        assert (place.amount > 0) == (place.verdict == Verdict.FUND)
        assert place.reason


@given(PROJECTS, st.randoms())
def test_ranking_does_not_depend_on_the_order_of_arrival(projects, chance):
    shuffled = list(projects)
    chance.shuffle(shuffled)
    assert rank(projects, D(100_000), D(50), D(3)) == rank(shuffled, D(100_000), D(50), D(3))


# --- credits ----------------------------------------------------------------------------------------------------

W11 = Credits(
    ae=D(780_000 + 65_000 - 12_000), cp=D(640_000 + 90_000), committed=D(27_000 + 412_000 + 301_500 + 58_000),
    granted=D(820_000), paid=D(583_000), paid_before=D(96_000),
)  # fmt: skip


def test_env_01_w11_no_commitment_above_what_is_left():
    assert (W11.ae, W11.cp, W11.committed) == (833_000, 730_000, 798_500)
    assert (W11.ae_left, W11.rate) == (34_500, D("95.9"))
    assert (W11.cp_left, W11.to_pay) == (51_000, 215_500)
    assert W11.admits(D(34_500))
    assert not W11.admits(D(34_501))
    assert not W11.admits(D(0))


def test_env_02_what_remains_in_october_may_be_lost():
    assert W11.to_commit == 21_500
    early, late = date(2026, 9, 30), date(2026, 10, 1)
    assert not W11.may_be_lost(late, 5)
    rich = Credits(ae=D(100_000), cp=D(0), committed=D("94999.99"))
    assert rich.may_be_lost(late, 5)
    assert not rich.may_be_lost(early, 5)


def test_env_03_commitments_of_several_years():
    assert yearly_commitments([D(10), D(20), D(30)], in_full=True) == (60, 0, 0)
    assert yearly_commitments([D(10), D(20), D(30)], in_full=False) == (10, 20, 30)


def test_env_04_nothing_is_carried_over_by_itself():
    assert carried_over(D(34_500)) == 0
    assert carried_over(D(34_500), D(40_000)) == 34_500


# --- payment (W10) and identifiers (W20) ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("realised", "due", "balance", "recover"),
    [(40_000, 27_000, 6_750, 0), (33_600, 22_680, 2_430, 0), (24_000, 16_200, 0, 4_050)],
)
def test_w10_what_is_due_after_the_report(realised, due, balance, recover):
    found = settle(D(27_000), D(40_000), D(realised), D(20_250))
    assert (found.due, found.balance, found.to_recover) == (due, balance, recover)


@pytest.mark.parametrize(
    ("ends", "due"),
    [(date(2026, 12, 31), date(2027, 6, 30)), (date(2026, 8, 31), date(2027, 2, 28)),
     (date(2027, 6, 30), date(2027, 12, 31))],
)  # fmt: skip
def test_w10_when_the_report_is_due(ends, due):
    assert report_due(ends, TERMS[terms.REPORT_MONTHS]) == due


def test_w20_identifiers():
    assert siret_validator("219 400 280 00018") == "21940028000018"
    assert siret_validator("35600000000048") == "35600000000048"
    assert siret_validator("35600000012341") == "35600000012341"
    with pytest.raises(ValidationError):
        siret_validator("35600000012345")
    with pytest.raises(ValidationError):
        siret_validator("21940028000017")
    assert rna_validator("W941234567") == "W941234567"
    assert is_valid("FR7630001007941234567890185")
    assert not is_valid("FR7630001007941234567890186")
