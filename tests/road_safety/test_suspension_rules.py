"""The clock, the length and the term of a suspended licence: W7, W14, SUS-01 to SUS-06, and every row of the scale."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.legal_calendar.arithmetic import PARIS
from road_safety.suspensions import rules
from road_safety.suspensions.rules import Cause, Offence, Ruling, Unit
from road_safety.suspensions.values import SCALE
from tests.people import paris

VALUES = {each.code.partition(".")[2]: each.value for each in SCALE}


def due(retained_at, cause):
    return rules.clock(retained_at, cause, usual=72, substances=120).due_at


@pytest.mark.parametrize(
    ("retained", "after_72", "after_120"),
    [
        ((2026, 5, 13, 18, 40), (2026, 5, 16, 18, 40), (2026, 5, 18, 18, 40)),
        ((2026, 3, 27, 20, 0), (2026, 3, 30, 21, 0), (2026, 4, 1, 21, 0)),
        ((2026, 10, 23, 22, 15), (2026, 10, 26, 21, 15), (2026, 10, 28, 21, 15)),
    ],
)
def test_w14_sus_01_hours_run_through_the_changes_of_hour(retained, after_72, after_120):
    assert due(paris(*retained), Cause.SPEED) == paris(*after_72)
    for cause in (Cause.ALCOHOL, Cause.DRUGS):
        assert due(paris(*retained), cause) == paris(*after_120)
    assert due(paris(*retained), Cause.SPEED).strftime("%H:%M") == paris(*after_72).strftime("%H:%M")


@pytest.mark.parametrize("cause", Cause.values)
def test_sus_01_the_longer_clock_is_that_of_alcohol_and_drugs_only(cause):
    hours = rules.clock(paris(2026, 5, 13), cause, usual=72, substances=120).hours
    assert hours == (120 if cause in ("alcohol", "drugs") else 72)


@given(
    st.integers(2000, 2099), st.integers(0, 7 * 24 * 60), st.sampled_from([3, 10]), st.sampled_from(Cause.values)
)  # fmt: skip
def test_sus_01_elapsed_hours_whatever_the_change_of_hour(year, minutes, month, cause):
    """Around the last Sunday of March and of October of any year."""
    last = date(year, month, 31)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    start = datetime(sunday.year, sunday.month, sunday.day, tzinfo=UTC) - timedelta(days=5) + timedelta(minutes=minutes)
    found = rules.clock(start.astimezone(PARIS), cause, usual=72, substances=120)
    assert (found.due_at.astimezone(UTC) - start) == timedelta(hours=found.hours)
    assert rules.minutes_left(found.due_at, start) == found.hours * 60


def test_an_instant_without_its_zone_is_refused():
    with pytest.raises(ValueError):
        due(datetime(2026, 3, 27, 20, 0), Cause.SPEED)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(665, "11 h 05"), (0, "0 h 00"), (59, "0 h 59"), (-40, "dépassé de 0 h 40"), (-1500, "dépassé de 25 h 00")],
)
def test_what_is_left_is_said_in_hours(minutes, words):
    due_at = paris(2026, 3, 30, 21)
    assert rules.left_in_words(due_at, due_at - timedelta(minutes=minutes)) == words


# --- length -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offence", "months", "longest"),
    [
        (Offence("alcohol", Decimal("0.40"), Unit.AIR), 4, 12),
        (Offence("alcohol", Decimal("0.59"), Unit.AIR), 4, 12),
        (Offence("alcohol", Decimal("0.60"), Unit.AIR), 6, 12),
        (Offence("alcohol", Decimal("0.80"), Unit.AIR), 8, 12),
        (Offence("alcohol", Decimal("0.80"), Unit.BLOOD), 4, 12),
        (Offence("alcohol", Decimal("1.60"), Unit.BLOOD), 8, 12),
        (Offence("alcohol"), 4, 12),
        (Offence("drugs"), 6, 12),
        (Offence("speed", Decimal(40), Unit.OVER), 3, 6),
        (Offence("speed", Decimal(49), Unit.OVER), 3, 6),
        (Offence("speed", Decimal(50), Unit.OVER), 5, 6),
        (Offence("speed"), 3, 6),
        (Offence("phone"), 2, 6),
        (Offence("fatal_accident"), 12, 12),
        (Offence("injury_accident"), 6, 12),
        (Offence("refusal_tests"), 8, 12),
        (Offence("refusal_to_stop"), 8, 12),
        (Offence("hit_and_run"), 6, 12),
        (Offence("rodeo"), 6, 6),
        (Offence("other"), 2, 6),
        # More for what makes it worse, never above the law.
        (Offence("speed", Decimal(55), Unit.OVER, repeated=True, probationary=True), 6, 6),
        (Offence("speed", Decimal(55), Unit.OVER, casualties=True), 7, 12),
        (Offence("drugs", repeated=True, probationary=True), 9, 12),
        (Offence("fatal_accident", casualties=True, repeated=True), 12, 12),
    ],
)
def test_sus_02_the_scale_proposes_and_the_law_caps(offence, months, longest):
    found = rules.proposed(offence, VALUES)
    assert (found.months, found.longest) == (months, longest)


@pytest.mark.parametrize("cause", Cause.values)
@pytest.mark.parametrize("casualties", [True, False])
def test_sus_02_twelve_months_only_in_the_cases_of_the_law(cause, casualties):
    wider = {"alcohol", "drugs", "fatal_accident", "injury_accident", "refusal_tests", "refusal_to_stop", "hit_and_run"}
    assert rules.longest_months(Offence(cause, casualties=casualties), VALUES) == (
        12 if casualties or cause in wider else 6
    )


@given(
    st.builds(
        Offence,
        cause=st.sampled_from(Cause.values),
        measured=st.none() | st.decimals(0, 3, places=2),
        unit=st.sampled_from(Unit.values),
        casualties=st.booleans(),
        probationary=st.booleans(),
        repeated=st.booleans(),
    )
)
def test_sus_02_a_proposal_is_never_above_the_law_and_says_why(offence):
    found = rules.proposed(offence, VALUES)
    assert 1 <= found.months <= found.longest <= 12
    assert any("Plafond" in step.label for step in found.steps)


@pytest.mark.parametrize(
    ("offence", "said"),
    [
        (Offence("alcohol", Decimal("0.39"), Unit.AIR), "0,40 mg/l"),
        (Offence("alcohol", Decimal("0.40"), Unit.AIR), ""),
        (Offence("alcohol", Decimal("0.79"), Unit.BLOOD), "0,40 mg/l"),
        (Offence("alcohol", Decimal("0.80"), Unit.BLOOD), ""),
        (Offence("speed", Decimal(39), Unit.OVER), "40 km/h"),
        (Offence("speed", Decimal(40), Unit.OVER), ""),
        (Offence("drugs", None), ""),
    ],
)
def test_sus_02_a_value_under_the_threshold_is_said(offence, said):
    found = rules.below_threshold(offence, VALUES)
    assert said in found and bool(found) == bool(said)


# --- from when to when --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 5, 13), 6, date(2026, 11, 13)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_w14_sus_03_the_term_keeps_the_day_number(start, months, end):
    assert rules.ends_on(start, months) == end


def test_sus_03_it_starts_from_the_retention_or_else_from_the_notification():
    assert rules.starts_on(date(2026, 5, 13), date(2026, 5, 15)) == date(2026, 5, 13)
    assert rules.starts_on(None, date(2026, 5, 15)) == date(2026, 5, 15)


@pytest.mark.parametrize(
    ("ruled_on", "ruling", "months", "ended_on", "done", "left_until"),
    [
        # 92 days done, 8 months from the ruling are 243 days: 151 are left.
        (date(2026, 8, 13), Ruling.SUSPENSION, 8, date(2026, 8, 13), 92, date(2027, 1, 11)),
        # Shorter than what was done: nothing is left.
        (date(2026, 10, 13), Ruling.SUSPENSION, 4, date(2026, 10, 13), 153, date(2026, 10, 13)),
        # Ruled after its term: the whole measure was done.
        (date(2027, 1, 15), Ruling.SUSPENSION, 12, date(2026, 11, 13), 184, date(2027, 7, 15)),
        (date(2026, 8, 13), Ruling.RELEASE, 0, date(2026, 8, 13), 92, None),
        (date(2026, 8, 13), Ruling.ANNULMENT, 0, date(2026, 8, 13), 92, None),
        (date(2026, 8, 13), Ruling.OTHER, 0, date(2026, 8, 13), 92, None),
    ],
)
def test_sus_04_the_judge_replaces_the_measure_and_the_time_done_is_deducted(
    ruled_on, ruling, months, ended_on, done, left_until
):
    found = rules.replaced(
        started_on=date(2026, 5, 13), ends=date(2026, 11, 13), ruled_on=ruled_on, ruling=ruling, months=months
    )
    assert (found.ended_on, found.done_days, found.left_until) == (ended_on, done, left_until)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 12), st.integers(0, 900), st.integers(1, 60))
def test_sus_04_lengths_are_never_added(start, months, after, ruled_months):
    ends = rules.ends_on(start, months)
    ruled_on = start + timedelta(days=after)
    found = rules.replaced(
        started_on=start, ends=ends, ruled_on=ruled_on, ruling=Ruling.SUSPENSION, months=ruled_months
    )
    whole = (rules.ends_on(ruled_on, ruled_months) - ruled_on).days
    assert 0 <= found.done_days <= (ends - start).days
    assert (found.left_until - ruled_on).days == max(whole - found.done_days, 0)


@pytest.mark.parametrize(
    ("cause", "months", "doctor", "tests"),
    [
        ("alcohol", 1, True, False),
        ("drugs", 1, True, False),
        ("speed", 1, False, False),
        ("speed", 2, True, False),
        ("speed", 6, True, True),
        ("phone", 5, True, False),
    ],
)
def test_sus_05_a_doctor_before_the_return_for_substances_or_more_than_a_month(cause, months, doctor, tests):
    assert rules.needs_doctor(cause, months, over=1) is doctor
    assert rules.needs_psychotechnical(months, since=6) is tests
