"""School years and rates of the attestations. Pure."""

import re
from datetime import date
from decimal import Decimal

from road_safety.strategy.calendar import day_of

SCHOOL_YEAR = re.compile(r"^\s*(20\d\d)\s*(?:[-/–]\s*(20\d\d|\d\d)\s*)?$", re.ASCII)


def rate(part: int, whole: int) -> Decimal | None:
    """A fraction with six decimals; blank when there is nothing to divide by."""
    return (Decimal(part) / whole).quantize(Decimal("0.000001")) if whole else None


def results_day(first_year: int, day: str) -> date:
    """The day by which the results of that school year are awaited; a value that cannot be read is 15 July."""
    return day_of(day, first_year + 1) or date(first_year + 1, 7, 15)


def awaited_year(on: date, day: str) -> int:
    """EDU-02: the latest school year whose results should be known, the day itself included."""
    return on.year - 1 if on >= results_day(on.year - 1, day) else on.year - 2


def has_begun(first_year: int, on: date) -> bool:
    """A school year begins with September; the bureau follows none before 2000."""
    return first_year >= 2000 and on >= date(first_year, 9, 1)


def school_year_words(first_year: int) -> str:
    return f"{first_year}-{first_year + 1}"


def read_school_year(text: str) -> int:
    """2025 from « 2025-2026 », « 2025/26 » or « 2025 »."""
    found = SCHOOL_YEAR.match(text)
    if found is None:
        raise ValueError(f"« {text[:20]} » n'est pas une année scolaire : écrire par exemple 2025-2026.")
    first = int(found[1])
    if found[2] and int(found[2][-2:]) != (first + 1) % 100:
        raise ValueError(f"« {text[:20]} » ne couvre pas deux années qui se suivent.")
    return first


def counts_fault(enrolled: int, present: int, passed: int, caught_up: int | None) -> tuple[str, str] | None:
    """EDU-01 in words: (field, sentence), or nothing."""
    if present > enrolled:
        return "present", f"{present} présents pour {enrolled} inscrits : les présents ne dépassent pas les inscrits."
    if passed > present:
        return "passed", f"{passed} reçus pour {present} présents : les reçus ne dépassent pas les présents."
    if caught_up is not None and passed + caught_up > enrolled:
        return "caught_up", f"{passed} reçus et {caught_up} au rattrapage dépassent les {enrolled} inscrits."
    return None
