"""Who reads and publishes the registers."""

from datetime import date

from django.utils.timezone import localdate

from directorate.org.models import Posting, StaffMember
from directorate.org.policies import is_in_post, labelled
from directorate.org.queries import role_on

Role = Posting.Role
PUBLISHERS = {Role.HEAD, Role.DEPUTY, Role.DIRECTOR, Role.CHIEF_OF_STAFF, Role.PREFECT}


@labelled("Toute personne en poste à la préfecture")
def reads_register(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return is_in_post(staff, on=on)


@labelled("Les chefs de bureau et leurs adjoints, le directeur et le cabinet")
def publishes_register(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return role_on(staff, on or localdate()) in PUBLISHERS
