"""What the control operations bring to the figures, the agenda, the search, the map and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from road_safety.controls.queries import State, controls, total_between, uncounted
from road_safety.controls.tables import control_url
from road_safety.education.tables import percent
from road_safety.policies import reads_road_safety

AGENDA_ROWS = 100
POINTS = 200
MAP_DAYS = 90
SUBJECT = "Contrôle routier"


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    listed = reverse("road_safety:control-operations")
    first = on.replace(month=1, day=1)
    now = total_between(first, on)
    before = total_between(*(add_months(day, -12) for day in (first, on)))
    late = uncounted(on).count()
    return [
        Figure("Opérations de contrôle tenues dans l'année", now.operations, before.operations,
               url=f"{listed}?state=held&year={on.year}"),
        Figure("Dépistages d'alcoolémie positifs", percent(now.breath_rate), percent(before.breath_rate), unit="%",
               url=reverse("road_safety:control-totals")),
        Figure("Opérations sans comptes", late, url=f"{listed}?state=planned", tone="warning" if late else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    if not reads_road_safety(staff, on=first):
        return
    rows = controls().filter(held_on__range=(first, last)).exclude(state=State.CANCELLED).order_by("held_on", "pk")
    for row in rows[:AGENDA_ROWS]:
        yield AgendaEvent(row.held_on, f"Contrôle : {row.place}, {row.commune.name}", control_url(row), SUBJECT)


def find(question: Question) -> Found:
    text = question.text.strip()
    if not text or not reads_road_safety(question.staff, on=question.on):
        return Found()
    rows = list(controls().filter(place__icontains=text)[: SEARCH_CAP + 1])
    hits = [SearchHit(str(row), control_url(row), SUBJECT, row.commune.name) for row in rows[: question.limit]]
    return Found(hits, min(len(rows), SEARCH_CAP), len(rows) > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """Those of the last and of the next three months, at their communes."""
    on = paris_day(at)
    if not reads_road_safety(staff, on=on):
        return
    near = (on - timedelta(days=MAP_DAYS), on + timedelta(days=MAP_DAYS))
    for row in controls().filter(held_on__range=near).exclude(state=State.CANCELLED)[:POINTS]:
        yield MapPoint(
            label=f"{row.held_on:%d/%m/%Y}, {row.place}",
            commune=row.commune_id,
            url=control_url(row),
            tone="info" if row.state == State.PLANNED else "",
            latitude=row.commune.latitude,
            longitude=row.commune.longitude,
        )


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in controls().filter(commune=key, state=State.HELD)[:AGENDA_ROWS]:
        label = f"Contrôle routier, {row.place} : {row.vehicles} véhicules"
        yield AgendaEvent(row.held_on, label, control_url(row), SUBJECT)
