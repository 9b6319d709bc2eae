"""What a licence is and when it lapses. Reads dated values, no table of licences."""

from datetime import date

from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value as parameter

# Licences II have become licences III on 1 January 2016.
CATEGORIES = [
    ("III", "Licence III"),
    ("IV", "Licence IV"),
    ("petite_restaurant", "Petite licence restaurant"),
    ("restaurant", "Licence restaurant"),
    ("petite_a_emporter", "Petite licence à emporter"),
    ("a_emporter", "Licence à emporter"),
]
LABELS = dict(CATEGORIES)
# Drunk on the spot: the protected zones and the operating permit concern them.
ON_SITE = {"III", "IV", "petite_restaurant", "restaurant"}
# Those that move by authorisation, that a quota limits and that lapse without exploitation.
TRANSFERABLE = {"III", "IV"}
LAPSE_YEARS = "licence_transfer.lapse_years"


def lapse_day(last_exploitation_on: date, on: date) -> date:
    """The last day on which it may still be passed on, some years after its last exploitation."""
    return add_months(last_exploitation_on, 12 * int(parameter(LAPSE_YEARS, on)))


def lapsed_on(last_exploitation_on: date | None, on: date) -> date | None:
    """That day once it is past; None before, or while the licence is exploited."""
    if last_exploitation_on is None or (day := lapse_day(last_exploitation_on, on)) >= on:
        return None
    return day


def oldest_use(on: date) -> date:
    """The last exploitation before which a licence has lapsed on that day."""
    return add_months(on, -12 * int(parameter(LAPSE_YEARS, on)))
