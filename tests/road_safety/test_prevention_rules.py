"""Schools, campaigns, controls: the pure rules (EDU-01, EDU-02, rates, markers of the year, embargo)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from road_safety.campaigns.markers import MARKERS, calendar_of, days_of, nth_weekday
from road_safety.controls.rules import COUNTED, embargo, total
from road_safety.controls.rules import count_fault as control_fault
from road_safety.education.rules import awaited_year, counts_fault, rate, read_school_year, results_day
from road_safety.education.tables import percent

D = Decimal
NUMBERS = some.integers(0, 5_000)


@pytest.mark.parametrize(
    ("counts", "field"),
    [((100, 90, 80, None), None), ((0, 0, 0, None), None), ((100, 100, 100, 0), None), ((100, 90, 80, 20), None),
     ((90, 100, 80, None), "present"), ((100, 80, 90, None), "passed"), ((100, 90, 80, 21), "caught_up")],
)  # fmt: skip
def test_edu_01_passed_present_enrolled(counts, field):
    found = counts_fault(*counts)
    assert (found and found[0]) == field


@given(NUMBERS, NUMBERS, NUMBERS, some.none() | NUMBERS)
def test_edu_01_accepts_exactly_what_is_in_order(enrolled, present, passed, caught_up):
    right = passed <= present <= enrolled and passed + (caught_up or 0) <= enrolled
    assert (counts_fault(enrolled, present, passed, caught_up) is None) == right


@pytest.mark.parametrize(
    ("part", "whole", "fraction", "shown"),
    [(90, 100, "0.900000", "90.0"), (1, 3, "0.333333", "33.3"), (2, 3, "0.666667", "66.7"), (0, 5, "0.000000", "0.0")],
)
def test_rates_are_fractions_with_six_decimals_shown_with_one(part, whole, fraction, shown):
    assert rate(part, whole) == D(fraction)
    assert percent(rate(part, whole)) == D(shown)


def test_a_rate_without_denominator_is_blank():
    assert rate(0, 0) is None
    assert percent(rate(0, 0)) is None


@pytest.mark.parametrize(
    ("on", "year"),
    [(date(2026, 7, 14), 2024), (date(2026, 7, 15), 2025), (date(2026, 12, 31), 2025), (date(2027, 1, 1), 2025)],
)
def test_edu_02_results_are_awaited_from_15_july(on, year):
    assert awaited_year(on, "07-15") == year


def test_edu_02_an_unreadable_day_is_the_usual_one():
    assert results_day(2025, "été") == date(2026, 7, 15)
    assert results_day(2025, "06-30") == date(2026, 6, 30)


@pytest.mark.parametrize(("text", "year"), [("2025-2026", 2025), ("2025/26", 2025), (" 2025 ", 2025)])
def test_a_school_year_is_read(text, year):
    assert read_school_year(text) == year


@pytest.mark.parametrize("text", ["2025-2027", "25-26", "rentrée", "", "2025-25"])
def test_a_school_year_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="année"):
        read_school_year(text)


# --- markers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "year", "days"),
    [
        ("-1.7.10", 2026, ("2026-10-25", "2026-10-25")), ("-1.7.10", 2027, ("2027-10-31", "2027-10-31")),
        ("3.7.11", 2026, ("2026-11-15", "2026-11-15")), ("3.7.11", 2027, ("2027-11-21", "2027-11-21")),
        ("09-16/09-22", 2026, ("2026-09-16", "2026-09-22")), ("12-24/12-31", 2026, ("2026-12-24", "2026-12-31")),
        ("1.6.8", 2026, ("2026-08-01", "2026-08-01")), ("2.1.5/4", 2026, ("2026-05-11", "2026-05-15")),
        ("06-21", 2026, ("2026-06-21", "2026-06-21")), ("1.1.3+1", 2026, ("2026-03-03", "2026-03-03")),
    ],
)  # fmt: skip
def test_markers_fall_on_their_days(rule, year, days):
    assert days_of(rule, year) == tuple(map(date.fromisoformat, days))


@pytest.mark.parametrize("rule", ["", "octobre", "5.7.2", "0.7.10", "3.8.11", "3.7.13", "09-22/09-16", "13-01"])
def test_a_rule_that_cannot_be_read_gives_no_day(rule):
    assert days_of(rule, 2026) is None


@given(some.integers(2000, 2100), some.integers(1, 12), some.integers(1, 7), some.integers(1, 4))
def test_the_nth_weekday_is_that_weekday_in_its_week(year, month, weekday, rank):
    found = nth_weekday(year, month, weekday, rank)
    assert (found.isoweekday(), (found.day - 1) // 7 + 1) == (weekday, rank)
    last = nth_weekday(year, month, weekday, -1)
    assert (last + timedelta(days=7)).month != last.month


@given(some.integers(2000, 2100))
def test_every_marker_has_its_days_each_year(year):
    rows = calendar_of(year, {})
    assert {marker.code for marker, _, _ in rows} == {marker.code for marker in MARKERS}
    assert all(first.year == year and first <= last for _, first, last in rows)
    assert [first for _, first, _ in rows] == sorted(first for _, first, _ in rows)


def test_a_dated_value_moves_a_marker():
    rows = {marker.code: first for marker, first, _ in calendar_of(2026, {"com.marker_music": "06-20"})}
    assert rows["music"] == date(2026, 6, 20)


# --- controls ------------------------------------------------------------------------------------------------------


def test_the_positive_rate_of_several_operations_is_that_of_their_sums():
    found = total([{"breath_tests": 100, "breath_positive": 1}, {"breath_tests": 10, "breath_positive": 5}])
    assert (found.operations, found.breath_rate, found.drug_rate) == (2, D("0.054545"), None)
    assert total([]).breath_rate is None


@given(some.lists(some.fixed_dictionaries({name: some.none() | NUMBERS for name in COUNTED}), max_size=6))
def test_totals_are_sums(rows):
    found = total(rows)
    assert all(found.counts[name] == sum(row[name] or 0 for row in rows) for name in COUNTED)


@pytest.mark.parametrize(
    ("counts", "field"),
    [({"breath_tests": 5, "breath_positive": 6}, "breath_positive"), ({"drug_positive": 1}, "drug_positive"),
     ({"breath_tests": 5, "breath_positive": 5}, None), ({}, None)],
)  # fmt: skip
def test_positives_never_pass_the_tests(counts, field):
    found = control_fault(counts)
    assert (found and found[0]) == field


@pytest.mark.parametrize(
    ("is_held", "has_open_case", "agreed", "kept"),
    [(True, False, False, False), (True, True, True, False), (True, True, False, True), (False, False, False, True)],
)
def test_the_embargo_lasts_until_the_prosecutor_agrees(is_held, has_open_case, agreed, kept):
    assert bool(embargo(is_held=is_held, has_open_case=has_open_case, agreed=agreed)) == kept
