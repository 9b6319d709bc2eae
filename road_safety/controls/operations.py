"""A control operation: planned, held with its counts, released to the press once the prosecutor agrees."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction

from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.controls.models import ControlOperation
from road_safety.controls.rules import COUNTED, REQUIRED, count_fault
from road_safety.policies import heads_road_safety
from road_safety.strategy.writing import past, reasoned, tell, worker

State = ControlOperation.State


def locked(control: ControlOperation) -> ControlOperation:
    return ControlOperation.objects.select_for_update().get(pk=control.pk)


def not_twice(held_on: date, commune: Commune, place: str, pk: int | None = None) -> None:
    # Two clicks at the same instant wait for one another here.
    Commune.objects.select_for_update().only("pk").get(pk=commune.pk)
    same = ControlOperation.objects.filter(held_on=held_on, commune=commune, place=place)
    if same.exclude(state=State.CANCELLED).exclude(pk=pk).exists():
        raise Conflict("Une opération est déjà enregistrée ce jour-là à cet endroit.", field="place")


@transaction.atomic
def plan_control(
    *, held_on: date, commune: Commune, place: str, forces: Sequence[str], starts_at: time | None = None,
    theme: str = "", comment: str = "", by: StaffMember, at: datetime,
) -> ControlOperation:  # fmt: skip
    worker(by, at)
    if not forces:
        raise DomainError("Dire quelle force tient l'opération.", field="forces")
    not_twice(held_on, commune, place)
    row = ControlOperation.objects.create(
        held_on=held_on, commune=commune, place=place, forces=list(forces), starts_at=starts_at, theme=theme,
        comment=comment, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    tell("control.planned", row, by, at, held_on=held_on.isoformat())
    return row


@transaction.atomic
def move_control(
    *, control: ControlOperation, held_on: date, commune: Commune, place: str, forces: Sequence[str],
    starts_at: time | None = None, theme: str = "", comment: str = "", by: StaffMember, at: datetime,
) -> ControlOperation:  # fmt: skip
    """Another day or place, while it is not held."""
    worker(by, at)
    row = locked(control)
    if row.state != State.PLANNED:
        raise Conflict(f"Cette opération est « {row.get_state_display().lower()} » : elle ne se déplace plus.")
    if not forces:
        raise DomainError("Dire quelle force tient l'opération.", field="forces")
    not_twice(held_on, commune, place, row.pk)
    former = row.held_on
    row.held_on, row.commune, row.place, row.forces = held_on, commune, place, list(forces)
    row.starts_at, row.theme, row.comment = starts_at, theme, comment
    row.save()
    tell("control.moved", row, by, at, old=former.isoformat(), new=held_on.isoformat())
    return row


@transaction.atomic
def hold_control(
    *, control: ControlOperation, counts: Mapping[str, int | None], has_open_case: bool = False, comment: str = "",
    by: StaffMember, at: datetime,
) -> ControlOperation:  # fmt: skip
    """Its counts, said the first time or corrected; positives never pass the tests.

    The prosecutor agreed to what he was told: other counts, or a case that opens, wait for him again. That no case is
    open any more is for a head to say, with a reason.
    """
    on = worker(by, at)
    row = locked(control)
    if row.state == State.CANCELLED:
        raise Conflict("Cette opération est annulée.")
    if row.held_on > on:
        raise Conflict(f"Cette opération est programmée le {row.held_on:%d/%m/%Y} : elle n'a pas eu lieu.")
    for name in REQUIRED:
        if counts.get(name) is None:
            raise DomainError("Ce nombre est nécessaire ; zéro s'il n'y en a pas eu.", field=name)
    if fault := count_fault(counts):
        raise DomainError(fault[1], field=fault[0])
    former = {name: getattr(row, name) for name in COUNTED} if row.state == State.HELD else {}
    if row.has_open_case and not has_open_case:
        if not heads_road_safety(by, on=on):
            raise NotAllowed("Seul le chef du bureau indique qu'aucune procédure judiciaire n'est plus ouverte.")
        if not comment.strip() or comment == row.comment:
            raise DomainError("Dire pourquoi aucune procédure judiciaire n'est plus ouverte.", field="comment")
    if former != {name: counts.get(name) for name in COUNTED} or has_open_case and not row.has_open_case:
        row.agreed_on, row.agreed_by = None, ""
    for name in COUNTED:
        setattr(row, name, counts.get(name))
    row.has_open_case, row.state = has_open_case, State.HELD
    row.comment = comment or row.comment
    row.save()
    tell("control.held", row, by, at, old=former, new={name: counts.get(name) for name in COUNTED},
         has_open_case=has_open_case)  # fmt: skip
    return row


@transaction.atomic
def record_agreement(
    *, control: ControlOperation, agreed_on: date, agreed_by: str, by: StaffMember, at: datetime
) -> ControlOperation:
    """The prosecutor agrees that the counts are told."""
    on = worker(by, at)
    past(agreed_on, on, "agreed_on")
    row = locked(control)
    if row.state != State.HELD or not row.has_open_case:
        raise Conflict("Aucune procédure judiciaire ne retient les chiffres de cette opération.")
    if agreed_on < row.held_on:
        raise DomainError("L'accord suit l'opération.", field="agreed_on")
    row.agreed_on, row.agreed_by = agreed_on, agreed_by
    row.save(update_fields=["agreed_on", "agreed_by"])
    tell("control.agreed", row, by, at, agreed_on=agreed_on.isoformat())
    return row


@transaction.atomic
def cancel_control(*, control: ControlOperation, reason: str, by: StaffMember, at: datetime) -> ControlOperation:
    worker(by, at)
    row = locked(control)
    if row.state != State.PLANNED:
        raise Conflict(f"Cette opération est « {row.get_state_display().lower()} » : elle ne s'annule plus.")
    row.state, row.cancelled_why = State.CANCELLED, reasoned(reason)
    row.save(update_fields=["state", "cancelled_why"])
    tell("control.cancelled", row, by, at, reason=row.cancelled_why)
    return row
