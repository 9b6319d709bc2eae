"""What the register of outlets brings to the search, to the map and to the agenda."""

from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime

from directorate.manifests import SEARCH_CAP, AgendaEvent, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from police_admin.outlets.licences import lapse_day
from police_admin.outlets.models import Outlet
from police_admin.outlets.queries import lapsing, licences, matching
from police_admin.policies import reads_the_files_of_the_bureau

POINTS = 500
AGENDA_ROWS = 100


def find_licences(question: Question) -> Found:
    """By number, sign, address or people."""
    if not question.asked or not reads_the_files_of_the_bureau(question.staff, on=question.on):
        return Found()
    rows = licences().filter(matching(question.text), outlet__isnull=False).order_by("outlet__name_key", "pk")
    found = list(rows[: SEARCH_CAP + 1])
    typed = question.text.strip().casefold()
    hits = [
        SearchHit(
            row.outlet.name,
            reverse("police_admin:outlet", args=[row.outlet_id]),
            "Débit",
            f"{row}, {row.outlet.address}, {row.outlet.commune}",
            exact=bool(row.number) and row.number.casefold() == typed,
        )
        for row in found[: question.limit]
    ]
    more = f"{reverse('police_admin:licences')}?{urlencode({'q': question.text})}"
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP, more)


def outlets_on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    if not reads_the_files_of_the_bureau(staff, on=localtime(at).date()):
        return
    for row in Outlet.objects.filter(latitude__isnull=False, licences__isnull=False).distinct()[:POINTS]:
        yield MapPoint(
            label=str(row),
            commune=row.commune_id,
            url=reverse("police_admin:outlet", args=[row.pk]),
            latitude=row.latitude,
            longitude=row.longitude,
        )


def lapses(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The last day on which a licence without exploitation may still be passed on."""
    if not reads_the_files_of_the_bureau(staff, on=first):
        return
    for row in lapsing(first, last)[:AGENDA_ROWS]:
        day = lapse_day(row.last_exploitation_on, first)
        if first <= day <= last and row.outlet_id:
            url = reverse("police_admin:outlet", args=[row.outlet_id])
            yield AgendaEvent(day, f"Péremption : {row}, {row.outlet.name}", url, "Licence", tone="warning")
