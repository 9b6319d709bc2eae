"""The markers of the year: what comes back each year, and on which days of that one. Pure.

A rule is a dated value: « 09-16/09-22 » (fixed days), « 3.7.11 » (third Sunday of November), « -1.7.10 » (last Sunday
of October), each with « +2 » to count days more and « /6 » to last days more.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from road_safety.strategy.calendar import day_of

MONTH_DAYS = re.compile(r"^(\d\d-\d\d)(?:/(\d\d-\d\d))?$", re.ASCII)
NTH = re.compile(r"^(-?[1-5])\.([1-7])\.(\d{1,2})(?:([+-]\d{1,3}))?(?:/(\d{1,3}))?$", re.ASCII)


@dataclass(frozen=True)
class Marker:
    """`rule`: the usual one, that a dated value may replace."""

    code: str
    label: str
    rule: str
    theme: str = ""

    @property
    def value(self) -> str:
        return f"com.marker_{self.code}"


MARKERS = (
    Marker("winter_time", "Changement d'heure : être vu dans la nuit", "-1.7.10", "pedestrian"),
    Marker("work_days", "Journées de la sécurité routière au travail", "2.1.5/4", "work_trips"),
    Marker("back_to_school", "Rentrée scolaire", "09-01/09-07", "pedestrian"),
    Marker("mobility_week", "Semaine européenne de la mobilité", "09-16/09-22", "bike_epdm"),
    Marker("school_week", "Semaines de la sécurité routière en lycée et en CFA", "2.1.10/11", "young"),
    Marker("summer", "Départs d'été, samedi noir", "1.6.8", "speed"),
    Marker("year_end", "Nuits de fin d'année", "12-24/12-31", "alcohol_drugs"),
    Marker("music", "Fête de la musique", "06-21/06-21", "alcohol_drugs"),
    Marker("national_day", "13 et 14 juillet", "07-13/07-14", "alcohol_drugs"),
    Marker("remembrance", "Journée mondiale du souvenir des victimes de la route", "3.7.11"),
)
BY_CODE = {marker.code: marker for marker in MARKERS}


def nth_weekday(year: int, month: int, weekday: int, rank: int) -> date | None:
    """The rank-th Monday (1) … Sunday (7) of a month, counted from its end when negative."""
    days = [day for day in range(1, calendar.monthrange(year, month)[1] + 1)
            if date(year, month, day).isoweekday() == weekday]  # fmt: skip
    index = rank - 1 if rank > 0 else rank
    return date(year, month, days[index]) if -len(days) <= index < len(days) else None


def days_of(rule: str, year: int) -> tuple[date, date] | None:
    """First and last day in that year; None when the rule cannot be read or has no such day."""
    if found := MONTH_DAYS.match(rule.strip()):
        first, last = day_of(found[1], year), day_of(found[2] or found[1], year)
        return (first, last) if first and last and first <= last else None
    found = NTH.match(rule.strip())
    if found is None or not 1 <= int(found[3]) <= 12:
        return None
    first = nth_weekday(year, int(found[3]), int(found[2]), int(found[1]))
    if first is None:
        return None
    first += timedelta(days=int(found[4] or 0))
    return first, first + timedelta(days=int(found[5] or 0))


def calendar_of(year: int, rules: Mapping[str, str]) -> list[tuple[Marker, date, date]]:
    """In order of the days; `rules`: by name of the dated value. What cannot be read is left out."""
    rows = [(marker, days_of(str(rules.get(marker.value, marker.rule)), year)) for marker in MARKERS]
    return sorted(((marker, *days) for marker, days in rows if days), key=lambda row: (row[1], row[0].code))
