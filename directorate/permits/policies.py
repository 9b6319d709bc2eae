"""Who reads permits, and who suspends or withdraws them."""

from datetime import date

from django.utils.timezone import localdate

from directorate.org.models import Posting, StaffMember
from directorate.org.policies import is_in_post, labelled
from directorate.org.queries import posting_on
from directorate.permits.models import Permit

Role = Posting.Role
UNIT_ROLES = {Role.CASEWORKER, Role.DEPUTY, Role.HEAD}
AUTHORITIES = {Role.DIRECTOR, Role.CHIEF_OF_STAFF, Role.PREFECT}


@labelled("Les agents du service pour ses titres ; le directeur et le cabinet pour tous")
def reads_permits(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return is_in_post(staff, on=on)


@labelled("Les agents et chefs des services qui délivrent des titres, le directeur et le cabinet")
def sends_mayor_list(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """Sends a mairie the list of the titles in force in its commune: those of one's service, or all of them."""
    posting = posting_on(staff, on or localdate())
    return posting is not None and posting.role in UNIT_ROLES | AUTHORITIES


@labelled("Le chef de bureau du service ou son adjoint, le directeur")
def changes_permit(staff: StaffMember, permit: Permit | None = None, *, on: date | None = None) -> bool:
    """Without a permit: may this person change at least the permits of one service?"""
    posting = posting_on(staff, on or localdate())
    if posting is None:
        return False
    if posting.role == Role.DIRECTOR:
        return True
    heads = posting.role in (Role.HEAD, Role.DEPUTY)
    return heads and (permit is None or posting.unit_id == permit.unit_id)
