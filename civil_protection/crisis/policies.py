"""Who keeps the log of a crisis, and who decides in it."""

from datetime import date

from civil_protection.crisis.terms import ARMED
from civil_protection.policies import (
    decides_for_civil_protection,
    reads_civil_protection,
    works_in_civil_protection,
)
from directorate.org.models import StaffMember
from directorate.org.policies import labelled

# Everything is read by the same people: there is no secret crisis among them.
reads_crises = reads_civil_protection
decides_in_a_crisis = decides_for_civil_protection


@labelled("Les agents du service de défense et de protection civile, le directeur, le cabinet et le préfet")
def keeps_the_log(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """Who sits in the operations centre: the service, and the authorities who decide there."""
    return works_in_civil_protection(staff, on=on) or decides_for_civil_protection(staff, on=on)


def sets_level(staff: StaffMember, before: int, after: int, *, on: date | None = None) -> bool:
    """Below the operations centre the service watches by itself; arming it or standing it down is decided."""
    if max(before, after) < ARMED:
        return keeps_the_log(staff, on=on)
    return decides_in_a_crisis(staff, on=on)
