"""The dates of a plan. Pure: each function takes the fact and the period, and cites nothing else."""

from datetime import date

from directorate.legal_calendar.arithmetic import add_months, days_before

YEAR = 12
# Installations whose plan is revised and exercised sooner (art. R741-18, 2° and 3°).
SOONER = frozenset({"seveso", "storage"})
# The danger study may show that no plan is needed (art. R741-20).
EXEMPTABLE = SOONER


def due_after_years(since: date, years: int) -> date:
    """The last day of a period of years: revision, exercise, brochure."""
    return add_months(since, years * YEAR)


def answers_due(sent_on: date, months: int) -> date:
    """The last day on which a mayor or the operator answers (art. R741-25)."""
    return add_months(sent_on, months)


def public_closing(opens_on: date, months: int) -> date:
    """The end of the public consultation (art. R741-26)."""
    return add_months(opens_on, months)


def notice_due(opens_on: date, days: int) -> date:
    """The last day for the notice in the newspapers (art. R741-26)."""
    return days_before(opens_on, days)


def in_season(on: date, first: str, last: str) -> bool:
    """Whether a day is in a window given as month-day; a window may run over the new year. Never without a window."""
    if not first:
        return False
    day = f"{on:%m-%d}"
    return first <= day <= last if first <= last else day >= first or day <= last
