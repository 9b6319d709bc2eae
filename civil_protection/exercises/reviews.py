"""Lessons learnt (RETEX) after an exercise or an event, and the actions that they ask for (CSI, art. R741-5)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from civil_protection.crisis.models import CrisisEvent
from civil_protection.exercises import rules, terms
from civil_protection.exercises.models import Exercise, Review, ReviewAction, ReviewFinding
from civil_protection.exercises.operations import allowed, locked, moved
from civil_protection.plans.models import Plan
from civil_protection.policies import UNIT
from civil_protection.protection.levels import Level, check_level
from civil_protection.protection.words import check_text
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.partners.models import Organisation
from directorate.web.errors import Conflict, DomainError


def tell(verb: str, row: Model, by: StaffMember, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=f"review.{verb}", subject=row, label=str(row)[:250], unit_code=UNIT, details=details)


def alone_with(review: Review) -> Review:
    return Review.objects.select_for_update(of=("self",)).select_related("exercise", "event").get(pk=review.pk)


@transaction.atomic
def open_review(
    *, exercise: Exercise | None = None, event: CrisisEvent | None = None, ended_at: datetime | None = None,
    level: str = Level.INTERNAL, by: StaffMember, at: datetime,
) -> Review:  # fmt: skip
    """Lessons of a played exercise, or of an event that may still be going on: both terms run from its end."""
    allowed(by, at)
    check_level(level, paris_day(at))
    if (exercise is None) == (event is None):
        raise DomainError("Un RETEX parle d'un exercice ou d'un événement.", field="event")
    if exercise is not None:
        exercise = locked(exercise, Exercise.State.PLAYED)
        ended_at = exercise.ends_at
    else:
        event = CrisisEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
        ended_at = ended_at or event.ended_at or at
    if ended_at > at:
        raise DomainError("Cet instant est dans l'avenir.", field="ended_at")
    if Review.objects.filter(exercise=exercise, event=event).exists():
        raise Conflict("Son RETEX est déjà ouvert.")
    on = paris_day(ended_at)
    row = Review.objects.create(
        exercise=exercise, event=event, level=level, ended_at=ended_at, recorded_at=at, recorded_by=by,
        hot_due_at=rules.hot_due(ended_at, int(value(terms.HOT, on))),
        cold_due_on=rules.cold_due(ended_at, int(value(terms.COLD, on))),
    )  # fmt: skip
    tell("opened", row, by, at, hot_due_at=row.hot_due_at.isoformat(), cold_due_on=row.cold_due_on.isoformat())
    return row


@transaction.atomic
def debrief(*, review: Review, hot_at: datetime, hot_summary: str, by: StaffMember, at: datetime) -> Review:
    """The debriefing at once was held."""
    allowed(by, at)
    check_text(hot_summary, field="hot_summary")
    row = alone_with(review)
    if row.hot_at is not None:
        raise Conflict("Le débriefing à chaud est déjà enregistré.")
    if hot_at > at:
        raise DomainError("Cet instant est dans l'avenir.", field="hot_at")
    if hot_at < row.ended_at:
        raise DomainError("Le débriefing suit la fin de l'exercice ou de l'événement.", field="hot_at")
    row.hot_at, row.hot_summary = hot_at, hot_summary
    row.save(update_fields=["hot_at", "hot_summary"])
    tell("debriefed", row, by, at, hot_at=hot_at.isoformat(), in_time=hot_at <= row.hot_due_at)
    if row.exercise:
        moved(locked(row.exercise, Exercise.State.PLAYED), Exercise.State.DEBRIEFED, by, at)
    return row


@transaction.atomic
def debrief_exercise(
    *, exercise: Exercise, hot_at: datetime, hot_summary: str, by: StaffMember, at: datetime
) -> Review:
    """The debriefing of an exercise opens its lessons when nobody has."""
    allowed(by, at)
    row = Review.objects.filter(exercise=exercise).first() or open_review(
        exercise=exercise, level=exercise.level, by=by, at=at
    )
    return debrief(review=row, hot_at=hot_at, hot_summary=hot_summary, by=by, at=at)


@transaction.atomic
def add_finding(*, review: Review, kind: str, text: str, by: StaffMember, at: datetime) -> ReviewFinding:
    allowed(by, at)
    check_text(text, field="text")
    row = alone_with(review)
    if row.published_on is not None:
        raise Conflict("Ce RETEX est publié : ses constats ne changent plus.")
    found = ReviewFinding.objects.create(review=row, kind=kind, text=text)
    tell("finding", row, by, at, kind=found.get_kind_display())
    return found


@transaction.atomic
def add_action(
    *, review: Review, label: str, owner: Organisation, priority: int, due_on: date, plan: Plan | None = None,
    by: StaffMember, at: datetime,
) -> ReviewAction:  # fmt: skip
    """A recommendation becomes an action: somebody, until a day."""
    allowed(by, at)
    check_text(label, field="label")
    on = paris_day(at)
    if due_on < on:
        raise DomainError("L'échéance est à venir.", field="due_on")
    row = alone_with(review)
    found = ReviewAction.objects.create(
        review=row, label=label, owner=owner, priority=priority, opened_on=on, due_on=due_on, plan=plan
    )  # fmt: skip
    tell("action", row, by, at, action=label, owner=str(owner), due_on=due_on.isoformat())
    return found


@transaction.atomic
def follow_action(
    *, action: ReviewAction, state: str, ended_on: date | None = None, proof: str = "", by: StaffMember, at: datetime
) -> ReviewAction:
    """Where an action stands; done with its proof, dropped with its reason."""
    allowed(by, at)
    check_text(proof, field="proof")
    row = ReviewAction.objects.select_for_update(of=("self",)).select_related("review").get(pk=action.pk)
    ends = state in (ReviewAction.State.DONE, ReviewAction.State.DROPPED)
    if row.ended_on is not None:
        raise Conflict("Cette action est déjà terminée.")
    if ends and not proof.strip():
        raise DomainError("Indiquer la preuve, ou le motif de l'abandon.", field="proof")
    ended_on = (ended_on or paris_day(at)) if ends else None
    if ended_on and not row.opened_on <= ended_on <= paris_day(at):
        raise DomainError("La fin suit la décision et n'est pas dans l'avenir.", field="ended_on")
    row.state, row.ended_on, row.proof = state, ended_on, proof
    row.save(update_fields=["state", "ended_on", "proof"])
    tell("followed", row, by, at, state=row.get_state_display(), proof=proof)
    return row


@transaction.atomic
def publish(*, review: Review, published_on: date, by: StaffMember, at: datetime) -> Review:
    """Published once debriefed, with a finding at least and each objective judged."""
    allowed(by, at)
    row = alone_with(review)
    if row.published_on is not None:
        raise Conflict("Ce RETEX est déjà publié.")
    if row.hot_at is None:
        raise Conflict("Enregistrer d'abord le débriefing à chaud.")
    if not row.findings.exists():
        raise Conflict("Un RETEX publié a au moins un constat.")
    if row.exercise and row.exercise.objectives.filter(result="").exists():
        raise Conflict("Dire d'abord le résultat de chaque objectif de l'exercice.")
    if not paris_day(row.hot_at) <= published_on <= paris_day(at):
        raise DomainError("La publication suit le débriefing et n'est pas dans l'avenir.", field="published_on")
    row.published_on = published_on
    row.save(update_fields=["published_on"])
    tell("published", row, by, at, published_on=published_on.isoformat(), in_time=published_on <= row.cold_due_on)
    if row.exercise:
        moved(locked(row.exercise, Exercise.State.DEBRIEFED), Exercise.State.PUBLISHED, by, at)
    return row
