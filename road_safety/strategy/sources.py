"""What the strategy brings to the figures, the agenda, the search, the map and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from road_safety.policies import reads_road_safety
from road_safety.strategy.funding import words
from road_safety.strategy.models import Action, Orientations
from road_safety.strategy.queries import OPEN, RETAINED, TO_HOLD, actions, calendar_of, plans, to_review, unevaluated
from road_safety.strategy.tables import action_url

AGENDA_ROWS = 100
POINTS = 200
SUBJECT = "PDASR"


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    listed = reverse("road_safety:plan-actions")
    late = unevaluated(on).count()
    found = [
        Figure("Fiches d'action à examiner", Action.objects.filter(state__in=OPEN).count(), url=f"{listed}?state=open"),
        Figure("Actions retenues à réaliser", Action.objects.filter(state__in=TO_HOLD).count(),
               url=f"{listed}?state=to_hold"),
        Figure("Évaluations en retard", late, url=f"{listed}?late=evaluation", tone="warning" if late else ""),
    ]  # fmt: skip
    reviews = to_review(on).count()
    if reviews:
        found.append(Figure("DGO : bilan à mi-parcours à faire", reviews, url=reverse("road_safety:orientations"),
                            tone="warning"))  # fmt: skip
    return found


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The days of the plans, the actions, the reviews of the orientations."""
    if not reads_road_safety(staff, on=first):
        return
    for plan in plans().filter(year__range=(first.year - 1, last.year + 1)):
        url = reverse("road_safety:year-plan", args=[plan.year])
        for _, label, day in calendar_of(plan):
            if first <= day <= last:
                yield AgendaEvent(day, f"{plan} : {label.lower()}", url, SUBJECT)
    rows = actions().filter(state__in=RETAINED, starts_on__range=(first, last)).order_by("starts_on", "pk")
    for row in rows[:AGENDA_ROWS]:
        yield AgendaEvent(row.starts_on, f"Action : {row.title}", action_url(row), SUBJECT)
    for found in Orientations.objects.filter(state="in_force", reviewed_on=None, review_on__range=(first, last)):
        url = reverse("road_safety:orientations-one", args=[found.pk])
        yield AgendaEvent(found.review_on, f"{found} : bilan à mi-parcours", url, "DGO", tone="warning")


def find_actions(question: Question) -> Found:
    """By number, title or promoter."""
    text = question.text.strip()
    if not text or not reads_road_safety(question.staff, on=question.on):
        return Found()
    rows = actions().filter(Q(number__icontains=text) | Q(title__icontains=text) | Q(promoter__icontains=text))
    found = list(rows[: SEARCH_CAP + 1])
    hits = [
        SearchHit(str(row), action_url(row), SUBJECT, f"{row.promoter}, {row.get_state_display().lower()}",
                  exact=row.number.casefold() == text.casefold())
        for row in found[: question.limit]
    ]  # fmt: skip
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The actions retained and not held yet, at the place of their communes."""
    if not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in actions().filter(state__in=TO_HOLD)[:POINTS]:
        for town in row.communes.all():
            yield MapPoint(
                label=f"{row.number}, {town.name} : {row.title}",
                commune=town.pk,
                url=action_url(row),
                latitude=town.latitude,
                longitude=town.longitude,
            )


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in actions().filter(communes=key, state__in=RETAINED).exclude(starts_on=None):
        grant = f", {words(row.granted)}" if row.granted else ""
        yield AgendaEvent(row.held_on or row.starts_on, f"{row.title}{grant}", action_url(row), SUBJECT)
