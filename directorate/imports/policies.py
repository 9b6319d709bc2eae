"""Who may bring a table in, and who sees an import."""

from datetime import date

from django.utils.timezone import localdate

from directorate.imports.targets import feeds_something
from directorate.org.models import Posting, StaffMember
from directorate.org.policies import labelled
from directorate.org.queries import role_on

Role = Posting.Role
LEADERS = (Role.HEAD, Role.DEPUTY, Role.DIRECTOR, Role.ADMINISTRATOR)


def leads(staff: StaffMember, on: date) -> bool:
    """A head of bureau, a deputy, the director or the administrator."""
    return role_on(staff, on) in LEADERS


@labelled("Les chefs de bureau, leurs adjoints, le directeur et l'administrateur")
def imports_tables(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return feeds_something(staff, on or localdate())
