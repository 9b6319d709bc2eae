"""Who may enter the pages of civil protection."""

from datetime import date

from django.utils.timezone import localdate

from directorate.casework.policies import AUTHORITIES, CASE_ROLES, CHIEF_ROLES, works_for
from directorate.org.models import Posting, StaffMember
from directorate.org.policies import labelled
from directorate.org.queries import posting_on

UNIT = "protection-civile"


@labelled("Le service de défense et de protection civile, le directeur et le cabinet")
def reads_civil_protection(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    posting = posting_on(staff, on or localdate())
    if posting is None:
        return False
    return posting.role in AUTHORITIES or (posting.unit_id == UNIT and posting.role in CASE_ROLES)


@labelled("Les agents du service de défense et de protection civile et le directeur")
def works_in_civil_protection(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    posting = posting_on(staff, on or localdate())
    return posting is not None and works_for(posting, UNIT)


@labelled("Le chef du service de défense et de protection civile, son adjoint et le directeur")
def heads_civil_protection(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    posting = posting_on(staff, on or localdate())
    if posting is None:
        return False
    return posting.role == Posting.Role.DIRECTOR or (posting.unit_id == UNIT and posting.role in CHIEF_ROLES)


@labelled("Le directeur, le directeur de cabinet et le préfet")
def decides_for_civil_protection(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    posting = posting_on(staff, on or localdate())
    return posting is not None and posting.role in AUTHORITIES
