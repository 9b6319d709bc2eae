"""The winter truce of evictions (CPCE, art. L412-6): from 1 November to 31 March inclusive. It stays execution only."""

from datetime import date


def is_in_winter_truce(day: date) -> bool:
    return day.month >= 11 or day.month <= 3


def first_day_outside_truce(day: date) -> date:
    """The day itself outside the truce, the next 1 April within it: when an eviction may be carried out."""
    if not is_in_winter_truce(day):
        return day
    return date(day.year + (day.month >= 11), 4, 1)
