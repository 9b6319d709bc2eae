"""When a file is over, and until when it is kept: pure, both ways."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.legal_calendar.arithmetic import add_months
from directorate.retention.duration import Life, term

CLOSED = date(2026, 4, 20)
DAYS = st.dates(date(2016, 1, 1), date(2060, 1, 1))


@pytest.mark.parametrize(
    ("more", "ended_on", "ended_by"),
    [
        ({}, CLOSED, "dossier clos"),
        ({"event_on": date(2026, 5, 16)}, date(2026, 5, 16), "événement passé"),
        ({"event_on": date(2026, 1, 5)}, CLOSED, "dossier clos"),
        ({"has_title": True, "title_ends_on": date(2031, 4, 15)}, date(2031, 4, 15), "titre éteint"),
        ({"appeals_ended_on": (date(2027, 2, 1), date(2028, 3, 1))}, date(2028, 3, 1), "recours terminé"),
    ],
)
def test_time_runs_from_the_last_of_what_kept_the_file_alive(more, ended_on, ended_by):
    found = term(Life(CLOSED, **more), 60)
    assert (found.ended_on, found.ended_by, found.due_on) == (ended_on, ended_by, add_months(ended_on, 60))


def test_a_title_without_end_keeps_its_file_for_ever():
    assert term(Life(CLOSED, has_title=True), 60) is None


def test_an_appeal_that_is_not_over_keeps_the_file():
    assert term(Life(CLOSED, appeals_ended_on=(date(2027, 1, 1), None)), 60) is None


def test_the_last_day_of_february_is_kept():
    assert term(Life(date(2024, 2, 29)), 12).due_on == date(2025, 2, 28)


@given(DAYS, st.none() | DAYS, st.integers(1, 600))
def test_no_file_is_over_before_its_time(closed_on, event_on, months):
    found = term(Life(closed_on, event_on), months)
    assert found.ended_on >= closed_on
    assert found.ended_on >= (event_on or closed_on)
    assert found.due_on >= found.ended_on + timedelta(days=28 * months)
