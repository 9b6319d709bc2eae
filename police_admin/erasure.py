"""What the registers of the bureau keep of a file that is erased, and what goes with it.

The register of outlets and licences outlives its files: it follows a business, not a request. What speaks of a title
goes with its file: inspections, and the officers who left whose approval or carrying it was.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model, Q

from directorate.casework.models import Case
from police_admin.inspections.models import Inspection
from police_admin.juries.models import JuryAllocation
from police_admin.municipal_police.models import MunicipalOfficer, OfficerTraining


def erase_registers(case: Case, at: datetime) -> Iterable[Model]:
    JuryAllocation.objects.filter(case=case).delete()
    permit = case.permit
    if permit is None or Case.objects.filter(Q(permit=permit) | Q(renews=permit)).exclude(pk=case.pk).exists():
        return []
    inspections = list(Inspection.objects.filter(permit=permit))
    Inspection.objects.filter(permit=permit).delete()
    gone = list(MunicipalOfficer.objects.filter(Q(approval=permit) | Q(carry=permit), left_on__isnull=False))
    OfficerTraining.objects.filter(officer__in=gone).delete()
    MunicipalOfficer.objects.filter(pk__in=[officer.pk for officer in gone]).delete()
    return [*inspections, *gone]
