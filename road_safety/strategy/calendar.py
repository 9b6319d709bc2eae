"""The days of a yearly plan, from its dated values. Pure."""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from road_safety.strategy.terms import CALENDAR

DAY = re.compile(r"^(\d{2})-(\d{2})$", re.ASCII)


def day_of(value: str, year: int) -> date | None:
    """« 03-18 » in that year; the last day of the month when it has no such day; None when it cannot be read."""
    found = DAY.match(value)
    if found is None or not 1 <= int(found[1]) <= 12 or not int(found[2]):
        return None
    month = int(found[1])
    return date(year, month, min(int(found[2]), calendar.monthrange(year, month)[1]))


def days_of_plan(year: int, values: Mapping[str, Any]) -> list[tuple[str, str, date]]:
    """(code, label, day), in order of the days; a value that cannot be read gives none."""
    rows = [(code, label, day_of(str(values[code]), year + shift)) for code, (label, shift) in CALENDAR.items()]
    return sorted(((code, label, day) for code, label, day in rows if day), key=lambda row: row[2])
