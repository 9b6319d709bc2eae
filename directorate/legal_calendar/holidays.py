"""The eleven public holidays of metropolitan France, computed (Code du travail, art. L3133-1)."""

from datetime import date, timedelta
from functools import lru_cache

SATURDAY, SUNDAY = 5, 6

FIXED = {
    (1, 1): "Jour de l'an",
    (5, 1): "Fête du travail",
    (5, 8): "Victoire de 1945",
    (7, 14): "Fête nationale",
    (8, 15): "Assomption",
    (11, 1): "Toussaint",
    (11, 11): "Armistice de 1918",
    (12, 25): "Noël",
}
DAYS_AFTER_EASTER = {1: "Lundi de Pâques", 39: "Ascension", 50: "Lundi de Pentecôte"}


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar: the Sunday after the full moon of the computus.

    The age of the moon comes from the 19-year cycle, corrected by the leap days and the lunar days that the
    centuries have dropped; then the next Sunday is found.
    """
    century, year_of_century = divmod(year, 100)
    golden = year % 19
    lunar_correction = (8 * century + 13) // 25
    moon = (19 * golden + century - century // 4 - lunar_correction + 15) % 30
    # The paschal moon never falls after 18 April, nor on the 18th and the 17th of one cycle alike.
    if moon == 29:
        moon = 28
    elif moon == 28 and golden > 10:
        moon = 27
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=moon - weekday)


@lru_cache(maxsize=256)
def holidays_of(year: int) -> dict[date, str]:
    """The holidays of a year by date, in order. Two on one day share it: 'Fête du travail, Ascension' in 2008."""
    easter = easter_sunday(year)
    named = [(date(year, month, day), name) for (month, day), name in FIXED.items()]
    named += [(easter + timedelta(days=days), name) for days, name in DAYS_AFTER_EASTER.items()]
    found: dict[date, str] = {}
    for day, name in sorted(named, key=lambda item: item[0]):
        found[day] = f"{found[day]}, {name}" if day in found else name
    return found


def holiday_name(day: date) -> str:
    """The name of the holiday, empty on other days."""
    return holidays_of(day.year).get(day, "")


def is_holiday(day: date) -> bool:
    return day in holidays_of(day.year)


def is_working_day(day: date) -> bool:
    """Jour ouvré: Monday to Friday, public holidays excepted (R9)."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def is_business_day(day: date) -> bool:
    """Jour ouvrable: Monday to Saturday, public holidays excepted (R9)."""
    return day.weekday() < SUNDAY and not is_holiday(day)


def next_working_day(day: date) -> date:
    """The day itself when somebody works, otherwise the first such day after it (CJA, art. R421-1; CPC, art. 642)."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
