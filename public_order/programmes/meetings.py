"""Committees, quarterly reviews and meetings of a programme; what they decide comes back until it is done."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError, NotFound
from public_order.programmes import comparing
from public_order.programmes.models import LocalProgramme, ProgrammeDecision, ProgrammeMeeting
from public_order.programmes.operations import locked
from public_order.recording import reasoned, tell, worker

State, Kind, Step = ProgrammeMeeting.State, ProgrammeMeeting.Kind, ProgrammeDecision.State


# --- reading ------------------------------------------------------------------------------------------------------


def meetings() -> QuerySet[ProgrammeMeeting]:
    return ProgrammeMeeting.objects.select_related("programme")


def known_meeting(pk: int) -> ProgrammeMeeting:
    row = meetings().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette réunion n'existe pas.")
    return row


def decisions() -> QuerySet[ProgrammeDecision]:
    return ProgrammeDecision.objects.select_related("meeting__programme")


def known_decision(pk: int) -> ProgrammeDecision:
    row = decisions().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette décision n'existe pas.")
    return row


def late(on: date) -> QuerySet[ProgrammeDecision]:
    return decisions().filter(state=Step.OPEN, due_on__lt=on)


def coming_back(meeting: ProgrammeMeeting) -> QuerySet[ProgrammeDecision]:
    """What former meetings of the programme decided and was still open on that day: each meeting begins with it."""
    return decisions().filter(
        Q(state=Step.OPEN) | Q(closed_on__gt=meeting.held_on), meeting__programme=meeting.programme_id,
        meeting__held_on__lt=meeting.held_on, meeting__state=State.HELD,
    )  # fmt: skip


# --- acting -------------------------------------------------------------------------------------------------------


@transaction.atomic
def plan_meeting(
    *, programme: LocalProgramme, kind: str, held_on: date, place: str, chair: str, quarter: date | None = None,
    by: StaffMember, at: datetime,
) -> ProgrammeMeeting:  # fmt: skip
    """A quarterly review is that of a quarter which is over on its day."""
    worker(by, at)
    row = locked(programme)
    if kind == Kind.COMMITTEE and row.kind != LocalProgramme.Kind.QRR:
        raise DomainError("Un comité de pilotage est celui d'un QRR.", field="kind")
    quarter = comparing.quarter_of(quarter) if quarter and kind == Kind.QUARTERLY else None
    if kind == Kind.QUARTERLY and quarter is None:
        raise DomainError("Une revue trimestrielle est celle d'un trimestre.", field="quarter")
    if quarter is not None and comparing.quarter_of(held_on) <= quarter:
        raise DomainError("Ce trimestre n'est pas fini ce jour-là.", field="quarter")
    standing = row.meetings.exclude(state=State.CANCELLED)
    if quarter is not None and standing.filter(quarter=quarter).exists():
        raise Conflict("La revue de ce trimestre existe déjà.", field="quarter")
    if standing.filter(kind=kind, held_on=held_on).exists():
        raise Conflict("Cette réunion est déjà prévue ce jour-là.", field="held_on")
    meeting = ProgrammeMeeting.objects.create(
        programme=row, kind=kind, quarter=quarter, held_on=held_on, place=place, chair=chair, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    tell("programme_meeting.planned", meeting, by, at, programme=row.name)
    return meeting


def locked_meeting(meeting: ProgrammeMeeting, states: tuple[str, ...]) -> ProgrammeMeeting:
    row = ProgrammeMeeting.objects.select_for_update(of=("self",)).select_related("programme").get(pk=meeting.pk)
    if row.state not in states:
        raise Conflict(f"Cette réunion est « {row.get_state_display().lower()} ».")
    return row


@transaction.atomic
def hold_meeting(
    *, meeting: ProgrammeMeeting, attendees: str, minutes: str, by: StaffMember, at: datetime
) -> ProgrammeMeeting:
    on = worker(by, at)
    row = locked_meeting(meeting, (State.PLANNED,))
    if row.held_on > on:
        raise Conflict("Cette réunion n'a pas encore eu lieu.")
    row.attendees, row.minutes, row.state = attendees, reasoned(minutes, "minutes"), State.HELD
    row.save()
    tell("programme_meeting.held", row, by, at)
    return row


@transaction.atomic
def cancel_meeting(*, meeting: ProgrammeMeeting, reason: str, by: StaffMember, at: datetime) -> ProgrammeMeeting:
    worker(by, at)
    row = locked_meeting(meeting, (State.PLANNED,))
    row.reason, row.state = reasoned(reason), State.CANCELLED
    row.save()
    tell("programme_meeting.cancelled", row, by, at, reason=row.reason)
    return row


@transaction.atomic
def decide(
    *, meeting: ProgrammeMeeting, label: str, owner: str, due_on: date, by: StaffMember, at: datetime
) -> ProgrammeDecision:
    """Somebody does it until a day."""
    worker(by, at)
    row = locked_meeting(meeting, (State.HELD,))
    if due_on < row.held_on:
        raise DomainError("L'échéance suit la réunion.", field="due_on")
    if row.decisions.filter(label__iexact=label).exists():
        raise Conflict("Cette décision est déjà au relevé.", field="label")
    found = ProgrammeDecision.objects.create(meeting=row, label=label, owner=owner, due_on=due_on, recorded_at=at,
                                             recorded_by=by)  # fmt: skip
    tell("programme_decision.taken", found, by, at, owner=owner, due=f"{due_on:%d/%m/%Y}")
    return found


def open_decision(decision: ProgrammeDecision) -> ProgrammeDecision:
    row = ProgrammeDecision.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=decision.pk)
    if row.state != Step.OPEN:
        raise Conflict(f"Cette décision est déjà « {row.get_state_display().lower()} ».")
    return row


@transaction.atomic
def close_decision(
    *, decision: ProgrammeDecision, state: str, closed_on: date, outcome: str, by: StaffMember, at: datetime
) -> ProgrammeDecision:
    """Done or dropped, and what came of it."""
    on = worker(by, at)
    row = open_decision(decision)
    if closed_on > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="closed_on")
    if closed_on < row.meeting.held_on:
        raise DomainError("Ce jour précède la réunion.", field="closed_on")
    row.state, row.closed_on, row.outcome = Step(state), closed_on, reasoned(outcome, "outcome")
    row.save()
    tell("programme_decision.closed", row, by, at, state=row.get_state_display())
    return row


@transaction.atomic
def put_off(
    *, decision: ProgrammeDecision, due_on: date, reason: str, by: StaffMember, at: datetime
) -> ProgrammeDecision:
    """To a later day; the first one is kept."""
    worker(by, at)
    row = open_decision(decision)
    if due_on <= row.due_on:
        raise DomainError(f"L'échéance est déjà le {row.due_on:%d/%m/%Y}.", field="due_on")
    old, row.first_due_on = row.due_on, row.first_due_on or row.due_on
    row.due_on = due_on
    row.save()
    tell("programme_decision.put_off", row, by, at, old=f"{old:%d/%m/%Y}", new=f"{due_on:%d/%m/%Y}",
         reason=reasoned(reason))  # fmt: skip
    return row
