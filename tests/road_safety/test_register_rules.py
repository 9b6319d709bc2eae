"""Rules of the registers, pure: W18, W14 for the immobilisation, stages, plates, places."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from road_safety.registers import rules
from tests.people import paris

TERMS = rules.StageTerms(least=6, most=20, days=2, hours=14, notice=8)


@pytest.mark.parametrize(
    ("start", "years", "last"),
    [
        (date(2024, 9, 16), 5, date(2029, 9, 15)),
        (date(2024, 2, 29), 5, date(2029, 2, 28)),
        (date(2025, 3, 1), 4, date(2029, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
    ],
)
def test_w18_agr_01_the_last_day_is_the_eve_of_the_anniversary(start, years, last):
    assert rules.last_day(start, years) == last


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(1, 10))
def test_agr_01_the_day_after_the_last_is_the_anniversary_or_the_first_of_march(start, years):
    after = rules.last_day(start, years) + timedelta(days=1)
    leap = (start.month, start.day) == (2, 29) and after.day == 1
    assert (after.month, after.day) == (start.month, start.day) or leap


def test_w18_agr_02_alerts_six_four_and_two_months_before():
    assert rules.ladder(date(2029, 9, 15), (6, 4, 2)) == [date(2029, 3, 15), date(2029, 5, 15), date(2029, 7, 15)]


@pytest.mark.parametrize(
    ("days", "hours", "capacity", "fields"),
    [
        (1, 14, 6, []), (1, 14, 20, []), (1, 14, 5, ["capacity"]), (1, 14, 21, ["capacity"]), (0, 14, 12, ["ends_on"]),
        (2, 14, 12, ["ends_on"]), (1, 13, 12, ["hours"]), (-1, 7, 2, ["capacity", "ends_on", "hours"]),
    ],
)  # fmt: skip
def test_a_stage_lasts_two_days_and_fourteen_hours_for_six_to_twenty(days, hours, capacity, fields):
    start = date(2026, 4, 10)
    found = rules.stage_problems(start, start + timedelta(days=days), hours, capacity, TERMS)
    assert [row.field for row in found] == fields


@pytest.mark.parametrize(("told", "late"), [(date(2026, 4, 2), False), (date(2026, 4, 3), True)])
def test_a_stage_is_cancelled_eight_days_before_or_flagged(told, late):
    start = date(2026, 4, 10)
    assert rules.is_late(start, told, 8) is late
    assert ("peut être retiré" in rules.cancellation_words(start, told, 8)) is late


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (paris(2026, 5, 13, 18, 40), paris(2026, 5, 20, 18, 40)),
        (paris(2026, 3, 27, 20, 0), paris(2026, 4, 3, 21, 0)),
        (paris(2026, 10, 23, 22, 15), paris(2026, 10, 30, 21, 15)),
    ],
)
def test_w14_the_immobilisation_lasts_seven_days_of_elapsed_time(start, end):
    assert rules.immobilised_until(start, 7) == end


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ab-123-cd", "AB123CD"), ("1234 AB 94", "1234AB94"), ("", ""), ("é", ""), ("12345678901", "")],
)
def test_a_plate_is_kept_without_its_dashes(typed, kept):
    assert rules.plain_plate(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("940412345678", "940412345678"), ("9404 1234 5678", "940412345678"), ("94041234567", ""), ("94041234567a", ""),
     ("٩٤٠٤١٢٣٤٥٦٧٨", "")],
)  # fmt: skip
def test_a_licence_number_has_twelve_digits(typed, kept):
    assert rules.plain_neph(typed) == kept


def test_a_place_is_a_point_and_several_are_a_line():
    assert rules.shape_of("48,79 ; 2,45") == {"type": "Point", "coordinates": [2.45, 48.79]}
    line = rules.shape_of("48.79;2.45\n\n48.80;2.46")
    assert line["type"] == "LineString" and rules.middle_of(line) == (48.80, 2.46)
    assert rules.shape_of(rules.text_of(line)) == line
    assert rules.shape_of("  ") is None
    for wrong in ("48.79", "a;b", "91;2"):
        with pytest.raises(ValueError):
            rules.shape_of(wrong)
