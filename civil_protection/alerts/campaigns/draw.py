"""When the directory is tested in a month: an instant that nobody chose, drawn again alike by whoever checks. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import takewhile

from directorate.legal_calendar.arithmetic import MONTHS, PARIS
from directorate.legal_calendar.holidays import is_working_day

# Far more than it takes to fall once in the last hours of a month.
DRAWS = 2_000
LONGEST_MONTH = 31


def month_words(month: date) -> str:
    """'décembre 2026'."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def days_of(month: date, *, rest_days: bool) -> Sequence[date]:
    """`rest_days`: Saturdays, Sundays and public holidays too."""
    first = month.replace(day=1)
    every = (first + timedelta(days=rank) for rank in range(LONGEST_MONTH))
    return [day for day in takewhile(lambda day: day.month == first.month, every) if rest_days or is_working_day(day)]


def drawn(month: date, first: time, last: time, *, rest_days: bool, after: datetime) -> datetime | None:
    """The first draw of this month that is later than `after`, from `first` until before `last`. None: none is left.

    The draws are the digests of the month and of their rank: the same for everybody, and no pattern from one to the
    next.
    """
    days = days_of(month, rest_days=rest_days)
    minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
    if minutes <= 0 or not days:
        return None
    for rank in range(DRAWS):
        number = int.from_bytes(sha256(f"{month:%Y-%m}/{rank}".encode()).digest())
        picked, minute = divmod(number, minutes)
        found = datetime.combine(days[picked % len(days)], first, PARIS) + timedelta(minutes=minute)
        if found > after:
            return found
    return None
