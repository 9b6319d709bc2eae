"""When the sirens are tested, and how long the signal lasts (arrêté du 23 mars 2007). Pure."""

from datetime import date, timedelta

from directorate.legal_calendar.holidays import holiday_name

WEDNESDAY = 2
DAYS_OF_A_WEEK = 7


def first_wednesday(month: date) -> date:
    first = month.replace(day=1)
    return first + timedelta(days=(WEDNESDAY - first.weekday()) % DAYS_OF_A_WEEK)


def proposed_day(month: date, postponed_by: int) -> tuple[date, str]:
    """The day to propose, and why it is not the first Wednesday: on a public holiday nothing ever sounds.

    A week after 1 May is 8 May, a holiday as well: the day moves until it is none.
    """
    day, reasons = first_wednesday(month), []
    while holiday := holiday_name(day):
        reasons.append(f"{day:%d/%m/%Y} férié ({holiday})")
        day += timedelta(days=postponed_by)
    return day, ", ".join(reasons)


def signal_seconds(cycles: int, cycle: int, pause: int) -> int:
    """The whole alert: its cycles, and the silences between them."""
    return cycles * cycle + (cycles - 1) * pause
