"""Category, periods and counts of the public: the worked examples, then every row of the tables."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civil_protection.establishments import terms
from civil_protection.establishments.activities import ACTIVITIES, BY_CODE, SPECIAL, WITH_THRESHOLDS
from civil_protection.establishments.capacity import Measure, capacity, people, ratios, read_ratio
from civil_protection.establishments.classification import (
    ClassTerms,
    Share,
    ThresholdsUnreadable,
    classify,
    read_row,
)
from civil_protection.establishments.periodicity import (
    FAR,
    NONE,
    OVERDUE,
    SOON,
    Facts,
    PeriodTerms,
    latest_extension,
    period_of,
    read_years,
    shortest,
    visit_state,
    why_not_extended,
)

INITIAL = {value.code: value.value for value in terms.VALUES}
CLASS, PERIODS, MARKS = ClassTerms.of(INITIAL), PeriodTerms.of(INITIAL), ratios(INITIAL)
ON = date(2026, 6, 24)


def category(activity: str, total: int, staff: int = 0, **more) -> int | None:
    return classify(Share(activity, total, **more), staff, CLASS).category


# --- EX1 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activity", "total", "staff", "more", "expected"),
    [
        ("L_SHOW", 1200, 40, {}, 2),
        ("L_SHOW", 1495, 6, {}, 1),
        ("M", 180, 30, {"basement": 50, "upper": 60}, 5),
        ("N", 200, 20, {}, 4),
        ("V", 299, 5, {}, 5),
        ("V", 300, 0, {}, 4),
        ("V", 300, 5, {}, 3),
        ("P", 119, 8, {}, 5),
        ("U_BEDS", 19, 12, {}, 5),
        ("U_BEDS", 20, 12, {}, 4),
        ("W", 700, 1, {}, 2),
        ("R_BOARDING", 29, 4, {}, 5),
        ("R_BOARDING", 30, 4, {}, 4),
        ("J_AGED", 99, 0, {"residents": 24}, 5),
        ("J_AGED", 100, 0, {"residents": 24}, 4),
        ("J_AGED", 70, 29, {"residents": 24}, 5),
        ("J_AGED", 70, 30, {"residents": 24}, 4),
        ("R_NURSERY", 20, 0, {"upper": 20, "single_upper": True}, 4),
        ("R_NURSERY", 19, 0, {"upper": 19, "single_upper": True}, 5),
        ("R_NURSERY", 60, 0, {"upper": 1}, 4),
        ("R_NURSERY", 60, 0, {}, 5),
        ("L_SHOW", 1460, 40, {}, 2),
        ("L_SHOW", 1461, 40, {}, 1),
    ],
)
def test_the_worked_examples_of_the_category(activity, total, staff, more, expected):
    assert category(activity, total, staff, **more) == expected


# --- every row of PE 2 ------------------------------------------------------------------------------------------

PE2 = {
    "J_AGED": {"residents": 25, "whole": 100}, "J_DISABLED": {"residents": 20, "whole": 100},
    "L_MEETING": {"basement": 100, "total": 200}, "L_SHOW": {"basement": 20, "total": 50},
    "M": {"basement": 100, "upper": 100, "total": 200}, "N": {"basement": 100, "upper": 200, "total": 200},
    "O": {"total": 100}, "P": {"basement": 20, "upper": 100, "total": 120},
    "R_NURSERY": {"basement": 1, "upper": 1, "total": 100}, "R_SCHOOL": {"basement": 100, "upper": 100, "total": 200},
    "R_BOARDING": {"total": 30}, "S": {"basement": 100, "upper": 100, "total": 200},
    "T": {"basement": 100, "upper": 100, "total": 200}, "U_DAY": {"total": 100}, "U_BEDS": {"total": 20},
    "V": {"basement": 100, "upper": 200, "total": 300}, "W": {"basement": 100, "upper": 100, "total": 200},
    "X": {"basement": 100, "upper": 100, "total": 200}, "Y": {"basement": 100, "upper": 100, "total": 200},
    "OA": {"total": 20}, "GA": {"total": 200}, "PA": {"total": 300},
}  # fmt: skip
CELLS = [(activity, level, number) for activity, row in PE2.items() for level, number in row.items()]


def share_at(activity: str, level: str, number: int) -> Share:
    """That many people on one level alone."""
    if level in ("total", "whole"):
        return Share(activity, number)
    return Share(activity, number, **{level: number})


@pytest.mark.parametrize(("activity", "level", "number"), CELLS)
def test_each_threshold_of_pe_2_is_reached_on_its_number_and_not_before(activity, level, number):
    reached = classify(share_at(activity, level, number), 0, CLASS)
    assert reached.group == 1
    assert any(step.decides and "atteint" in step.text or "interdit" in step.text for step in reached.steps)
    below = classify(share_at(activity, level, number - 1), 0, CLASS)
    assert below.group == 2 and below.category == 5


def test_every_row_of_pe_2_is_tested_and_no_other_exists():
    assert set(PE2) | {"GA_UNDERGROUND"} == set(WITH_THRESHOLDS) == set(terms.THRESHOLDS)


@pytest.mark.parametrize("activity", [code for code, row in PE2.items() if "upper" not in row])
def test_a_level_without_threshold_never_makes_the_first_group(activity):
    small = PE2[activity].get("total", 100) - 1
    assert classify(Share(activity, small, upper=small), 0, CLASS).category == 5


def test_an_underground_station_is_always_of_the_first_group():
    assert (category("GA_UNDERGROUND", 1), category("GA_UNDERGROUND", 1600)) == (4, 1)


def test_a_nursery_in_a_basement_is_told_to_be_forbidden():
    found = classify(Share("R_NURSERY", 10, basement=10), 0, CLASS)
    assert "interdit" in next(step.text for step in found.steps if step.decides)


@pytest.mark.parametrize("code", [row.code for row in ACTIVITIES if row.code not in WITH_THRESHOLDS])
def test_what_pe_2_does_not_class_has_no_computed_category(code):
    found = classify(Share(code, 800), 10, CLASS)
    assert (found.group, found.category) == (None, None)
    assert BY_CODE[code].type in SPECIAL and "pas de ligne" in found.steps[0].text


@pytest.mark.parametrize(
    ("public", "said"), [(50, "ensemble des règles"), (49, "CTS 37 seul"), (20, "CTS 37 seul"), (19, "non applicables")]
)
def test_a_tent_says_which_rules_it_is_under(public, said):
    assert said in classify(Share("CTS", public), 0, CLASS).steps[1].text


@pytest.mark.parametrize(("public", "told"), [(19, True), (20, False)])
def test_a_very_small_public_has_fewer_duties(public, told):
    steps = classify(Share("M", public), 3, CLASS).steps
    assert any("obligations réduites" in step.text for step in steps) is told


def test_activities_under_one_direction_add_their_public():
    """700 of sale, 150 of which in a restaurant: the whole is compared and classed."""
    found = classify(Share("M", 700), 1, CLASS, [Share("N", 150)])
    assert found.category == 2 and "R143-21" in found.steps[0].article
    # A dance floor reaches its own threshold though the shop alone would not.
    assert classify(Share("M", 150), 0, CLASS, [Share("P", 30, basement=20)]).category == 4
    assert classify(Share("M", 150), 0, CLASS, [Share("P", 30)]).category == 5


@given(
    st.sampled_from(sorted(PE2)), st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 500), st.integers(0, 500)
)
def test_more_public_never_gives_a_smaller_establishment(activity, total, more, staff, upper):
    upper = min(upper, total)
    small = classify(Share(activity, total, upper=upper), staff, CLASS).category
    large = classify(Share(activity, total + more, upper=upper), staff, CLASS).category
    assert large <= small


@given(st.sampled_from(sorted(set(PE2) - {"J_AGED", "J_DISABLED"})), st.integers(0, 299), st.integers(0, 5000))
def test_the_staff_never_makes_the_first_group(activity, total, staff):
    assert classify(Share(activity, total), staff, CLASS).group == classify(Share(activity, total), 0, CLASS).group


@pytest.mark.parametrize("text", ["sous-sol cent", "cave 100", "100", "étages -3"])
def test_a_row_that_cannot_be_read_is_refused_with_its_code(text):
    with pytest.raises(ThresholdsUnreadable, match="civil.erp_pe2.m"):
        read_row(text, "civil.erp_pe2.m")


# --- GE 4 -------------------------------------------------------------------------------------------------------

GE4 = {
    ("J", True): (3, 3, 3, 3), ("L", False): (3, 3, 3, 5), ("M", False): (3, 3, 5, 5), ("N", False): (3, 3, 5, 5),
    ("O", True): (3, 3, 3, 3), ("P", False): (3, 3, 3, 5), ("R", True): (3, 3, 3, 3), ("R", False): (3, 3, 3, 5),
    ("S", False): (3, 3, 5, 5), ("T", False): (3, 3, 5, 5), ("U", True): (3, 3, 3, 3), ("V", False): (5, 5, 5, 5),
    ("W", False): (3, 3, 5, 5), ("X", False): (3, 3, 5, 5), ("Y", False): (3, 3, 5, 5),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "sleeping", "rank", "years"),
    [(kind, sleeping, rank, years) for (kind, sleeping), row in GE4.items() for rank, years in enumerate(row, 1)],
)
def test_every_cell_of_ge_4(kind, sleeping, rank, years):
    found = period_of(Facts(kind, rank, sleeping), PERIODS)
    assert found.months == 12 * years
    assert found.steps[0].article == "art. GE 4, §1" and f"{years} ans" in found.steps[0].text


@pytest.mark.parametrize("kind", [*"JLMNOPRSTUVWXY", "PA", "GA", "OA"])
def test_the_fifth_category_is_visited_only_if_people_sleep(kind):
    assert period_of(Facts(kind, 5, True), PERIODS).months == 60
    assert period_of(Facts(kind, 5, False), PERIODS).months is None


@pytest.mark.parametrize("kind", sorted(SPECIAL - {"PS", "CTS"}))
@pytest.mark.parametrize("rank", [1, 4, None])
def test_a_special_type_has_no_cell_until_an_order_sets_its_period(kind, rank):
    assert period_of(Facts(kind, rank, False), PERIODS).months is None
    ordered = period_of(Facts(kind, rank, False, ordered_months=24), PERIODS)
    assert ordered.months == 24 and ordered.steps[-1].article == "art. GE 4, §4"


@pytest.mark.parametrize(
    ("vehicles", "annexed", "months"),
    [(250, (), None), (251, (), 60), (None, (), None), (80, (36,), 36), (80, (36, 60), 60), (80, (None,), 60),
     (400, (36,), 36), (80, (24, 120), 60)],
)  # fmt: skip
def test_parkings(vehicles, annexed, months):
    assert period_of(Facts("PS", None, False, vehicles=vehicles, annexed_to=annexed), PERIODS).months == months


@pytest.mark.parametrize(("storeyed", "months"), [(True, 24), (False, None)])
def test_tents(storeyed, months):
    assert period_of(Facts("CTS", None, False, storeyed_tent=storeyed), PERIODS).months == months


def next_visit(kind, rank, sleeping, start, **more):
    period = period_of(Facts(kind, rank, sleeping), PERIODS)
    return visit_state(period=period, start_on=start, terms=PERIODS, on=ON, **more)


@pytest.mark.parametrize(
    ("kind", "rank", "sleeping", "last", "due"),
    [
        ("R", 2, False, date(2024, 3, 14), date(2027, 3, 14)),
        ("R", 2, True, date(2024, 3, 14), date(2027, 3, 14)),
        ("O", 4, True, date(2023, 11, 30), date(2026, 11, 30)),
        ("V", 1, False, date(2022, 6, 1), date(2027, 6, 1)),
        ("O", 5, True, date(2021, 10, 10), date(2026, 10, 10)),
        ("M", 5, False, date(2021, 10, 10), None),
        ("V", 1, False, date(2024, 2, 29), date(2029, 2, 28)),
    ],
)
def test_the_worked_examples_of_the_next_visit(kind, rank, sleeping, last, due):
    assert next_visit(kind, rank, sleeping, last).next_on == due


def test_the_commission_lengthens_up_to_five_years():
    last = date(2024, 3, 14)
    assert next_visit("R", 2, False, last, extended_until=date(2028, 3, 14)).next_on == date(2028, 3, 14)
    assert next_visit("R", 2, False, last, extended_until=date(2031, 1, 1)).next_on == date(2029, 3, 14)
    assert next_visit("R", 2, False, last, extended_until=date(2026, 1, 1)).next_on == date(2027, 3, 14)
    assert latest_extension(last, PERIODS) == date(2029, 3, 14)


@pytest.mark.parametrize(
    ("sleeping", "last", "previous", "in_time", "said"),
    [
        (False, "favourable", "favourable", True, ""),
        (True, "favourable", "favourable", True, "sommeil"),
        (False, "unfavourable", "favourable", True, "dernière"),
        (False, "", "favourable", True, "dernière"),
        (False, "favourable", "unfavourable", True, "précédente"),
        (False, "favourable", "", True, "précédente"),
        (False, "favourable", "favourable", False, "délai"),
    ],
)
def test_why_an_interval_is_not_lengthened(sleeping, last, previous, in_time, said):
    found = why_not_extended(sleeping=sleeping, last=last, previous=previous, previous_in_time=in_time)
    assert (said in found) and bool(found) == bool(said)


@pytest.mark.parametrize(
    ("last", "state"),
    [(date(2021, 6, 23), OVERDUE), (date(2021, 6, 24), SOON), (date(2021, 9, 22), SOON), (date(2021, 9, 23), FAR)],
)
def test_a_visit_is_late_from_the_day_after_its_term(last, state):
    assert next_visit("V", 4, False, last).state == state


def test_what_is_closed_waits_for_no_visit_and_a_site_is_visited_at_its_shortest_period():
    assert next_visit("V", 1, False, date(2022, 6, 1), is_open=False).state == NONE
    found = next_visit("V", 1, False, date(2024, 6, 1), site_months=36)
    assert found.next_on == date(2027, 6, 1) and found.steps[-2].article == "art. GE 4, §2"
    assert next_visit("M", 5, False, date(2024, 6, 1), site_months=36).months == 36
    assert shortest((60, None, 36)) == 36 and shortest((None,)) is None


@pytest.mark.parametrize("text", ["3 ; 3 ; 5", "3;3;5;x", "0 ; 3 ; 3 ; 3", ""])
def test_periods_that_cannot_be_read_are_refused(text):
    with pytest.raises(ThresholdsUnreadable):
        read_years(text, "civil.erp_ge4.m")


def test_the_former_table_has_the_same_rows_and_serves_only_the_history():
    assert set(terms.FORMER_PERIODS) == set(terms.PERIODS)
    assert terms.FORMER_PERIODS["M"] == (24, 36, 60, 60)


# --- counts of the public ---------------------------------------------------------------------------------------


def counted(*measures) -> int:
    return capacity([Measure(rule, Decimal(str(quantity)), *level) for rule, quantity, *level in measures], MARKS).total


def test_the_worked_examples_of_shops():
    assert counted(("m_low", 900, "ground"), ("m_low", 450, "first")) == 450
    measures = [
        ("m_low", 200, "basement"),
        ("m_low", 1200, "ground"),
        ("m_low", 600, "first"),
        ("m_low", 600, "second"),
    ]
    assert counted(*measures) == 767
    found = capacity([Measure(rule, Decimal(area), level) for rule, area, level in measures], MARKS)
    assert (found.basement, found.ground, found.upper) == (67, 400, 300)
    for staff in (0, 733):
        assert classify(Share("M", 767, basement=67, upper=300), staff, CLASS).category == 2
    assert "200 × 1/3 = 67" in found.steps[0].text


MARK_ROWS = {
    "m_low": ("300", 100), "m_second": ("300", 50), "m_above": ("300", 20), "m_mall": ("300", 60),
    "m_shop": ("299", 50), "m_low_density": ("300", 34), "l_bench": ("5", 10), "l_standing": ("10.5", 32),
    "l_queue": ("4", 20), "l_multiple": ("80", 80), "l_multimedia": ("81", 41), "n_seated": ("60", 60),
    "n_standing": ("10", 20), "n_queue": ("5", 15), "p_floor": ("100", 134), "p_billiards": ("3", 12),
    "j_visitors": ("25", 9), "t_temporary": ("500", 500), "t_permanent": ("500", 56), "w_arranged": ("95", 10),
    "w_bare": ("950", 10), "x_omnisports": ("800", 200), "x_skating": ("900", 600), "x_pool": ("250", 250),
    "x_pool_outdoor": ("250", 375), "pa_pitch": ("7000", 700), "pa_tennis": ("4", 100), "pa_ice": ("900", 600),
    "pa_pool": ("250", 375), "stand_bench": ("0.5", 1), "stand_standing": ("7", 21), "stand_line": ("7", 35),
    "y_floor": ("501", 101), "v_bench": ("4.2", 9), "v_bare": ("30", 60), "u_staff": ("40", 14),
    "u_visitors": ("40", 40),
    "sg_floor": ("99.5", 100),
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted(terms.CAPACITY_MARKS))
def test_every_rule_of_the_count(rule):
    quantity, expected = MARK_ROWS[rule]
    assert people(Decimal(quantity), MARKS[rule]) == expected


@given(st.decimals(0, 100_000, places=2), st.sampled_from(sorted(terms.CAPACITY_MARKS)))
def test_a_count_is_rounded_up_by_less_than_one(quantity, rule):
    found, exact = people(quantity, MARKS[rule]), Fraction(quantity) * MARKS[rule]
    assert 0 <= found - exact < 1


@pytest.mark.parametrize("text", ["1/0", "un tiers", "1/3/4", "", "-1/3"])
def test_a_ratio_that_cannot_be_read_is_refused(text):
    with pytest.raises(ThresholdsUnreadable):
        read_ratio(text, "civil.erp_count.m_low")
