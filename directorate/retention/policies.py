"""Who examines what is proposed for elimination: those who lead the service whose files they are."""

from datetime import date

from django.utils.timezone import localdate

from directorate.org.models import StaffMember
from directorate.org.policies import labelled
from directorate.org.queries import heads_units
from directorate.retention.models import PurgeProposal


@labelled("Les chefs de bureau, leurs adjoints et le directeur, pour leurs services")
def examines_purges(staff: StaffMember, obj: PurgeProposal | None = None, *, on: date | None = None) -> bool:
    """Without an object: is there something for this person to examine at all?"""
    units = heads_units(staff, on or localdate())
    return bool(units) if obj is None else obj.unit_id in units
