"""When an approval is valid, where it covers, what is owed under it. Pure.

CSI, art. R725-1 to R725-12: three years at most, suspended three months at most, a report each year.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from directorate.legal_calendar.arithmetic import add_months

YEARS = "civil.approval_years"
SUSPENSION_MONTHS = "civil.approval_suspension_months"
WARNING_MONTHS = "civil.approval_warning_months"
REPORT_MONTH = "civil.approval_report_month"
HEARING_DAYS = "civil.approval_hearing_days"
MOST_DEPARTMENTS = 19

NATIONAL, SEVERAL, DEPARTMENT = "national", "several", "department"
DAY = timedelta(days=1)


def last_valid_day(starts_on: date, years: int) -> date:
    """The eve of the same day, years later: from 12 May 2024 for three years, 11 May 2027."""
    return add_months(starts_on, 12 * years) - DAY


def warned_from(ends_on: date, months: int) -> date:
    """The day when its end is announced."""
    return add_months(ends_on, -months)


def suspended_to(starts_on: date, months: int) -> date:
    """The last day that an urgent suspension may last."""
    return add_months(starts_on, months) - DAY


def field_faults(field: str, departments: Collection[str]) -> str:
    """What is wrong with the departments of a field, empty when nothing is."""
    count = len(set(departments))
    if field == NATIONAL and count:
        return "Un agrément national n'énumère pas de départements."
    if field == DEPARTMENT and count != 1:
        return "Un agrément départemental vaut pour un seul département."
    if field == SEVERAL and not 2 <= count <= MOST_DEPARTMENTS:
        return f"Un agrément interdépartemental vaut pour 2 à {MOST_DEPARTMENTS} départements limitrophes."
    return ""


def covers_place(field: str, departments: Collection[str], department: str) -> bool:
    return field == NATIONAL or department in departments


def why_not(
    *, state: str, missions: Collection[str], field: str, departments: Collection[str], starts_on: date | None,
    ends_on: date | None, suspended: tuple[date | None, date | None], first: date, last: date, department: str,
) -> str:  # fmt: skip
    """Why an approval may not staff a rescue post on these days and there; empty when it may (invariant 3)."""
    if "D" not in missions:
        return "il ne porte pas sur les dispositifs prévisionnels de secours (type D)"
    if state not in ("approved", "suspended") or starts_on is None or ends_on is None:
        return "il n'est pas en vigueur"
    if first < starts_on or last > ends_on:
        return f"il vaut du {starts_on:%d/%m/%Y} au {ends_on:%d/%m/%Y}, et non pour toute la durée de l'événement"
    since, until = suspended
    if state == "suspended" and since and until and since <= last and first <= until:
        return f"il est suspendu du {since:%d/%m/%Y} au {until:%d/%m/%Y}"
    if not covers_place(field, departments, department):
        return "le lieu de l'événement est hors de son champ géographique"
    return ""


def years_owed(starts_on: date, ends_on: date, on: date, month: int) -> list[int]:
    """Years whose report is owed on that day: each full or begun year, once the month of the next one is over."""
    past = on.year - 1 if on.month > month else on.year - 2
    return [year for year in range(starts_on.year, min(past, ends_on.year) + 1)]


def missing_reports(owed: Iterable[int], received: Collection[int]) -> list[int]:
    return [year for year in owed if year not in received]
