"""Who plans and records the inspections of the bureau."""

from datetime import date

from django.utils.timezone import localdate

from directorate.casework.policies import CASE_ROLES
from directorate.org.models import StaffMember
from directorate.org.policies import labelled
from directorate.org.queries import posting_on
from police_admin.policies import UNIT


@labelled("Les agents du bureau des polices administratives")
def inspects_establishments(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    posting = posting_on(staff, on or localdate())
    return posting is not None and posting.unit_id == UNIT and posting.role in CASE_ROLES
