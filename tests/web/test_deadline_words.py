"""How a deadline is said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.web.deadline_words import deadline_words

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-3, "Dépassée de 3 j", "error"),
        (-1, "Dépassée de 1 j", "error"),
        (0, "Aujourd'hui", "error"),
        (1, "Demain", "warning"),
        (4, "Dans 4 j", "warning"),
        (7, "Dans 7 j", "warning"),
        (8, "Dans 8 j", "success"),
    ],
)
def test_the_words_and_the_tone_follow_the_days(days, words, tone):
    assert deadline_words(ON + timedelta(days=days), ON) == (words, tone)


@pytest.mark.parametrize(("days", "tone"), [(10, "warning"), (11, "success"), (0, "error")])
def test_a_silence_is_near_within_ten_days(days, tone):
    assert deadline_words(ON + timedelta(days=days), ON, is_silence=True)[1] == tone


def test_a_suspended_deadline_says_so_even_when_it_is_past():
    assert deadline_words(ON - timedelta(days=9), ON, suspended=True) == ("Suspendue (pièces demandées)", "paused")


def test_no_deadline_has_words_too():
    assert deadline_words(None, ON) == ("Sans échéance", "")


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_only_a_day_that_is_over_is_said_to_be_past(due_on, on):
    text, _ = deadline_words(due_on, on)
    assert text.startswith("Dépassée") == (due_on < on)
