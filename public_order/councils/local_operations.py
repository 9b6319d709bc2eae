"""Sittings to come of the councils, territorial strategies, rules of composition: what the bureau writes by hand."""

from datetime import date, datetime

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.councils.models import Council, MemberRule, PlannedSitting, TerritorialStrategy
from public_order.councils.operations import locked, past, refuse_before
from public_order.policies import heads_public_order
from public_order.recording import tell, worker

# --- sittings to come ---------------------------------------------------------------------------------------------


def open_sitting(planned: PlannedSitting) -> PlannedSitting:
    row = PlannedSitting.objects.select_for_update(of=("self",)).select_related("council").get(pk=planned.pk)
    if not row.is_open:
        raise Conflict("Cette séance est annulée." if row.cancelled_for else "Cette séance est déjà tenue.")
    return row


def wanted_start(council: Council, starts_at: datetime, at: datetime, but: int | None = None) -> None:
    if starts_at <= at:
        raise DomainError("Une séance se prévoit à une date à venir.", field="starts_at")
    if council.planned.filter(starts_at=starts_at).exclude(pk=but).exists():
        raise Conflict("Cette séance est déjà prévue.", field="starts_at")


@transaction.atomic
def plan_council_sitting(
    *, council: Council, formation: str, starts_at: datetime, place: str = "", represented_by: str = "",
    messages: str = "", by: StaffMember, at: datetime,
) -> PlannedSitting:  # fmt: skip
    worker(by, at)
    row = locked(council)
    refuse_before(row, paris_day(starts_at), "starts_at")
    wanted_start(row, starts_at, at)
    made = PlannedSitting.objects.create(
        council=row, formation=formation, starts_at=starts_at, place=place, represented_by=represented_by,
        messages=messages, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    tell("council.planned", row, by, at, starts_at=starts_at.isoformat(), represented_by=represented_by)
    return made


@transaction.atomic
def prepare_sitting(
    *, planned: PlannedSitting, starts_at: datetime, place: str, represented_by: str, messages: str, by: StaffMember,
    at: datetime,
) -> PlannedSitting:  # fmt: skip
    """Who goes there for the préfet, and the messages of the speaking note."""
    worker(by, at)
    row = open_sitting(planned)
    if starts_at != row.starts_at:
        wanted_start(row.council, starts_at, at, but=row.pk)
    before = {"starts_at": row.starts_at.isoformat(), "represented_by": row.represented_by}
    row.starts_at, row.place, row.represented_by, row.messages = starts_at, place, represented_by, messages
    row.save(update_fields=["starts_at", "place", "represented_by", "messages"])
    tell("council.prepared", row.council, by, at, before=before, represented_by=represented_by)
    return row


@transaction.atomic
def cancel_planned(*, planned: PlannedSitting, cancelled_for: str, by: StaffMember, at: datetime) -> PlannedSitting:
    worker(by, at)
    row = open_sitting(planned)
    row.cancelled_for = cancelled_for
    row.save(update_fields=["cancelled_for"])
    tell("council.cancelled", row.council, by, at, reason=cancelled_for)
    return row


# --- territorial strategies ---------------------------------------------------------------------------------------


def sound_strategy(
    council: Council, kind: str, starts_on: date, ends_on: date, signed_on: date | None, review_on: date | None,
    on: date, but: int | None = None,
) -> None:  # fmt: skip
    if ends_on <= starts_on:
        raise DomainError("La fin suit le début.", field="ends_on")
    if signed_on:
        past(signed_on, on, "signed_on")
    if review_on and review_on < starts_on:
        raise DomainError("La revue suit le début de la stratégie.", field="review_on")
    others = council.strategies.filter(kind=kind, starts_on__lte=ends_on, ends_on__gte=starts_on).exclude(pk=but)
    if taken := others.first():
        raise Conflict(f"{taken.get_kind_display()} court déjà du {taken.starts_on:%d/%m/%Y} au"
                       f" {taken.ends_on:%d/%m/%Y}.", field="starts_on")  # fmt: skip


@transaction.atomic
def record_strategy(
    *, council: Council, kind: str, starts_on: date, ends_on: date, axes: str, indicators: str = "",
    signatories: str = "", signed_on: date | None = None, review_on: date | None = None, by: StaffMember, at: datetime,
) -> TerritorialStrategy:  # fmt: skip
    on = worker(by, at)
    row = locked(council)
    sound_strategy(row, kind, starts_on, ends_on, signed_on, review_on, on)
    made = TerritorialStrategy.objects.create(
        council=row, kind=kind, starts_on=starts_on, ends_on=ends_on, axes=axes, indicators=indicators,
        signatories=signatories, signed_on=signed_on, review_on=review_on,
    )  # fmt: skip
    tell("strategy.recorded", row, by, at, kind=made.get_kind_display(), until=ends_on.isoformat())
    return made


@transaction.atomic
def change_strategy(
    *, strategy: TerritorialStrategy, kind: str, starts_on: date, ends_on: date, axes: str, indicators: str = "",
    signatories: str = "", signed_on: date | None = None, review_on: date | None = None, by: StaffMember, at: datetime,
) -> TerritorialStrategy:  # fmt: skip
    """Signed, completed, prolonged; the journal keeps what it said before."""
    on = worker(by, at)
    council = locked(strategy.council)
    row = TerritorialStrategy.objects.select_for_update(of=("self",)).get(pk=strategy.pk)
    sound_strategy(council, kind, starts_on, ends_on, signed_on, review_on, on, but=row.pk)
    facts = {
        "kind": kind, "starts_on": starts_on, "ends_on": ends_on, "axes": axes, "indicators": indicators,
        "signatories": signatories, "signed_on": signed_on, "review_on": review_on,
    }  # fmt: skip
    before = {name: str(getattr(row, name) or "") for name in facts if getattr(row, name) != facts[name]}
    if not before:
        raise Conflict("Rien n'a changé.")
    for name, given in facts.items():
        setattr(row, name, given)
    row.save()
    tell("strategy.changed", council, by, at, before=before)
    return row


# --- rules of composition -----------------------------------------------------------------------------------------


def ruler(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not heads_public_order(by, on=on):
        raise NotAllowed("La composition selon les textes est tenue par le chef du bureau.")
    return on


@transaction.atomic
def record_member_rule(
    *, body: str, kind: str, by_right: bool, valid_from: date, source: str, by: StaffMember, at: datetime
) -> MemberRule:
    """Who sits, as a text says from a day on; one rule at a time for one member."""
    ruler(by, at)
    known = MemberRule.objects.select_for_update().filter(body=body, kind__iexact=kind)
    for other in known:
        if other.valid_to is None or other.valid_to > valid_from:
            raise Conflict("Une règle court déjà pour ce membre : y mettre fin d'abord.", field="kind")
    row = MemberRule.objects.create(body=body, kind=kind, by_right=by_right, valid_from=valid_from, source=source)
    tell("member_rule.recorded", row, by, at, source=source, since=valid_from.isoformat())
    return row


@transaction.atomic
def end_member_rule(*, rule: MemberRule, valid_to: date, by: StaffMember, at: datetime) -> MemberRule:
    """From this day on, the text says otherwise."""
    ruler(by, at)
    row = MemberRule.objects.select_for_update().get(pk=rule.pk)
    if row.valid_to is not None:
        raise Conflict(f"Cette règle a pris fin le {row.valid_to:%d/%m/%Y}.")
    if valid_to <= row.valid_from:
        raise DomainError("La fin suit le début.", field="valid_to")
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    tell("member_rule.ended", row, by, at, valid_to=valid_to.isoformat())
    return row
