"""Who opens the opaque tracker: those whom the head has written on a dated list, and nobody else."""

from datetime import date

from django.utils.timezone import localdate

from civil_protection.policies import UNIT, heads_civil_protection, reads_civil_protection
from civil_protection.vital_sectors.models import Habilitation
from directorate.casework.policies import CASE_ROLES
from directorate.org.models import StaffMember
from directorate.org.policies import labelled
from directorate.org.queries import covering, posting_on

keeps_habilitations = heads_civil_protection
reads_vital_counts = reads_civil_protection


@labelled("Les agents du service habilités au suivi des secteurs vitaux, inscrits par le chef du service")
def follows_vital_sectors(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    day = on or localdate()
    posting = posting_on(staff, day)
    if posting is None or posting.unit_id != UNIT or posting.role not in CASE_ROLES:
        return False
    return Habilitation.objects.filter(covering(day), staff=staff).exists()
