"""Who may enter the pages of this bureau."""

from datetime import date

from django.utils.timezone import localdate

from directorate.casework.policies import AUTHORITIES, CASE_ROLES
from directorate.org.models import StaffMember
from directorate.org.policies import labelled
from directorate.org.queries import posting_on

UNIT = "polices-administratives"


@labelled("Le bureau des polices administratives, le directeur et le cabinet")
def reads_the_files_of_the_bureau(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    posting = posting_on(staff, on or localdate())
    if posting is None:
        return False
    return posting.role in AUTHORITIES or (posting.unit_id == UNIT and posting.role in CASE_ROLES)
