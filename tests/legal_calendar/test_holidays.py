"""The eleven holidays, against two independent sources."""

import csv
from datetime import date, timedelta
from pathlib import Path

import holidays as reference
import pytest

from directorate.legal_calendar.holidays import (
    easter_sunday,
    holiday_name,
    holidays_of,
    is_business_day,
    is_holiday,
    is_working_day,
    next_working_day,
)

PUBLISHED = Path(__file__).parents[1] / "data" / "jours_feries_metropole_2024_2030.csv"


# The reference drops Whit Monday in the three years when it was the day worked for solidarity. It remained a public
# holiday in law (CE, 3 May 2005, Confédération française des travailleurs chrétiens).
WORKED_BUT_LEGAL = {date(2005, 5, 16), date(2006, 6, 5), date(2007, 5, 28)}


@pytest.mark.parametrize("year", range(1990, 2101))
def test_the_holidays_of_a_year_are_those_of_an_independent_computation(year):
    independent = set(reference.country_holidays("FR", years=year))
    assert set(holidays_of(year)) - WORKED_BUT_LEGAL == independent - WORKED_BUT_LEGAL


def test_the_holidays_are_those_that_the_state_publishes():
    with PUBLISHED.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter=";"))
    published = {date.fromisoformat(row["date"]) for row in rows}
    assert len(published) == 7 * 11
    assert published == {day for year in range(2024, 2031) for day in holidays_of(year)}


@pytest.mark.parametrize(
    ("easter", "monday", "ascension", "whit_monday"),
    [
        (date(2025, 4, 20), date(2025, 4, 21), date(2025, 5, 29), date(2025, 6, 9)),
        (date(2026, 4, 5), date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)),
        (date(2027, 3, 28), date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17)),
        (date(2028, 4, 16), date(2028, 4, 17), date(2028, 5, 25), date(2028, 6, 5)),
        (date(2029, 4, 1), date(2029, 4, 2), date(2029, 5, 10), date(2029, 5, 21)),
        (date(2030, 4, 21), date(2030, 4, 22), date(2030, 5, 30), date(2030, 6, 10)),
    ],
)
def test_the_moving_holidays_follow_easter(easter, monday, ascension, whit_monday):
    assert easter_sunday(easter.year) == easter
    assert holiday_name(monday) == "Lundi de Pâques"
    assert holiday_name(ascension) == "Ascension"
    assert holiday_name(whit_monday) == "Lundi de Pentecôte"


@pytest.mark.parametrize(
    ("year", "easter"), [(1954, date(1954, 4, 18)), (1981, date(1981, 4, 19)), (2038, date(2038, 4, 25))]
)
def test_easter_is_right_in_the_years_that_catch_simple_formulas(year, easter):
    assert easter_sunday(year) == easter


@pytest.mark.parametrize("day", sorted(WORKED_BUT_LEGAL))
def test_a_holiday_on_which_people_work_is_still_a_holiday(day):
    assert holiday_name(day) == "Lundi de Pentecôte"


def test_two_holidays_on_one_day_share_it():
    assert holiday_name(date(2008, 5, 1)) == "Fête du travail, Ascension"
    assert len(holidays_of(2008)) == 10


def test_a_saturday_is_worked_in_shops_but_not_in_offices():
    saturday = date(2026, 1, 10)
    assert is_business_day(saturday)
    assert not is_working_day(saturday)


def test_a_holiday_is_worked_nowhere():
    assert is_holiday(date(2026, 5, 14))
    assert not is_business_day(date(2026, 5, 14))
    assert not is_working_day(date(2026, 5, 14))


def test_the_next_working_day_steps_over_a_holiday_and_a_week_end():
    assert next_working_day(date(2026, 12, 25)) == date(2026, 12, 28)
    assert next_working_day(date(2026, 12, 28)) == date(2026, 12, 28)


def test_every_week_has_seven_days_and_never_six_working_ones():
    monday = date(2026, 1, 5)
    for week in range(52):
        days = [monday + timedelta(days=7 * week + offset) for offset in range(7)]
        assert sum(map(is_working_day, days)) <= 5
        assert not is_business_day(days[6])
