"""What the volunteers bring to the figures, the agenda, the search, the map and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from road_safety.policies import reads_road_safety
from road_safety.volunteers import queries
from road_safety.volunteers.models import Mission, Training, Volunteer
from road_safety.volunteers.recurrence import midnight
from road_safety.volunteers.tables import mission_url, training_url, volunteer_url

AGENDA_ROWS = 150
POINTS = 200
SUBJECT = "IDSR"


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    listed, people = reverse("road_safety:missions"), reverse("road_safety:volunteers")
    urgent, late = queries.urgent(at).count(), queries.missing_reports(at).count()
    ending = queries.renewals(on).count()
    return [
        Figure("Intervenants actifs", Volunteer.objects.filter(state=queries.VState.ACTIVE).count(),
               url=f"{people}?state=active"),
        Figure("Missions à pourvoir", queries.uncovered(at).count(), url=f"{listed}?covered=no&state=to_staff"),
        Figure("Missions incomplètes sous peu", urgent, url=f"{listed}?covered=late", tone="error" if urgent else ""),
        Figure("Comptes rendus de mission en retard", late, url=reverse("road_safety:volunteers-board"),
               tone="warning" if late else ""),
        Figure("Nominations à renouveler", ending, url=f"{people}?watch=renewal", tone="warning" if ending else ""),
    ]  # fmt: skip


def said(row: Mission) -> str:
    """Where it takes place is not said twice."""
    return f"Mission : {row.title}" + ("" if row.commune.name in row.title else f", {row.commune.name}")


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The missions that are not refused nor cancelled, and the trainings."""
    if not reads_road_safety(staff, on=first):
        return
    rows = queries.missions().filter(starts_at__date__range=(first, last))
    for row in rows.exclude(state__in=("refused", "cancelled")).order_by("starts_at")[:AGENDA_ROWS]:
        starts = localtime(row.starts_at)
        free = row.state in queries.TO_STAFF and row.taken < row.needed
        yield AgendaEvent(starts.date(), said(row), mission_url(row), SUBJECT,
                          starts_at=starts, tone="warning" if free else "")  # fmt: skip
    sessions = Training.objects.filter(starts_at__date__range=(first, last)).exclude(state=Training.State.CANCELLED)
    for found in sessions.order_by("starts_at")[:AGENDA_ROWS]:
        starts = localtime(found.starts_at)
        yield AgendaEvent(starts.date(), f"Formation : {found}", training_url(found), SUBJECT, starts_at=starts)


def find(question: Question) -> Found:
    """Volunteers by name or number, missions by number, title or requester."""
    text = question.text.strip()
    if not text or not reads_road_safety(question.staff, on=question.on):
        return Found()
    people = queries.volunteers()
    for word in text.split():
        people = people.filter(Q(last_name__icontains=word) | Q(first_name__icontains=word) | Q(number__iexact=word))
    held = queries.missions().filter(
        Q(number__icontains=text) | Q(title__icontains=text) | Q(requester__icontains=text)
    )  # fmt: skip
    rows = [*people[: SEARCH_CAP + 1], *held[: SEARCH_CAP + 1]][: SEARCH_CAP + 1]
    hits = [hit_of(row, text) for row in rows[: question.limit]]
    return Found(hits, min(len(rows), SEARCH_CAP), len(rows) > SEARCH_CAP)


def hit_of(row, text: str) -> SearchHit:
    is_exact = row.number.casefold() == text.casefold()
    if isinstance(row, Volunteer):
        return SearchHit(
            str(row), volunteer_url(row), SUBJECT, f"{row.number}, {row.get_state_display().lower()}", is_exact
        )
    detail = f"{row.commune.name}, {row.get_state_display().lower()}"
    return SearchHit(str(row), mission_url(row), "Mission IDSR", detail, is_exact)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The missions to come, amber while their team is not complete."""
    if not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in queries.missions().filter(state__in=queries.COMING, starts_at__gt=at).order_by("starts_at")[:POINTS]:
        free = row.state in queries.TO_STAFF and row.taken < row.needed
        yield MapPoint(
            label=f"{row.number}, {localtime(row.starts_at):%d/%m} : {row.title}", commune=row.commune_id,
            url=mission_url(row), tone="warning" if free else "", latitude=row.commune.latitude,
            longitude=row.commune.longitude,
        )  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in queries.missions().filter(commune=key, state__in=queries.HELD).order_by("-starts_at")[:AGENDA_ROWS]:
        met = f", {row.reached} personnes rencontrées" if row.reached else ""
        yield AgendaEvent(localtime(row.starts_at).date(), f"{row.title}{met}", mission_url(row), SUBJECT)


def report_lines(year: int, on: date) -> list[list[str]]:
    """What the report of a plan says of the volunteers: how many, their missions, the hours they gave."""
    found = queries.year_figures(year, midnight(on))
    hours = f"{found.hours:f}".replace(".", ",")
    return [
        ["Intervenants actifs", str(found.active)],
        ["Missions d'intervenants réalisées", str(found.held)],
        ["Heures données par les intervenants", hours],
        ["Personnes rencontrées par les intervenants", str(found.met)],
    ]
