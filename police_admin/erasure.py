"""What the registers of the bureau keep of a file that is erased, and what goes with it.

The register of outlets and licences outlives its files: it follows a business, not a request. What speaks of a title
goes with its file: inspections, and the officers who left whose approval or carrying it was.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Model, Q

from directorate.casework.models import Case
from directorate.permits.models import Permit
from directorate.retention.erasure import is_spoken_of, titles_of
from police_admin.inspections.models import Inspection
from police_admin.juries.models import JuryAllocation
from police_admin.municipal_police.models import MunicipalOfficer, OfficerTraining


def erase_registers(case: Case, at: datetime) -> Iterable[Model]:
    JuryAllocation.objects.filter(case=case).delete()
    titles = [permit for permit in titles_of(case) if not is_spoken_of(permit, but=case.pk)]
    inspections = list(Inspection.objects.filter(permit__in=titles))
    Inspection.objects.filter(permit__in=titles).delete()
    return [*inspections, *forget_officers(titles, case)]


def forget_officers(titles: Collection[Permit], case: Case) -> list[MunicipalOfficer]:
    """Those who left, once neither their approval nor their carrying has a file any more."""
    left = MunicipalOfficer.objects.filter(Q(approval__in=titles) | Q(carry__in=titles), left_on__isnull=False)
    gone = [
        officer
        for officer in left.select_related("approval", "carry")
        if not any(is_spoken_of(title, but=case.pk) for title in (officer.approval, officer.carry) if title)
    ]
    OfficerTraining.objects.filter(officer__in=gone).delete()
    MunicipalOfficer.objects.filter(pk__in=[officer.pk for officer in gone]).delete()
    return gone
