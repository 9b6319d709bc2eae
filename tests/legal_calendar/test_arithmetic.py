"""Rules R1 to R12: the worked examples of the domain note, then properties that hold for every date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.legal_calendar.arithmetic import (
    PARIS,
    add_business_days,
    add_hours,
    add_months,
    add_working_days,
    age_in_days,
    counted,
    days_before,
    franc_days_before,
    franc_days_between,
    franc_months_end,
    french_long,
    french_weekday,
    last_safe_day,
    months_before,
    silence_date,
    six_weeks_before_hearing,
    suspended_days,
    validity_end,
)
from directorate.legal_calendar.holidays import is_business_day, is_working_day

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
months = st.integers(0, 240)


def paris(*parts):
    return datetime(*parts, tzinfo=PARIS)


# --- worked examples ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "count", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),  # E4 c
        (date(2026, 11, 29), 3, date(2027, 2, 28)),  # E4 a
        (date(2024, 2, 29), 60, date(2029, 2, 28)),  # E8
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 1, 15), -13, date(2024, 12, 15)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 3, 7), 1, date(2026, 4, 7)),  # E7, opinion of the federation
        (date(2026, 5, 4), 0, date(2026, 5, 4)),
    ],
)
def test_r1_months_keep_the_day_number_or_take_the_last_day(start, count, result):
    assert add_months(start, count) == result


@pytest.mark.parametrize(
    ("start", "count", "result", "weekday"),
    [
        (date(2026, 11, 29), 3, date(2027, 2, 28), "dimanche"),  # E4 a
        (date(2026, 11, 20), 2, date(2027, 1, 20), "mercredi"),  # E9
        (date(2026, 5, 4), 2, date(2026, 7, 4), "samedi"),  # E9
    ],
)
def test_r2_silence_may_fall_on_a_sunday(start, count, result, weekday):
    assert silence_date(start, count) == result
    assert french_weekday(result).startswith(weekday)
    assert last_safe_day(result) == result - timedelta(days=1)


@pytest.mark.parametrize(
    ("ended_on", "suspended"),
    [(date(2026, 2, 10), 19), (None, 30), (date(2026, 2, 25), 30), (date(2026, 1, 22), 0), (date(2026, 2, 21), 30)],
)
def test_r3_the_clock_stops_until_the_documents_or_the_limit(ended_on, suspended):  # E1
    assert suspended_days(date(2026, 1, 22), date(2026, 2, 21), ended_on) == suspended


@pytest.mark.parametrize(
    ("notified", "last_day"),
    [
        (date(2007, 10, 1), date(2007, 12, 3)),
        (date(2024, 11, 12), date(2025, 1, 13)),
        (date(2026, 3, 13), date(2026, 5, 15)),
        (date(2026, 6, 13), date(2026, 8, 14)),
        (date(2026, 2, 28), date(2026, 4, 29)),
        (date(2026, 12, 31), date(2027, 3, 1)),
    ],
)
def test_r4_an_appeal_is_a_clear_period_moved_to_a_working_day(notified, last_day):  # E5
    assert franc_months_end(notified, 2) == last_day


def test_r5_a_demonstration_is_declared_between_fifteen_and_three_clear_days():  # E6
    event = date(2026, 5, 16)
    assert franc_days_before(event, 15) == date(2026, 4, 30)
    assert franc_days_before(event, 3) == date(2026, 5, 12)
    assert franc_days_between(date(2026, 5, 13), event) == 2
    assert franc_days_between(date(2026, 4, 29), event) == 16


def test_r5_six_clear_days_before_a_sunday_end_on_a_sunday():  # E7, insurance
    assert franc_days_before(date(2026, 6, 7), 6) == date(2026, 5, 31)


@pytest.mark.parametrize(("count", "latest"), [(2, date(2026, 4, 7)), (3, date(2026, 3, 7)), (1, date(2026, 5, 7))])
def test_r6_a_sports_event_is_filed_whole_months_before(count, latest):  # E7
    assert months_before(date(2026, 6, 7), count) == latest


def test_r7_days_before_are_calendar_days():  # E7, list of marshals
    assert days_before(date(2026, 6, 7), 21) == date(2026, 5, 17)


@pytest.mark.parametrize(
    ("hearing", "last_day"),
    [(date(2025, 5, 12), date(2025, 3, 30)), (date(2027, 2, 5), date(2026, 12, 24))],
)
def test_r8_six_weeks_before_a_hearing_are_never_extended(hearing, last_day):  # E10
    assert six_weeks_before_hearing(hearing) == last_day


def test_r8_a_summons_notified_earlier_complies():  # E10
    assert date(2025, 3, 26) <= six_weeks_before_hearing(date(2025, 5, 12))


def test_r9_working_days_skip_what_nobody_works():
    friday = date(2026, 5, 22)
    assert add_working_days(friday, 1) == date(2026, 5, 26)  # over Whit Monday
    assert add_business_days(friday, 1) == date(2026, 5, 23)
    assert add_business_days(friday, 2) == date(2026, 5, 26)
    assert add_working_days(date(2026, 5, 26), -1) == friday
    assert add_working_days(date(2026, 5, 24), 0) == date(2026, 5, 24)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (paris(2026, 6, 12, 10), 48, paris(2026, 6, 14, 10)),  # E12
        (paris(2026, 11, 13, 16, 30), 48, paris(2026, 11, 15, 16, 30)),  # E13
        (paris(2026, 11, 13, 16, 30), 72, paris(2026, 11, 16, 16, 30)),  # E13, tax query
        (paris(2026, 6, 10, 18), 24, paris(2026, 6, 11, 18)),  # E16
        (paris(2026, 6, 11, 12), 48, paris(2026, 6, 13, 12)),  # E16
        (paris(2026, 3, 28, 12), 24, paris(2026, 3, 29, 13)),  # summer time begins: the hour is not lost
        (paris(2026, 10, 24, 12), 24, paris(2026, 10, 25, 11)),  # summer time ends
    ],
)
def test_r10_hours_are_exact_instants_in_paris_time(start, hours, end):
    assert add_hours(start, hours) == end
    assert add_hours(start, hours).utcoffset() == end.utcoffset()


def test_r10_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="fuseau"):
        add_hours(datetime(2026, 6, 12, 10), 48)  # noqa: DTZ001


def test_r11_validity_of_years_ends_on_the_same_day_number():  # E4 b, E8
    assert validity_end(date(2022, 6, 15), 60) == date(2027, 6, 15)
    assert validity_end(date(2022, 3, 2), 60) == date(2027, 3, 2)
    assert validity_end(date(2021, 4, 30), 72) == date(2027, 4, 30)


def test_the_ladder_of_a_video_protection_permit_counts_back_from_its_end():  # E8
    end = validity_end(date(2022, 3, 2), 60)
    assert months_before(end, 4) == date(2026, 11, 2)
    assert months_before(end, 6) == date(2026, 9, 2)
    assert age_in_days(date(2026, 11, 2), date(2026, 11, 23)) == 21
    assert (end - date(2026, 11, 23)).days == 99
    assert months_before(validity_end(date(2024, 2, 29), 60), 4) == date(2028, 10, 28)
    assert months_before(date(2027, 6, 15), 3) == date(2027, 3, 15)  # E4 b


def test_r12_a_document_is_as_old_as_on_the_day_of_filing():
    assert age_in_days(date(2026, 6, 1), date(2026, 6, 15)) == 14


@pytest.mark.parametrize(
    ("facts", "old"), [(date(2026, 4, 20), True), (date(2026, 4, 26), False), (date(2026, 4, 30), False)]
)
def test_old_facts_are_more_than_forty_five_days_before_signature(facts, old):  # E12
    assert (age_in_days(facts, date(2026, 6, 10)) > 45) is old


def test_a_closure_of_two_months_ends_on_the_same_day_number():  # E12
    assert add_months(date(2026, 6, 14), 2) == date(2026, 8, 14)


def test_a_notice_to_quit_of_two_months_ends_the_day_before_a_public_force_request():  # E9
    assert add_months(date(2026, 9, 15), 2) + timedelta(days=1) == date(2026, 11, 16)


def test_dates_are_written_as_people_read_them():
    assert french_long(date(2026, 3, 1)) == "1er mars 2026"
    assert french_long(date(2026, 8, 14)) == "14 août 2026"
    assert french_weekday(date(2027, 2, 28)) == "dimanche 28 février 2027"


# --- for every date -----------------------------------------------------------------------------------------


@given(days, days, months)
def test_a_later_start_never_gives_an_earlier_end(one, other, count):
    first, second = sorted((one, other))
    assert add_months(first, count) <= add_months(second, count)
    assert franc_months_end(first, count) <= franc_months_end(second, count)
    assert six_weeks_before_hearing(first) <= six_weeks_before_hearing(second)


@given(days, months)
def test_going_back_over_months_loses_at_most_three_days(day, count):
    back = add_months(add_months(day, count), -count)
    assert day - timedelta(days=3) <= back <= day
    assert back == day or day.day > 28


@given(days, months)
def test_months_keep_the_day_number_unless_the_month_is_too_short(day, count):
    end = add_months(day, count)
    assert (end.year - day.year) * 12 + end.month - day.month == count
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


@given(days, st.integers(1, 12))
def test_a_clear_period_ends_on_a_working_day_soon_after_the_plain_one(day, count):
    end = franc_months_end(day, count)
    assert is_working_day(end)
    # Easter is the longest closure: at most Friday evening to Tuesday, plus the day that does not count.
    assert timedelta(days=1) <= end - add_months(day, count) <= timedelta(days=5)


@given(days, st.integers(0, 60))
def test_exactly_that_many_full_days_lie_between_the_filing_and_the_event(event, count):
    filed = franc_days_before(event, count)
    assert franc_days_between(filed, event) == count
    between = [filed + timedelta(days=offset) for offset in range(1, (event - filed).days)]
    assert len(between) == count


@given(days, st.integers(0, 90), st.one_of(st.none(), st.integers(0, 200)))
def test_a_suspension_lasts_from_nothing_to_the_time_granted(start, granted, arrived):
    limit = start + timedelta(days=granted)
    ended = None if arrived is None else start + timedelta(days=arrived)
    assert 0 <= suspended_days(start, limit, ended) <= granted


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)), st.integers(0, 1000))  # noqa: DTZ001
def test_hours_that_pass_are_the_hours_that_were_asked(naive, hours):
    start = naive.replace(tzinfo=UTC)
    assert add_hours(start, hours) - start == timedelta(hours=hours)


@given(days, st.integers(1, 40))
def test_the_day_found_is_one_that_counts_and_so_many_lie_behind_it(day, count):
    for add, counts in ((add_working_days, is_working_day), (add_business_days, is_business_day)):
        end = add(day, count)
        assert counts(end)
        passed = [day + timedelta(days=offset) for offset in range(1, (end - day).days + 1)]
        assert sum(map(counts, passed)) == count
        assert add(end, -count) <= day


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (0, "jours", "0 jour"), (1, "jours", "1 jour"), (2, "jours", "2 jours"), (1, "jours francs", "1 jour franc"),
        (3, "jours francs", "3 jours francs"), (1, "mois", "1 mois"), (1, "ans", "1 an"), (1.5, "mètres", "1.5 mètre"),
        ("1", "heures", "1 heure"), ("1 500", "personnes", "1 500 personnes"), (21, "jours", "21 jours"),
        (1, "", "1 "),
    ],
)  # fmt: skip
def test_what_is_counted_agrees_with_its_number(number, words, said):
    assert counted(number, words) == said
