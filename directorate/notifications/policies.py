"""Who is told things: everybody in post, each for oneself."""

from datetime import date

from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post, labelled


@labelled("Toute personne en poste à la préfecture, pour ses propres notifications")
def is_told(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return is_in_post(staff, on=on)
