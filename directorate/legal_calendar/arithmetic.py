"""Legal date arithmetic: rules R1 to R12 of the domain note, one named function each.

A day is a `date`. An instant is an aware `datetime`; results are given in Paris time. Nothing here reads a clock.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from directorate.legal_calendar.holidays import is_business_day, is_working_day, next_working_day

PARIS = ZoneInfo("Europe/Paris")
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SIX_WEEKS = 42
SAME_IN_SINGULAR = {"mois", "fois"}


# --- words --------------------------------------------------------------------------------------------------


def french_long(day: date) -> str:
    """'1er mars 2026'."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def french_weekday(day: date) -> str:
    """'dimanche 1er mars 2026'."""
    return f"{WEEKDAYS[day.weekday()]} {french_long(day)}"


def counted(number: object, words: str) -> str:
    """ "1 jour franc", "2 jours francs" of "jours francs"; a text such as "1" counts too."""
    is_one = abs(number) < 2 if isinstance(number, int | float | Decimal) else str(number) in ("0", "1")
    return f"{number} {' '.join(singular(word) for word in words.split()) if is_one else words}"


def singular(word: str) -> str:
    return word if word in SAME_IN_SINGULAR else word.removesuffix("s")


# --- months and days ----------------------------------------------------------------------------------------


def add_months(day: date, months: int) -> date:
    """R1: the same day number `months` later (earlier when negative), or the last day of a month without it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_before(event_on: date, months: int) -> date:
    """R6: last day to file 'N months before' an event; a filing that arrives on that day is in time."""
    return add_months(event_on, -months)


def days_before(event_on: date, days: int) -> date:
    """R7: last day to file 'N days before' an event, in calendar days."""
    return event_on - timedelta(days=days)


def validity_end(decided_on: date, months: int, *, on_the_eve: bool = False) -> date:
    """R11: the last day on which a permit of `months` months is valid; the eve of that day where the text says so."""
    end = add_months(decided_on, months)
    return end - timedelta(days=1) if on_the_eve and end.day == decided_on.day else end


def working_days_before(event_on: date, days: int) -> date:
    """The latest day that lies `days` jours ouvrés (R9) before an event."""
    return add_working_days(event_on, -days)


def age_in_days(document_on: date, filed_on: date) -> int:
    """R12: the age of a document, measured on the day of filing. Negative for a document dated after it."""
    return (filed_on - document_on).days


# --- silence ------------------------------------------------------------------------------------------------


def silence_date(start_on: date, months: int) -> date:
    """R2: the day when silence becomes a decision (CRPA, art. L231-1 and L231-4). Never moved: it may be a Sunday."""
    return add_months(start_on, months)


def last_safe_day(silent_on: date) -> date:
    """R2: the last day to notify without arguing about midnight."""
    return silent_on - timedelta(days=1)


def suspended_days(started_on: date, limit_on: date, ended_on: date | None = None) -> int:
    """R3: days by which a request for documents suspends the clock (CRPA, art. L114-5).

    From the notification of the request until the documents arrive, and never beyond the limit that was set.
    """
    return max((min(ended_on or limit_on, limit_on) - started_on).days, 0)


# --- clear days ---------------------------------------------------------------------------------------------


def franc_months_end(notified_on: date, months: int) -> date:
    """R4: last day of a clear period of months (délai franc, CJA, art. R421-1).

    Neither the day of notification nor the day of expiry counts; a last day without work moves to the next one.
    """
    return next_working_day(franc_months_end_unmoved(notified_on, months))


def franc_months_end_unmoved(notified_on: date, months: int) -> date:
    """R4 before the roll-over of week-ends and public holidays."""
    return add_months(notified_on, months) + timedelta(days=1)


def franc_days_before(event_on: date, days: int) -> date:
    """R5: the day that leaves exactly `days` full days before the event; never moved by a week-end.

    The latest filing for a minimum of clear days, the earliest for a maximum.
    """
    return event_on - timedelta(days=days + 1)


def franc_days_between(filed_on: date, event_on: date) -> int:
    """R5: full days strictly between the filing and the event; -1 on the day of the event."""
    return (event_on - filed_on).days - 1


def six_weeks_before_hearing(hearing_on: date) -> date:
    """R8: last day to notify the prefect of a summons (loi 89-462, art. 24 III; Cass. avis 6 Nov. 2025, 25-70.018).

    42 days counted back from the eve of the hearing, ending on the 42nd day at 0 h, never extended.
    """
    return hearing_on - timedelta(days=SIX_WEEKS + 1)


# --- working days and hours ---------------------------------------------------------------------------------


def _add_days_that(counts: Callable[[date], bool], day: date, days: int) -> date:
    step = timedelta(days=1 if days >= 0 else -1)
    for _ in range(abs(days)):
        day += step
        while not counts(day):
            day += step
    return day


def add_business_days(day: date, days: int) -> date:
    """R9: the `days`-th jour ouvrable (Monday to Saturday, no holiday) after the day, before it when negative."""
    return _add_days_that(is_business_day, day, days)


def add_working_days(day: date, days: int) -> date:
    """R9: the `days`-th jour ouvré (Monday to Friday, no holiday) after the day, before it when negative."""
    return _add_days_that(is_working_day, day, days)


def add_hours(instant: datetime, hours: int) -> datetime:
    """R10: exactly `hours` hours later, in Paris time: they run through nights, week-ends and changes of hour.

    Raises ValueError for an instant without a time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("un instant porte son fuseau horaire")
    return (instant.astimezone(UTC) + timedelta(hours=hours)).astimezone(PARIS)
