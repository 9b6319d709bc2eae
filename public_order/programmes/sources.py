"""What the programmes and the operations bring to the figures and to the agenda."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import AgendaEvent, Figure
from directorate.org.models import StaffMember
from public_order.policies import reads_public_order
from public_order.programmes.queries import operations
from public_order.programmes.tables import operation_url

SUBJECT = "Opérations"


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    listed = reverse("public_order:field-operations")
    waiting = operations().filter(held_on__lt=on, reported_at=None).count()
    return [
        Figure("Opérations de sécurité à venir", operations().filter(held_on__gte=on).count(), url=listed),
        Figure("Comptes rendus d'opérations attendus", waiting, url=listed, tone="warning" if waiting else ""),
    ]


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    if not reads_public_order(staff, on=first):
        return
    for row in operations().filter(held_on__range=(first, last)).order_by("held_on", "pk")[:100]:
        yield AgendaEvent(row.held_on, f"{row.title}, {row.commune.name}", operation_url(row), SUBJECT)
