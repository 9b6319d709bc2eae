"""Who prepares the sessions of the commissions and records what happened there."""

from datetime import date

from django.utils.timezone import localdate

from directorate.commissions.body_rules import knows_of, secretariats_of
from directorate.commissions.models import Commission
from directorate.org.models import Posting, StaffMember
from directorate.org.policies import is_in_post, labelled
from directorate.org.queries import posting_on

Role = Posting.Role
SECRETARIAT_ROLES = {Role.CASEWORKER, Role.DEPUTY, Role.HEAD}
AUTHORITIES = {Role.DIRECTOR, Role.CHIEF_OF_STAFF, Role.PREFECT}


@labelled("Toute personne en poste à la préfecture")
def reads_commissions(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return is_in_post(staff, on=on)


@labelled("Les agents du service qui tient le secrétariat, et le directeur")
def keeps_secretariat(staff: StaffMember, commission: Commission | None = None, *, on: date | None = None) -> bool:
    """Without a commission: may this person keep the secretariat of at least one?"""
    posting = posting_on(staff, on or localdate())
    if posting is None or (commission is not None and not knows_of(staff, commission.pk, on or localdate())):
        return False
    if posting.role == Role.DIRECTOR:
        return True
    in_service = posting.role in SECRETARIAT_ROLES
    return in_service and (commission is None or posting.unit_id in secretariats_of(commission))


@labelled("Les agents du service qui tient le secrétariat, le directeur et le cabinet")
def reads_agenda(staff: StaffMember, commission: Commission, *, on: date | None = None) -> bool:
    """An agenda names people: it is for those who prepare the session and those who decide after it."""
    posting = posting_on(staff, on or localdate())
    if posting is None or not knows_of(staff, commission.pk, on or localdate()):
        return False
    return posting.role in AUTHORITIES or keeps_secretariat(staff, commission, on=on)
