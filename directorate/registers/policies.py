"""Who reads and publishes the registers."""

from datetime import date

from django.utils.timezone import localdate

from directorate.org.models import Posting, StaffMember
from directorate.org.policies import is_in_post, labelled
from directorate.org.queries import posting_on, role_on

Role = Posting.Role
PUBLISHERS = {Role.HEAD, Role.DEPUTY, Role.DIRECTOR, Role.CHIEF_OF_STAFF, Role.PREFECT}


@labelled("Toute personne en poste à la préfecture")
def reads_register(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return is_in_post(staff, on=on)


@labelled("Les chefs de bureau et leurs adjoints, le directeur et le cabinet")
def publishes_register(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return role_on(staff, on or localdate()) in PUBLISHERS


@labelled("Les agents du service de l'acte, et ceux qui publient le recueil")
def prepares_act(staff: StaffMember, entry=None, *, on: date | None = None) -> bool:
    """Ranks an act in the issue and says what is hidden in it. Without an act: is it offered to this person?"""
    posting = posting_on(staff, on or localdate())
    if posting is None:
        return False
    if posting.role in PUBLISHERS:
        return True
    return posting.role == Role.CASEWORKER and (entry is None or posting.unit_id == entry.unit_id)
