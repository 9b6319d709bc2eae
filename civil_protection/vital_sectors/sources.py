"""What the vital sectors bring to the home page: counts, hidden when small. Nothing to the search nor the map."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate

from civil_protection.vital_sectors.policies import follows_vital_sectors
from civil_protection.vital_sectors.queries import counts, delays, dues_of, vital_files
from directorate.manifests import AgendaEvent, Figure
from directorate.org.models import StaffMember

MASKED = "masqué : nombre trop petit, ou qui en révélerait un"


def figures(at: datetime) -> Sequence[Figure]:
    found = counts(localdate(at))
    url = reverse("civil_protection:vital-sectors")
    return [
        Figure("Suivis ouverts", found.total, url=url, hint="" if found.total is not None else MASKED),
        Figure("Suivis en retard", found.late, url=url, hint="" if found.late is not None else MASKED,
               tone="warning" if found.late else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterator[AgendaEvent]:
    """For the habilitated alone: a deadline under its opaque reference."""
    if not follows_vital_sectors(staff, on=first):
        return
    months = delays(first)
    for file in vital_files().filter(closed_on__isnull=True):
        for due in dues_of(file, months):
            if due.done_on is None and first <= due.due_on <= last:
                url = reverse("civil_protection:vital-file", args=[file.reference])
                yield AgendaEvent(due.due_on, f"{file.reference} : {due.label}", url, "Suivi opaque", tone="warning")
