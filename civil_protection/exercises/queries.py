"""What is read of exercises, of the lessons learnt and of the actions that follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet

from civil_protection.crisis.models import CrisisEvent
from civil_protection.exercises import rules, terms
from civil_protection.exercises.models import (
    Exercise,
    ExerciseCalendar,
    ExerciseInject,
    ExerciseObjective,
    Review,
    ReviewAction,
)
from civil_protection.plans.models import Plan
from civil_protection.plans.queries import in_force
from civil_protection.protection.acts import place_of
from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.parameters.queries import value
from directorate.web.errors import NotFound

State = Exercise.State
PLAYED = (State.PLAYED, State.DEBRIEFED, State.PUBLISHED, State.CLOSED)
TO_COME = (State.PROGRAMMED, State.PREPARED)
PENDING = (ReviewAction.State.OPEN, ReviewAction.State.GOING)
TONES = {
    State.PROGRAMMED: "info", State.PREPARED: "info", State.PLAYED: "warning", State.DEBRIEFED: "warning",
    State.PUBLISHED: "success", State.CLOSED: "neutral", State.CANCELLED: "neutral",
}  # fmt: skip


def exercises() -> QuerySet[Exercise]:
    return Exercise.objects.prefetch_related("plans")


def reviews() -> QuerySet[Review]:
    return Review.objects.select_related("exercise", "event").annotate(
        pending=Count("actions", filter=Q(actions__state__in=PENDING))
    )


def actions() -> QuerySet[ReviewAction]:
    return ReviewAction.objects.select_related("review__exercise", "review__event", "owner", "plan")


def known_exercise(pk: int) -> Exercise:
    row = exercises().filter(pk=pk).prefetch_related("communes", "players", "observers").first()
    if row is None:
        raise NotFound("Cet exercice n'existe pas.")
    return row


def known_review(pk: int) -> Review:
    row = reviews().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce RETEX n'existe pas.")
    return row


def old_actions(on: date) -> list[ReviewAction]:
    """R1.5: what is still open so many months after it was decided, the oldest first."""
    months = int(value(terms.OLD, on))
    rows = actions().filter(state__in=PENDING, opened_on__lte=add_months(on, -months)).order_by("opened_on", "id")
    return [row for row in rows if rules.open_since_before(row.opened_on, on, months)]


def events_without_review() -> QuerySet[CrisisEvent]:
    """What still needs its lessons: events that are going on and those closed without."""
    return CrisisEvent.objects.filter(review=None).order_by("-opened_at")


def script_of(exercise: Exercise) -> list[dict[str, Any]]:
    """The injects in their order with their delay in words."""
    return [
        {"row": row, "delay": rules.delay_words(minutes), "late": bool(minutes and minutes > 0)}
        for row in exercise.injects.all()
        for minutes in [rules.delay_minutes(row.planned_at, row.played_at)]
    ]


def mean_delay(injects: Iterable[ExerciseInject]) -> int | None:
    found = [rules.delay_minutes(row.planned_at, row.played_at) for row in injects if row.played_at]
    return round(sum(found) / len(found)) if found else None


def facts_of(rows: Iterable[ReviewAction]) -> list[rules.ActionFacts]:
    return [
        rules.ActionFacts(row.opened_on, row.due_on, row.ended_on, row.state == ReviewAction.State.DROPPED)
        for row in rows
    ]


@dataclass(frozen=True)
class Measures:
    """The figures of the lessons learnt, each with its fraction."""

    in_time: str
    age: int | None
    reached: str
    never: list[Plan]
    old: int


def measures(on: date) -> Measures:
    facts = facts_of(ReviewAction.objects.all())
    results = list(
        ExerciseObjective.objects.filter(exercise__state__in=PLAYED).values_list("result", flat=True)
    )  # fmt: skip
    return Measures(
        in_time=rules.percent_words(rules.closed_in_time(facts, on)), age=rules.mean_age(facts, on),
        reached=rules.percent_words(rules.reached(results)),
        never=list(in_force().filter(exercised_on=None).order_by("code")), old=len(old_actions(on)),
    )  # fmt: skip


@dataclass(frozen=True)
class Year:
    """R1.4: the exercises of a year, how many were held among those that were not to come, by kind."""

    year: int
    order: ExerciseCalendar | None
    rows: list[Exercise]
    held: str
    kinds: list[tuple[str, int]]

    @property
    def place(self) -> str:
        """Where the official register holds the order."""
        return place_of(self.order.letter) if self.order else ""


def year_bounds(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=PARIS), datetime(year + 1, 1, 1, tzinfo=PARIS)


def of_year(year: int) -> QuerySet[Exercise]:
    first, end = year_bounds(year)
    return exercises().filter(starts_at__gte=first, starts_at__lt=end).order_by("starts_at", "id")


def calendars() -> QuerySet[ExerciseCalendar]:
    """The orders of the calendars with their place in the official register."""
    return ExerciseCalendar.objects.select_related("letter__register_entry__issue")


def year_of(year: int) -> Year:
    rows = list(of_year(year).prefetch_related("communes"))
    live = [row for row in rows if row.state != State.CANCELLED]
    held = sum(1 for row in live if row.state in PLAYED)
    counts: Mapping[str, int] = {
        label: sum(1 for row in live if row.get_kind_display() == label) for label in Exercise.Kind.labels
    }
    return Year(
        year, calendars().filter(pk=year).first(), rows,
        f"{held}/{len(live)} = {int(Fraction(held, len(live)) * 100)} %" if live else "Rien à mesurer",
        [(label, count) for label, count in counts.items() if count],
    )  # fmt: skip
