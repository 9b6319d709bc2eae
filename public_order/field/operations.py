"""A problem from its report to its end, each step told on a day; the actions of the partners meanwhile."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from public_order.field.models import GpoAction, GpoProblem, GpoStep, PsqSector
from public_order.field.rules import FOLLOWING, STILL_OPEN, is_early_relapse
from public_order.field.terms import RELAPSE_MONTHS, REVIEW_DAYS
from public_order.recording import mark_of, reasoned, refuse_unseen, tell, worker
from public_order.statistics.models import PoliceDistrict

State = GpoProblem.State


def not_to_come(day: date, on: date, field: str) -> None:
    if day > on:
        raise DomainError("Ce jour n'est pas encore venu.", field=field)


def locked(problem: GpoProblem) -> GpoProblem:
    row = GpoProblem.objects.select_for_update(of=("self",)).select_related("sector", "commune").get(pk=problem.pk)
    if row.state == State.CLOSED:
        raise Conflict("Ce problème est clos : il ne change plus.")
    return row


def sector_mark(row: PsqSector) -> str:
    towns = sorted(row.communes.values_list("pk", flat=True))
    return mark_of(row.name, row.district_id, row.pilot, row.partners, towns)


@transaction.atomic
def record_sector(
    *, sector: PsqSector | None = None, name: str, district: PoliceDistrict | None, communes: Sequence[Commune],
    pilot: str, partners: str = "", seen: str = "", by: StaffMember, at: datetime,
) -> PsqSector:  # fmt: skip
    """`seen`: the mark of the sector as the page showed it."""
    worker(by, at)
    row = PsqSector.objects.select_for_update().get(pk=sector.pk) if sector else PsqSector()
    if sector:
        refuse_unseen(sector_mark(row), seen, f"secteur {row}, piloté par {row.pilot}")
    old = row.pilot
    if PsqSector.objects.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise Conflict("Ce secteur existe déjà.", field="name")
    row.name, row.district, row.pilot, row.partners = name, district, pilot, partners
    row.save()
    row.communes.set(communes)
    tell("psq_sector.recorded", row, by, at, old=old, pilot=pilot)
    return row


@transaction.atomic
def report_problem(
    *, sector: PsqSector, title: str, commune: Commune, place: str, nature: str, priority: int, source: str,
    reported_on: date, by: StaffMember, at: datetime,
) -> GpoProblem:  # fmt: skip
    on = worker(by, at)
    not_to_come(reported_on, on, "reported_on")
    if not sector.communes.filter(pk=commune.pk).exists():
        raise DomainError(f"{commune.name} n'est pas dans le secteur {sector}.", field="commune")
    # The same problem told twice at the same instant is one.
    PsqSector.objects.select_for_update().get(pk=sector.pk)
    if sector.problems.filter(title__iexact=title, place__iexact=place, state__in=STILL_OPEN).exists():
        raise Conflict("Ce problème est déjà ouvert à cet endroit.", field="title")
    row = GpoProblem.objects.create(
        sector=sector, title=title, commune=commune, place=place, nature=nature, priority=priority, source=source,
        reported_on=reported_on, open_since=reported_on, recorded_at=at, recorded_by=by,
        review_on=on + timedelta(days=int(value(REVIEW_DAYS, on))),
    )  # fmt: skip
    tell("gpo_problem.reported", row, by, at, sector=sector.name)
    return row


@transaction.atomic
def follow(
    *, problem: GpoProblem, held_on: date, state: str, words: str, review_on: date | None = None, by: StaffMember,
    at: datetime,
) -> GpoProblem:  # fmt: skip
    """A point on the problem: what was said, the state that follows, the next one."""
    on = worker(by, at)
    not_to_come(held_on, on, "held_on")
    words = reasoned(words, "words")
    row = locked(problem)
    if row.steps.filter(on=held_on, state=state, words=words).exists():
        raise Conflict("Ce point est déjà enregistré.", field="words")
    if state not in FOLLOWING[row.state]:
        raise Conflict(
            f"Un problème « {row.get_state_display().lower()} » ne devient pas « {State(state).label.lower()} ».",
            field="state",
        )
    last = row.steps.values_list("on", flat=True).first() or row.reported_on
    if held_on < last:
        raise DomainError(f"Le point précédent est du {last:%d/%m/%Y}.", field="held_on")
    if state not in (State.CLOSED, State.RESOLVED) and review_on is None:
        raise DomainError("Un problème ouvert a une date de prochain point.", field="review_on")
    if review_on is not None and review_on <= held_on:
        raise DomainError("Le prochain point suit celui-ci.", field="review_on")
    if state == State.PLANNED and not row.actions.exists():
        raise DomainError("Un plan d'action compte au moins une action : l'ajouter d'abord.", field="state")
    apply_step(row, state, held_on, words, on)
    row.review_on = review_on if state != State.CLOSED else None
    row.save()
    GpoStep.objects.create(problem=row, on=held_on, state=state, words=words, recorded_at=at, recorded_by=by)
    tell("gpo_problem.followed", row, by, at, state=row.get_state_display())
    return row


def apply_step(row: GpoProblem, state: str, held_on: date, words: str, on: date) -> None:
    former, row.state = row.state, State(state)
    if state == State.DIAGNOSED:
        row.diagnosis = words
    if state in (State.RESOLVED, State.CLOSED):
        row.result = words
    if state == State.RESOLVED and former != State.RESOLVED:
        row.resolved_on = held_on
    if state == State.RELAPSED:
        row.relapsed_on = row.open_since = held_on
        row.is_early_relapse = is_early_relapse(row.resolved_on, held_on, int(value(RELAPSE_MONTHS, on)))
        row.resolved_on = None


@transaction.atomic
def add_action(
    *, problem: GpoProblem, label: str, owner: str, due_on: date, by: StaffMember, at: datetime
) -> GpoAction:
    worker(by, at)
    row = locked(problem)
    if due_on < row.reported_on:
        raise DomainError("L'échéance suit le signalement.", field="due_on")
    if row.actions.filter(label__iexact=label, owner__iexact=owner, due_on=due_on).exists():
        raise Conflict("Cette action est déjà décidée.", field="label")
    action = GpoAction.objects.create(problem=row, label=label, owner=owner, due_on=due_on)
    tell("gpo_problem.action", row, by, at, label=label, owner=owner)
    return action


@transaction.atomic
def finish_action(*, action: GpoAction, done_on: date, by: StaffMember, at: datetime, **_: Any) -> GpoAction:
    on = worker(by, at)
    not_to_come(done_on, on, "done_on")
    row = GpoAction.objects.select_for_update(of=("self",)).select_related("problem").get(pk=action.pk)
    if row.done_on is not None:
        raise Conflict(f"Cette action est déjà faite, le {row.done_on:%d/%m/%Y}.")
    row.done_on = done_on
    row.save(update_fields=["done_on"])
    tell("gpo_problem.action_done", row.problem, by, at, label=row.label)
    return row
