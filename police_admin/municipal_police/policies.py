"""Who keeps the register of the municipal police forces; who reads it is said by the policies of the bureau."""

from datetime import date

from django.utils.timezone import localdate

from directorate.casework.policies import opens_case
from directorate.org.models import StaffMember
from directorate.org.policies import labelled
from police_admin.policies import UNIT


@labelled("Les agents du bureau des polices administratives et le directeur")
def keeps_the_register(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return opens_case(staff, UNIT, on or localdate())
