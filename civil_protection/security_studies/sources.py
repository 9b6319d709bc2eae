"""What the studies of public security bring to the figures, the agenda, the search, the map and a commune's page."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from civil_protection.policies import reads_civil_protection
from civil_protection.security_studies.models import SecurityStudy
from civil_protection.security_studies.queries import OPEN, near, studies
from civil_protection.security_studies.terms import WARNING_DAYS
from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter

KIND = "Études de sécurité publique"
AGENDA_ROWS, POINTS = 100, 200
State = SecurityStudy.State


def page_of(row: SecurityStudy) -> str:
    return reverse("civil_protection:security-study", args=[row.pk])


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    days = int(parameter(WARNING_DAYS, on))
    listed = reverse("civil_protection:security-studies")
    soon = near(on, days).count()
    return [
        Figure("Études attendues", SecurityStudy.objects.filter(state=State.EXPECTED).count(),
               url=f"{listed}?state={State.EXPECTED}"),
        Figure("Études en instruction", SecurityStudy.objects.filter(state=State.UNDER_REVIEW).count(),
               url=f"{listed}?state={State.UNDER_REVIEW}"),
        Figure(f"Avis réputés favorables dans les {days} jours", soon,
               url=reverse("civil_protection:security-study-report"), tone="warning" if soon else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    if not reads_civil_protection(staff, on=first):
        return
    rows = studies().filter(state=State.UNDER_REVIEW, opinion_due_on__range=(first, last))
    for row in rows.order_by("opinion_due_on", "pk")[:AGENDA_ROWS]:
        yield AgendaEvent(row.opinion_due_on, f"Avis réputé favorable après ce jour : {row.project}", page_of(row),
                          KIND, tone="warning")  # fmt: skip


def find_studies(question: Question) -> Found:
    """By reference, project, permit or commune."""
    text = question.text.strip()
    if not text or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    rows = studies().filter(
        Q(reference__icontains=text)
        | Q(project__icontains=text)
        | Q(permit_number__icontains=text)
        | Q(commune__name__icontains=text)
    )
    found = list(rows[: SEARCH_CAP + 1])
    hits = [
        SearchHit(f"Étude {row.reference}", page_of(row), KIND,
                  f"{row.project}, {row.commune.name}, {row.get_state_display().lower()}",
                  exact=text.casefold() in (row.reference.casefold(), row.permit_number.casefold()))
        for row in found[: question.limit]
    ]  # fmt: skip
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The projects that are followed, at their place or at that of their commune."""
    if not reads_civil_protection(staff, on=paris_day(at)):
        return
    for row in studies().filter(state__in=OPEN)[:POINTS]:
        here = row if row.latitude is not None else row.commune
        yield MapPoint(label=f"{row.project} : {row.get_state_display().lower()}", commune=row.commune_id,
                       url=page_of(row), latitude=here.latitude, longitude=here.longitude)  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_civil_protection(staff, on=paris_day(at)):
        return
    for row in studies().filter(commune=key):
        yield AgendaEvent(row.identified_on, f"{row.project} : {row.get_state_display().lower()}", page_of(row), KIND)
