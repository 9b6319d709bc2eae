"""What the suspensions bring to the figures and to the agenda; search and timelines already know their cases."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.instants import instant_words
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.manifests import AgendaEvent, Figure
from directorate.org.models import StaffMember
from road_safety.suspensions import queries
from road_safety.suspensions.access import reads_offences
from road_safety.suspensions.terms import State

AGENDA_ROWS = 100


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    listed = reverse("road_safety:licence-suspensions")
    pressing = queries.pressing(staff, at).count()
    to_notify = queries.to_notify(staff, on).count()
    running = queries.suspensions(staff, on).filter(state=State.RUNNING).count()
    return [
        Figure("Rétentions à signer sans attendre", pressing, url=reverse("road_safety:licence-duty"),
               tone="error" if pressing else "", hint="Dans le délai de la permanence"),
        Figure("Suspensions à notifier", to_notify, url=f"{listed}?state={State.SIGNED}",
               tone="warning" if to_notify else ""),
        Figure("Suspensions en cours", running, url=f"{listed}?state={State.RUNNING}"),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The end of the hours of a retention, to the hour; the last day of a measure."""
    if not reads_offences(staff, on=first):
        return
    rows = queries.listed(staff, first)
    waiting = Q(is_open=True, decided_at__isnull=True, limit_at__date__range=(first, last))
    for row in rows.filter(waiting | Q(state=State.RUNNING, ends_on__range=(first, last)))[:AGENDA_ROWS]:
        url = reverse("directorate:case", args=[row.reference])
        if row.state == State.RUNNING:
            yield AgendaEvent(row.ends_on, f"Fin de suspension : {row.reference}", url, "Suspensions de permis")
        else:
            at = row.limit_at.astimezone(PARIS)
            label = f"Rétention {row.reference} : arrêté à prendre avant {instant_words(at)}"
            yield AgendaEvent(at.date(), label, url, "Suspensions de permis", starts_at=at, tone="error")
