"""What events bring to the agenda and to the maps."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import AgendaEvent, MapPoint
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from police_admin.events.queries import declared_communes, events_seen, to_come

ROWS = 300


def page_of(reference: str) -> str:
    return reverse("directorate:case", args=[reference])


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """An event at the hour when it begins."""
    rows = events_seen(staff, first).filter(event_at__date__range=(first, last)).order_by("event_at", "pk")
    for case in rows.select_related("commune")[:ROWS]:
        where = f", {case.commune}" if case.commune else ""
        yield AgendaEvent(
            day=paris_day(case.event_at),
            label=f"{case.title}{where}",
            url=page_of(case.reference),
            kind="Événement",
            starts_at=case.event_at,
            tone="new",
        )


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """Each event to come, in each of its communes: at its middle."""
    cases = list(to_come(staff, at).order_by("event_at", "pk")[:ROWS])
    centres = Commune.objects.only("insee", "latitude", "longitude").in_bulk(
        {code for case in cases for code in declared_communes(case)}
    )
    for case in cases:
        for code in declared_communes(case):
            if code in centres:
                yield MapPoint(
                    label=f"{case.title}, {case.event_at:%d/%m/%Y}",
                    commune=code,
                    url=page_of(case.reference),
                    tone="new",
                    latitude=centres[code].latitude,
                    longitude=centres[code].longitude,
                )
