"""Sessions of training and the times when volunteers are free."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from directorate.legal_calendar.arithmetic import counted
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError
from road_safety.strategy.writing import tell, worker
from road_safety.volunteers.models import Availability, Training, TrainingAttendance, Volunteer
from road_safety.volunteers.queries import HERE, WAITING
from road_safety.volunteers.recurrence import fault_of

State, Status = Training.State, TrainingAttendance.Status
MOST_AVAILABILITIES = 60
LONGEST_DAYS = 62


def locked(training: Training, what: str) -> Training:
    row = Training.objects.select_for_update().get(pk=training.pk)
    if row.state != State.PLANNED:
        raise Conflict(f"La session est « {row.get_state_display().lower()} » : elle ne peut pas être {what}.")
    return row


@transaction.atomic
def plan_training(*, training: Training | None = None, by: StaffMember, at: datetime, **facts: Any) -> Training:
    worker(by, at)
    row = locked(training, "modifiée") if training else Training()
    if facts["ends_at"] <= facts["starts_at"]:
        raise DomainError("La fin suit le début.", field="ends_at")
    if training and facts["capacity"] < training.attendances.filter(status=Status.REGISTERED).count():
        raise Conflict("Plus de personnes sont déjà inscrites.", field="capacity")
    for name, given in facts.items():
        setattr(row, name, given)
    row.save()
    tell("training.planned", row, by, at, starts_at=row.starts_at.isoformat())
    return row


@transaction.atomic
def register(*, training: Training, volunteers: Sequence[Volunteer], by: StaffMember, at: datetime) -> Training:
    """The session is locked: two people never give the last place twice."""
    worker(by, at)
    row = locked(training, "complétée")
    known = {found.volunteer_id: found for found in row.attendances.all()}
    added = [person for person in volunteers if person.pk not in known or known[person.pk].status == Status.EXCUSED]
    if not added:
        raise DomainError("Choisir au moins une personne qui n'est pas inscrite.", field="volunteers")
    taken = sum(found.status == Status.REGISTERED for found in known.values())
    if taken + len(added) > row.capacity:
        raise Conflict(f"Il reste {counted(row.capacity - taken, 'places')}.", field="volunteers")
    for person in added:
        if person.state not in (*WAITING, *HERE):
            raise Conflict(f"{person} est parti.", field="volunteers")
        TrainingAttendance.objects.update_or_create(
            training=row, volunteer=person, defaults={"status": Status.REGISTERED, "recorded_at": at}
        )
    tell("training.registered", row, by, at, count=len(added))
    return row


@transaction.atomic
def hold_training(*, training: Training, present: Collection[int], by: StaffMember, at: datetime) -> Training:
    """Who was there holds the module from that day."""
    worker(by, at)
    row = locked(training, "tenue")
    if row.ends_at > at:
        raise Conflict("La session n'est pas finie.")
    for found in row.attendances.filter(status=Status.REGISTERED):
        found.status = Status.PRESENT if found.volunteer_id in present else Status.ABSENT
        found.recorded_at = at
        found.save(update_fields=["status", "recorded_at"])
    row.state = State.HELD
    row.save(update_fields=["state"])
    tell("training.held", row, by, at, present=len(present))
    return row


@transaction.atomic
def cancel_training(*, training: Training, by: StaffMember, at: datetime) -> Training:
    worker(by, at)
    row = locked(training, "annulée")
    row.state = State.CANCELLED
    row.save(update_fields=["state"])
    tell("training.cancelled", row, by, at)
    return row


@transaction.atomic
def add_availability(
    *, volunteer: Volunteer, kind: str, starts_at: datetime, ends_at: datetime, rule: str = "", note: str = "",
    by: StaffMember | None, at: datetime,
) -> Availability:  # fmt: skip
    """`by` nobody: he says it himself, on his page."""
    if by is not None:
        worker(by, at)
    row = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if row.state == Volunteer.State.ENDED:
        raise Conflict("Cet intervenant est parti.")
    if ends_at <= starts_at:
        raise DomainError("La fin suit le début.", field="ends_at")
    if (ends_at - starts_at).days > LONGEST_DAYS:
        raise DomainError("Deux mois au plus d'un seul tenant.", field="ends_at")
    if fault := fault_of(rule, starts_at):
        raise DomainError(fault, field="until")
    if row.availabilities.count() >= MOST_AVAILABILITIES:
        raise Conflict("Trop de disponibilités : en retirer d'abord.")
    found = Availability.objects.create(
        volunteer=row, kind=kind, starts_at=starts_at, ends_at=ends_at, rule=rule, note=note[:200]
    )
    tell("volunteer.availability", row, by, at, kind=kind, starts_at=starts_at.isoformat(), rule=rule)
    return found


@transaction.atomic
def drop_availability(*, availability: Availability, by: StaffMember | None, at: datetime) -> Volunteer:
    if by is not None:
        worker(by, at)
    row = availability.volunteer
    if not Availability.objects.filter(pk=availability.pk).delete()[0]:
        raise Conflict("Cette disponibilité est déjà retirée.")
    tell("volunteer.availability_dropped", row, by, at)
    return row
