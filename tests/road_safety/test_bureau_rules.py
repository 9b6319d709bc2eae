"""The pure rules of the boards: cumulated counts, intervals, the ladder of expiries, ages, heavy days."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from road_safety.bureau.rules import (
    AGE_LABELS,
    age_of,
    crowded,
    cumulated,
    month_days,
    quarter_days,
    rung,
    same_day,
)

LADDER = (6, 4, 2)
ON = date(2026, 7, 20)
DAYS = some.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("expires_on", "step"),
    [
        (date(2026, 7, 19), 0), (date(2026, 7, 20), 2), (date(2026, 9, 20), 2), (date(2026, 9, 21), 4),
        (date(2026, 11, 20), 4), (date(2026, 11, 21), 6), (date(2027, 1, 20), 6), (date(2027, 1, 21), None),
    ],
)  # fmt: skip
def test_agr_02_the_ladder_has_three_rungs(expires_on, step):
    assert rung(expires_on, ON, LADDER) == step


@given(DAYS, DAYS)
def test_agr_02_what_ends_sooner_is_never_on_a_higher_rung(first, second):
    near, far = sorted((first, second))
    steps = [99 if step is None else step for step in (rung(near, ON, LADDER), rung(far, ON, LADDER))]
    assert steps == sorted(steps)


def test_acc_06_twenty_killed_have_their_exact_interval_and_24_to_20_is_no_proven_fall():
    found = cumulated(2022, {2021: 24, 2022: 20})
    assert (str(found.interval.low), str(found.interval.high)) == ("12.2", "30.9")
    assert found.change == "-4 (-16,7 %), non significatif"


def test_an_unknown_count_stays_blank_and_the_mean_says_over_how_many_years():
    found = cumulated(2026, {2026: 3, 2025: None, 2024: 20, 2023: 25, 2021: 24})
    assert (found.before, found.change, found.mean, found.years) == (None, "", Decimal("23.0"), 3)
    nothing = cumulated(2026, {})
    assert (nothing.now, nothing.interval, nothing.mean, nothing.mean_words) == (None, None, None, "Inconnu")
    assert cumulated(2026, {2026: 0}).interval.low == 0


def test_counts_of_another_kind_are_not_compared():
    assert cumulated(2026, {2025: 20, 2026: 3}, alike=False).change == "Non comparable"


@given(some.dictionaries(some.integers(2015, 2026), some.none() | some.integers(0, 400)))
def test_the_mean_is_that_of_the_known_years_before(counts):
    found = cumulated(2026, counts)
    known = [counts[year] for year in range(2021, 2026) if counts.get(year) is not None]
    assert found.years == len(known)
    assert (found.mean is None) == (not known)
    if known:
        assert min(known) <= found.mean <= max(known)


@pytest.mark.parametrize(
    ("on", "year", "day"),
    [(date(2024, 2, 29), 2023, date(2023, 2, 28)), (date(2024, 2, 29), 2020, date(2020, 2, 29)),
     (date(2026, 7, 20), 2021, date(2021, 7, 20))],
)  # fmt: skip
def test_the_same_day_of_another_year(on, year, day):
    assert same_day(on, year) == day


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [(1, date(2026, 1, 1), date(2026, 3, 31)), (2, date(2026, 4, 1), date(2026, 6, 30)),
     (3, date(2026, 7, 1), date(2026, 9, 30)), (4, date(2026, 10, 1), date(2026, 12, 31))],
)  # fmt: skip
def test_quarters(quarter, first, last):
    assert quarter_days(2026, quarter) == (first, last)


def test_months():
    assert month_days(2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))
    assert month_days(2026, 12) == (date(2026, 12, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("received_on", "rank"),
    [(date(2026, 7, 20), 0), (date(2026, 6, 21), 0), (date(2026, 6, 20), 1), (date(2026, 4, 21), 1),
     (date(2026, 4, 20), 2), (date(2026, 1, 21), 2), (date(2026, 1, 20), 3), (date(2020, 1, 1), 3)],
)  # fmt: skip
def test_files_by_age(received_on, rank):
    assert age_of(received_on, ON) == AGE_LABELS[rank]


def test_a_day_that_asks_more_than_the_bureau_can_send():
    assert crowded({date(2026, 7, 1): 2, date(2026, 7, 2): 3}, 2) == {date(2026, 7, 2)}
