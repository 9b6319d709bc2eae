"""The parameters of a cascade as they are on a day."""

from datetime import date

from civil_protection.alerts import values as settled
from civil_protection.alerts.campaigns.cascade import Terms
from directorate.parameters.queries import values

BY_NAME = {
    "window": settled.WINDOW,
    "attempts": settled.ATTEMPTS,
    "pause": settled.PAUSE,
    "parallel": settled.PARALLEL,
    "order": settled.ORDER,
    "deadline": settled.DEADLINE,
    "second_deadline": settled.SECOND_DEADLINE,
}


def terms_on(day: date) -> Terms:
    found = values([value.code for value in BY_NAME.values()], day)
    return Terms.of({name: found[value.code] for name, value in BY_NAME.items()})
