"""What crises bring to Pilotage, to the agenda, to the search, to the map and to the history of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate

from civil_protection.crisis.models import CrisisEvent, CrisisRequest
from civil_protection.crisis.queries import events, late_at, live_events, report_owed_at
from civil_protection.crisis.tables import armed_after, event_url
from civil_protection.crisis.terms import Mode
from civil_protection.policies import reads_civil_protection
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember

ROWS = 100


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    here, requests = reverse("civil_protection:crises"), reverse("civil_protection:crisis-requests")
    real = live_events().filter(mode=Mode.REAL).count()
    owed = CrisisEvent.objects.filter(report_owed_at(at)).count()
    late = CrisisRequest.objects.filter(late_at(at)).count()
    armed = CrisisEvent.objects.filter(mode=Mode.REAL, armed_at__isnull=False).order_by("-armed_at").first()
    return [
        Figure("Crises en cours", real, url=f"{here}?mode=real&state=open", tone="error" if real else ""),
        Figure("Exercices en cours", live_events().filter(mode=Mode.EXERCISE).count(),
               url=f"{here}?mode=exercise&state=open"),
        Figure("Points de situation attendus", owed, url=f"{here}?report_owed=on",
               tone="error" if owed else ""),
        Figure("Demandes de crise en retard", late, url=f"{requests}?late=on", tone="warning" if late else ""),
        Figure("Dernier COD armé après l'alerte", armed_after(armed) if armed else None, unit="min", url=here),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The day of each alert, and the next report owed."""
    if not reads_civil_protection(staff, on=first):
        return
    for row in events().filter(alerted_at__date__range=(first, last))[:ROWS]:
        yield AgendaEvent(localdate(row.alerted_at), f"Alerte : {row}", event_url(row.pk), "Crise",
                          starts_at=row.alerted_at, tone="" if row.is_exercise else "error")  # fmt: skip
    for row in live_events().filter(report_due_at__date__range=(first, last))[:ROWS]:
        yield AgendaEvent(localdate(row.report_due_at), f"Point de situation attendu : {row}", event_url(row.pk),
                          "Crise", starts_at=row.report_due_at, tone="warning")  # fmt: skip


def find_crises(question: Question) -> Found:
    """By name."""
    if not question.asked or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    found = list(events().filter(name__icontains=question.text.strip())[: SEARCH_CAP + 1])
    hits = [
        SearchHit(
            str(row), event_url(row.pk), "Crise", f"{row.get_hazard_display()}, {row.get_state_display().lower()}"
        )
        for row in found[: question.limit]
    ]
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP, reverse("civil_protection:crises"))


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The communes of the events that are going on, and their perimeter over them."""
    if not reads_civil_protection(staff, on=localdate(at)):
        return
    for row in live_events().defer(None).prefetch_related("communes")[:ROWS]:
        for commune in row.communes.all():
            yield MapPoint(label=str(row), commune=commune.pk, url=event_url(row.pk),
                           tone="info" if row.is_exercise else "error", shape=row.perimeter_shape)  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_civil_protection(staff, on=localdate(at)):
        return
    for row in events().filter(communes=key)[:ROWS]:
        yield AgendaEvent(localdate(row.alerted_at), f"{row}, {row.get_hazard_display().lower()}", event_url(row.pk),
                          "Crise", tone="" if row.is_exercise else "error")  # fmt: skip
