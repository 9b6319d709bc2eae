"""Rules R1 to R12 on days that the domain note does not give: holidays in a chain, leap years, changes of hour.

Each expected day was found with a paper calendar, not with the code.
"""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.legal_calendar.arithmetic import (
    PARIS,
    add_business_days,
    add_hours,
    add_months,
    add_working_days,
    franc_days_before,
    franc_months_end,
    months_before,
    silence_date,
    six_weeks_before_hearing,
    validity_end,
)
from directorate.legal_calendar.time_limits import Stop, filing_window, silence


@pytest.mark.parametrize(
    ("start", "months", "result"),
    [
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 10, 31), -8, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 30), 2, date(2028, 2, 29)),
        (date(2100, 1, 30), 1, date(2100, 2, 28)),
    ],
)
def test_r1_and_r2_keep_the_day_number_or_take_the_last_day(start, months, result):
    assert add_months(start, months) == result
    if months > 0:
        assert silence_date(start, months) == result


@pytest.mark.parametrize(
    ("notified", "last_day"),
    [
        (date(2026, 3, 7), date(2026, 5, 11)),  # 8 May is a Friday: Victory day, Saturday, Sunday
        (date(2026, 3, 1), date(2026, 5, 4)),  # 2 May is a Saturday, after Labour day
        (date(2026, 2, 3), date(2026, 4, 7)),  # Saturday 4 April, Easter, Easter Monday
        (date(2026, 3, 22), date(2026, 5, 26)),  # Saturday 23 May, Pentecost, Whit Monday
        (date(2025, 10, 24), date(2025, 12, 26)),  # Christmas
        (date(2025, 10, 31), date(2026, 1, 2)),  # New Year's Day
        (date(2025, 12, 31), date(2026, 3, 2)),  # there is no 31 February; 1 March is a Sunday
        (date(2023, 12, 29), date(2024, 3, 1)),  # 29 February exists in 2024
        (date(2026, 9, 10), date(2026, 11, 12)),  # 11 November
        (date(2008, 2, 29), date(2008, 4, 30)),
    ],
)
def test_r4_steps_over_every_chain_of_holidays(notified, last_day):
    assert franc_months_end(notified, 2) == last_day


@pytest.mark.parametrize(
    ("event", "latest", "earliest"),
    [
        (date(2027, 1, 1), date(2026, 12, 28), date(2026, 12, 16)),
        (date(2028, 3, 3), date(2028, 2, 28), date(2028, 2, 16)),
        (date(2027, 3, 3), date(2027, 2, 27), date(2027, 2, 15)),
        (date(2026, 5, 1), date(2026, 4, 27), date(2026, 4, 15)),
    ],
)
def test_r5_clear_days_cross_months_and_years_without_moving(event, latest, earliest):
    assert (franc_days_before(event, 3), franc_days_before(event, 15)) == (latest, earliest)
    facts = filing_window(event_on=event, filed_on=latest, minimum=3, maximum=15, article="CSI").facts
    assert (facts["late"], facts["early"], facts["franc_days"]) == (False, False, 3)
    after = filing_window(event_on=event, filed_on=latest + timedelta(days=1), minimum=3, maximum=15, article="CSI")
    assert after.facts["late"]


def test_r6_three_months_before_the_end_of_may_is_the_end_of_february():
    assert months_before(date(2026, 5, 31), 3) == date(2026, 2, 28)
    assert months_before(date(2028, 5, 31), 3) == date(2028, 2, 29)


def test_r8_six_weeks_cross_a_leap_day():
    assert six_weeks_before_hearing(date(2028, 3, 15)) == date(2028, 2, 1)


@pytest.mark.parametrize(
    ("start", "days", "business", "working"),
    [
        (date(2026, 4, 30), 1, date(2026, 5, 2), date(2026, 5, 4)),
        (date(2026, 5, 7), 1, date(2026, 5, 9), date(2026, 5, 11)),
        (date(2026, 4, 7), -1, date(2026, 4, 4), date(2026, 4, 3)),
        (date(2026, 12, 31), 1, date(2027, 1, 2), date(2027, 1, 4)),
    ],
)
def test_r9_counts_saturdays_only_for_business_days(start, days, business, working):
    assert (add_business_days(start, days), add_working_days(start, days)) == (business, working)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 3, 28, 10, 0, tzinfo=PARIS), datetime(2026, 3, 30, 11, 0, tzinfo=PARIS)),
        (datetime(2026, 10, 24, 10, 0, tzinfo=PARIS), datetime(2026, 10, 26, 9, 0, tzinfo=PARIS)),
        (datetime(2026, 12, 30, 23, 30, tzinfo=PARIS), datetime(2027, 1, 1, 23, 30, tzinfo=PARIS)),
    ],
)
def test_r10_forty_eight_hours_are_forty_eight_when_the_hour_changes(start, end):
    assert add_hours(start, 48) == end


def test_r11_five_years_from_a_leap_day_end_in_february():
    assert validity_end(date(2028, 2, 29), 60) == date(2033, 2, 28)
    assert validity_end(date(2026, 3, 31), 60) == date(2031, 3, 31)


# --- R3, combinations ---------------------------------------------------------------------------------------


def refused_on(*stops, on=date(2027, 1, 1), complete_on=None):
    return silence(
        received_on=date(2026, 1, 12), complete_on=complete_on, stops=stops, months=4, effect="refusal",
        starts_at="receipt", article="CSI", on=on,
    ).due_on  # fmt: skip


@pytest.mark.parametrize(
    ("stops", "due_on"),
    [
        ((), date(2026, 5, 12)),
        # 10 days, then 5: 15 in all.
        (
            (
                Stop(date(2026, 2, 1), date(2026, 3, 1), date(2026, 2, 11)),
                Stop(date(2026, 3, 20), date(2026, 4, 20), date(2026, 3, 25)),
            ),
            date(2026, 5, 27),
        ),
        # The second is asked the day when the first is satisfied: no day is lost nor counted twice.
        (
            (
                Stop(date(2026, 2, 1), date(2026, 3, 1), date(2026, 2, 11)),
                Stop(date(2026, 2, 11), date(2026, 3, 11), date(2026, 2, 21)),
            ),
            date(2026, 6, 1),
        ),
        # Satisfied after its limit, and the second asked within this delay: 28 days, then from the limit on.
        (
            (
                Stop(date(2026, 2, 1), date(2026, 3, 1), date(2026, 3, 20)),
                Stop(date(2026, 3, 20), date(2026, 4, 1)),
            ),
            date(2026, 6, 21),
        ),
        # Notified on the very day of the expiry: too late.
        ((Stop(date(2026, 5, 12), date(2026, 6, 12)),), date(2026, 5, 12)),
        # Notified the day before: the whole time is granted.
        ((Stop(date(2026, 5, 11), date(2026, 6, 11)),), date(2026, 6, 12)),
        # The same day asked and received.
        ((Stop(date(2026, 2, 1), date(2026, 3, 1), date(2026, 2, 1)),), date(2026, 5, 12)),
    ],
)
def test_r3_suspensions_add_up_day_by_day(stops, due_on):
    assert refused_on(*stops) == due_on
    assert refused_on(*stops, complete_on=date(2026, 3, 20)) == due_on


@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.integers(1, 12))
def test_a_clock_that_was_never_stopped_ends_on_the_same_day_number_or_the_last_day(received_on, months):
    due_on = silence(
        received_on=received_on, complete_on=None, stops=[], months=months, effect="refusal", starts_at="receipt",
        article="CSI", on=received_on,
    ).due_on  # fmt: skip
    assert due_on.day == received_on.day or (due_on + timedelta(days=1)).day == 1
