"""What is computed about exercises, without the database."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from civil_protection.exercises.rules import (
    ActionFacts,
    closed_in_time,
    cold_due,
    delay_minutes,
    delay_words,
    hot_due,
    mean_age,
    open_since_before,
    percent_words,
    reached,
)
from tests.people import paris

NOON = paris(2026, 3, 2, 12)
ON = date(2026, 6, 24)


def test_the_two_terms_of_lessons_run_from_the_end():
    assert hot_due(NOON, 48) == paris(2026, 3, 4, 12)
    assert cold_due(NOON, 3) == date(2026, 6, 2)


def test_a_term_of_months_ends_on_the_last_day_of_a_shorter_month():
    assert cold_due(paris(2025, 11, 30, 23, 30), 3) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("seconds", "minutes", "words"),
    [(0, 0, "à l'heure"), (300, 5, "+ 5 min"), (-120, -2, "− 2 min"), (20, 0, "à l'heure"), (100, 2, "+ 2 min")],
)
def test_an_inject_says_its_delay_in_whole_minutes(seconds, minutes, words):
    found = delay_minutes(NOON, NOON + timedelta(seconds=seconds))
    assert (found, delay_words(found)) == (minutes, words)


def test_an_inject_not_played_has_no_delay():
    assert delay_minutes(NOON, None) is None
    assert delay_words(None) == ""


@pytest.mark.parametrize(
    ("opened", "old"), [(date(2025, 12, 23), True), (date(2025, 12, 24), False), (date(2026, 6, 1), False)]
)
def test_an_action_is_old_the_day_after_its_six_months(opened, old):
    assert open_since_before(opened, ON, 6) is old


ACTIONS = [
    ActionFacts(date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 1)),
    ActionFacts(date(2026, 1, 1), date(2026, 3, 1), date(2026, 3, 2)),
    ActionFacts(date(2026, 6, 4), date(2026, 9, 1)),
    ActionFacts(date(2026, 5, 25), date(2026, 6, 1)),
    ActionFacts(date(2026, 1, 1), date(2026, 3, 1), date(2026, 2, 1), dropped=True),
]


def test_the_share_in_time_leaves_out_what_is_dropped_and_what_is_not_due():
    assert closed_in_time(ACTIONS, ON) == Fraction(1, 3)
    assert closed_in_time(ACTIONS[2:3], ON) is None


def test_the_mean_age_is_that_of_open_actions():
    assert mean_age(ACTIONS, ON) == (20 + 30) // 2
    assert mean_age(ACTIONS[:2], ON) is None


def test_objectives_not_tested_do_not_count():
    assert reached(["reached", "partly", "missed", "untested", ""]) == Fraction(1, 3)
    assert reached(["untested"]) is None
    assert percent_words(Fraction(2, 3)) == "2/3 = 66 %"
    assert percent_words(None) == "Rien à mesurer"
