"""What the bureau brings to Pilotage and to the agenda: titles to renew, measures in force, gatherings to come."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.casework import registry
from directorate.casework.queries import followed_by
from directorate.manifests import AgendaEvent, Figure
from directorate.org.models import StaffMember
from directorate.permits.queries import visible_permits, with_status
from directorate.permits.validity import Status
from police_admin.policies import UNIT

FORTNIGHT = timedelta(days=15)
AGENDA_ROWS = 200
GATHERING = "street_demonstration_declaration"
OUTLETS = "debits-de-boissons"


def permits_of_the_bureau(staff: StaffMember, on: date):
    return visible_permits(staff, on).filter(unit_id=UNIT)


def permit_list(status: Status) -> str:
    return f"{reverse('directorate:permits')}?state={status}&unit={UNIT}"


def permits(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    """Titles that call for a gesture. Without a renewal, the system that they authorise becomes unlawful (VP-02)."""
    on = localtime(at).date()
    wanted = ((Status.RENEWAL_LATE, "error"), (Status.TO_RENEW, "warning"), (Status.RENEWAL_ASKED, ""))
    counts = {status: with_status(permits_of_the_bureau(staff, on), status, on).count() for status, _ in wanted}
    return [
        Figure(status.label, counts[status], url=permit_list(status), tone=tone if counts[status] else "")
        for status, tone in wanted
    ]


def measures_on_outlets() -> list[str]:
    """Those that close an outlet, whatever the ground, or forbid alcohol: what the list behind the figure shows."""
    return [found.code for found in registry.all_procedures() if found.family_code == OUTLETS]


def measures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = localtime(at).date()
    last = on + FORTNIGHT
    rows = followed_by(staff, on).filter(unit_id=UNIT)
    row = rows.aggregate(
        closures=Count("pk", filter=Q(procedure_code__in=measures_on_outlets(), stage="in_execution")),
        heard=Count("pk", filter=Q(stage="hearing")),
    )
    # The event is in the wide row: only declarations are looked up there.
    gatherings = rows.filter(
        procedure_code=GATHERING, case__event_at__date__gte=on, case__event_at__date__lte=last
    ).count()
    cases = f"{reverse('directorate:cases')}?status=open&unit={UNIT}"
    return [
        Figure("Fermetures et interdictions en cours", row["closures"],
               url=f"{cases}&family={OUTLETS}&stage=in_execution"),
        Figure("Contradictoires en cours", row["heard"], url=f"{cases}&stage=hearing"),
        Figure("Rassemblements sous 15 jours", gatherings,
               url=f"{cases}&procedure={GATHERING}&event_after={on}&event_before={last}"),
    ]  # fmt: skip


def permit_dates(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The last day to ask for a renewal, then the end of the title."""
    rows = permits_of_the_bureau(staff, first).filter(
        Q(renew_by__range=(first, last)) | Q(expires_on__range=(first, last)), state="in_force"
    )
    for permit in rows.order_by("expires_on", "pk")[:AGENDA_ROWS]:
        url = reverse("directorate:permit", args=[permit.pk])
        if permit.renewal_asked_on is None and permit.renew_by and first <= permit.renew_by <= last:
            yield AgendaEvent(permit.renew_by, f"Renouvellement à demander : {permit}", url, "Titre")
        if permit.expires_on and first <= permit.expires_on <= last:
            yield AgendaEvent(permit.expires_on, f"Fin de validité : {permit}", url, "Titre", tone="error")
