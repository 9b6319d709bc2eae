"""The occupation of the equipment day by day: pure rules, each row of the specification."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from road_safety.equipment.occupation import (
    Held,
    Span,
    first_lack,
    may_tow,
    on_day,
    overbooked,
    taken,
    use_of,
)

MAY = date(2026, 5, 1)


def span(first: int, last: int) -> Span:
    return Span(date(2026, 5, first), date(2026, 5, last))


@pytest.mark.parametrize(
    ("before", "after", "first", "last"),
    [(0, 0, (5, 12), (5, 14)), (1, 1, (5, 11), (5, 15)), (2, 3, (5, 10), (5, 17)), (12, 20, (4, 30), (6, 3))],
)
def test_MAT_01_the_days_taken_run_from_pickup_minus_before_to_return_plus_after(before, after, first, last):
    found = taken(date(2026, 5, 12), date(2026, 5, 14), before, after)
    assert found == Span(date(2026, *first), date(2026, *last))


def test_MAT_01_a_return_before_the_pickup_takes_no_day():
    with pytest.raises(ValueError, match="precedes"):
        taken(date(2026, 5, 14), date(2026, 5, 12), 0, 0)


@pytest.mark.parametrize(
    ("held", "wanted", "stock", "upkeep", "day"),
    [
        ([], 1, 1, [], None),
        ([], 2, 1, [], 12),
        ([Held(span(1, 11), 1)], 1, 1, [], None),  # the day before: touches, no conflict
        ([Held(span(1, 12), 1)], 1, 1, [], 12),  # the same day: both are inclusive
        ([Held(span(14, 20), 1)], 1, 1, [], 14),
        ([Held(span(15, 20), 1)], 1, 1, [], None),
        ([Held(span(10, 12), 4), Held(span(13, 16), 5)], 5, 10, [], None),
        ([Held(span(10, 13), 4), Held(span(13, 16), 5)], 2, 10, [], 13),  # only the thirteenth has both
        ([Held(span(10, 12), 4)], 5, 10, [Held(span(12, 12), 2)], 12),
        ([Held(span(10, 12), 4)], 5, 10, [Held(Span(date(2026, 5, 13), None), 5)], None),
        ([Held(span(10, 12), 4)], 5, 10, [Held(Span(date(2026, 5, 13), None), 6)], 13),
    ],
)
def test_MAT_01_each_day_the_sum_stays_within_the_stock_less_the_maintenance(held, wanted, stock, upkeep, day):
    found = first_lack(span(12, 14), wanted, stock, held, upkeep)
    assert (found.day.day if found else None) == day


def test_MAT_01_the_refusal_says_the_day_and_what_is_left():
    found = first_lack(span(12, 14), 3, 10, [Held(span(12, 12), 6)], [Held(span(12, 12), 2)])
    assert found.words("Lunettes") == (
        "MAT-01 : « Lunettes » manque le 12/05/2026 : 3 demandés, 2 libres (stock 10, 6 retenus, 2 en entretien)."
    )

    single = first_lack(span(12, 14), 1, 1, [Held(span(12, 12), 1)])
    assert single.words("Lunettes") == (
        "MAT-01 : « Lunettes » manque le 12/05/2026 : 1 demandé, 0 libre (stock 1, 1 retenu)."
    )


# First day, length, quantity: drawn as plain numbers, which is quick on a loaded machine.
BOOKING = st.tuples(st.integers(0, 25), st.integers(0, 9), st.integers(1, 4))


def span_from(first: int, length: int) -> Span:
    return Span(MAY + timedelta(days=first), MAY + timedelta(days=first + length))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BOOKING, max_size=8), st.integers(0, 8))
def test_MAT_05_what_is_kept_never_passes_the_stock_and_who_comes_first_is_kept(bookings, stock):
    held = [Held(span_from(first, length), count, key) for key, (first, length, count) in enumerate(bookings)]
    lost = overbooked(held, stock)
    kept = [each for each in held if each not in lost]
    for step in range(40):
        assert on_day(kept, MAY + timedelta(days=step)) <= stock
    firsts = sorted(held, key=lambda row: (row.span.first, row.key))
    if firsts and firsts[0].quantity <= stock:
        assert firsts[0] in kept


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(BOOKING, BOOKING, st.integers(1, 6))
def test_MAT_01_a_lack_is_found_when_and_only_when_a_day_is_short(asked, taken_days, stock):
    wanted, other = span_from(*asked[:2]), span_from(*taken_days[:2])
    found = first_lack(wanted, asked[2], stock, [Held(other, 2)])
    short = [day for day in wanted.days() if asked[2] + (2 if other.holds(day) else 0) > stock]
    assert (found.day if found else None) == (short[0] if short else None)
    assert wanted.meets(other) == any(other.holds(day) for day in wanted.days())


@pytest.mark.parametrize(
    ("category", "needed", "allowed"),
    [("", "none", True), ("", "B", False), ("B", "B", True), ("B", "B96", False), ("B96", "BE", False),
     ("BE", "BE", True), ("BE", "B", True), ("B96", "B", True), ("none", "B", False), ("C", "B", False)],
)  # fmt: skip
def test_MAT_04_a_licence_allows_what_comes_before_it(category, needed, allowed):
    assert may_tow(category, needed) is allowed


def test_the_use_rate_is_days_out_over_days_available_and_blank_without_any():
    found = use_of(span(1, 10), 2, [Held(span(3, 5), 1)], [Held(span(6, 10), 1)])
    assert (found.out, found.available, found.rate) == (3, 15, 20)
    assert use_of(span(1, 10), 1, [], [Held(span(1, 31), 1)]).rate is None
