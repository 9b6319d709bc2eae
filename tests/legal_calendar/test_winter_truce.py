"""The winter truce moves the execution of an eviction, and nothing else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.legal_calendar.arithmetic import silence_date
from directorate.legal_calendar.winter_truce import first_day_outside_truce, is_in_winter_truce


@pytest.mark.parametrize(
    ("day", "in_truce"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_the_truce_runs_from_november_to_the_end_of_march(day, in_truce):
    assert is_in_winter_truce(day) is in_truce


def test_a_tacit_refusal_in_winter_binds_the_state_from_the_first_of_april():  # E9
    refused_on = silence_date(date(2026, 11, 20), 2)
    assert refused_on == date(2027, 1, 20)
    assert first_day_outside_truce(refused_on) == date(2027, 4, 1)


def test_a_tacit_refusal_in_summer_binds_the_state_at_once():  # E9
    refused_on = silence_date(date(2026, 5, 4), 2)
    assert first_day_outside_truce(refused_on) == refused_on == date(2026, 7, 4)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_the_day_found_is_the_nearest_one_outside(day):
    found = first_day_outside_truce(day)
    assert found >= day
    assert not is_in_winter_truce(found)
    assert found == day or is_in_winter_truce(found - timedelta(days=1))
