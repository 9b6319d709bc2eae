"""What exercises bring to the figures, the agenda, the search and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from civil_protection.exercises.models import ExerciseCalendar, Review
from civil_protection.exercises.queries import PENDING, TO_COME, actions, exercises, old_actions, reviews
from civil_protection.exercises.tables import exercise_url, review_url
from civil_protection.policies import reads_civil_protection
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, Question, SearchHit
from directorate.org.models import StaffMember

AGENDA_ROWS = 100


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    listed, lessons = reverse("civil_protection:exercises"), reverse("civil_protection:reviews")
    late = Review.objects.filter(Q(hot_at=None, hot_due_at__lt=at) | Q(published_on=None, cold_due_on__lt=on)).count()
    old = len(old_actions(on))
    ordered = ExerciseCalendar.objects.filter(pk=on.year).exists()
    return [
        Figure("Exercices à venir", exercises().filter(state__in=TO_COME, starts_at__gte=at).count(),
               url=f"{listed}?state=coming"),
        Figure("Calendrier de l'année arrêté", int(ordered), url=reverse("civil_protection:exercise-calendar"),
               tone="" if ordered else "warning"),
        Figure("RETEX en retard", late, url=f"{lessons}?state=late", tone="warning" if late else ""),
        Figure("Actions de RETEX ouvertes depuis trop longtemps", old,
               url=reverse("civil_protection:review-actions-old"), tone="error" if old else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """Exercises, lessons to publish, actions to finish."""
    if not reads_civil_protection(staff, on=first):
        return
    rows = exercises().filter(starts_at__date__range=(first, last)).exclude(state="cancelled")
    for row in rows.order_by("starts_at", "pk")[:AGENDA_ROWS]:
        day = row.starts_at.astimezone(PARIS).date()
        yield AgendaEvent(day, f"Exercice : {row.title}", exercise_url(row.pk), "Exercices")
    for lessons in reviews().filter(published_on=None, cold_due_on__range=(first, last))[:AGENDA_ROWS]:
        label = f"{lessons}, à publier"
        yield AgendaEvent(lessons.cold_due_on, label, review_url(lessons.pk), "Exercices", tone="warning")
    for row in actions().filter(state__in=PENDING, due_on__range=(first, last))[:AGENDA_ROWS]:
        label = f"Action de RETEX à finir : {row.label}"
        yield AgendaEvent(row.due_on, label, review_url(row.review_id), "Exercices", tone="warning")


def find_exercises(question: Question) -> Found:
    text = question.text.strip()
    if not text or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    rows = list(exercises().filter(Q(title__icontains=text) | Q(pilot__icontains=text))[: SEARCH_CAP + 1])
    hits = [
        SearchHit(row.title, exercise_url(row.pk), "Exercice",
                  f"{row.get_kind_display()}, {row.starts_at.astimezone(PARIS):%d/%m/%Y}, "
                  f"{row.get_state_display().lower()}", exact=row.title.casefold() == text.casefold())
        for row in rows[: question.limit]
    ]  # fmt: skip
    return Found(hits, min(len(rows), SEARCH_CAP), len(rows) > SEARCH_CAP)


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_civil_protection(staff, on=paris_day(at)):
        return
    for row in exercises().filter(communes=key):
        label = f"Exercice {row.title} : {row.get_state_display().lower()}"
        yield AgendaEvent(row.starts_at.astimezone(PARIS).date(), label, exercise_url(row.pk), "Exercices")
