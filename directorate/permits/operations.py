"""Issuing a permit, and what may happen to it: replacement, suspension, resumption, withdrawal."""

import re
from datetime import date, datetime

from django.db import transaction

from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS, months_before, validity_end
from directorate.org.models import StaffMember, Unit
from directorate.permits.models import Permit
from directorate.permits.policies import changes_permit
from directorate.registers.operations import take_number
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

State = Permit.State
PERMIT_SERIES = "permits-{prefix}"
NUMBER = re.compile(r"([A-Z]{1,10})-(\d{4})-(\d{1,6})", re.ASCII)


def next_permit_number(prefix: str, *, at: datetime) -> str:
    """'VP-2026-00042': one series a prefix and a year."""
    year = at.astimezone(PARIS).year
    return f"{prefix}-{year}-{take_number(PERMIT_SERIES.format(prefix=prefix), year):05d}"


def permit_rank(number: str) -> tuple[str, int, int]:
    """Prefix, year and rank of 'VP-2026-00042'; empty and zeros for a number of another form."""
    found = NUMBER.fullmatch(number)
    return (found[1], int(found[2]), int(found[3])) if found else ("", 0, 0)


@transaction.atomic
def issue(
    *,
    number: str,
    procedure_code: str,
    label: str,
    holder: str,
    unit: Unit,
    commune: Commune | None,
    place_label: str,
    issued_on: date,
    months: int,
    renew_before_months: int,
    by: StaffMember | None,
    at: datetime,
    term_of: Permit | None = None,
    on_the_eve: bool = False,
) -> Permit:
    """Issue a permit of `months` months (0: without term), whose renewal is asked `renew_before_months` earlier.

    `term_of`: the permit that it amends and whose end it keeps, with what was asked of it.
    """
    expires_on = validity_end(issued_on, months, on_the_eve=on_the_eve) if months else None
    if term_of is not None:
        expires_on = term_of.expires_on
        if expires_on is not None and expires_on < issued_on:
            raise DomainError(f"{term_of} a expiré le {expires_on:%d/%m/%Y} : il ne se modifie plus.")
    permit = Permit.objects.create(
        number=number,
        procedure_code=procedure_code,
        label=label[:200],
        holder=holder[:200],
        unit=unit,
        commune=commune,
        place_label=place_label[:250],
        issued_on=issued_on,
        valid_from=issued_on,
        expires_on=expires_on,
        renew_by=months_before(expires_on, renew_before_months) if expires_on and renew_before_months else None,
        renewal_asked_on=term_of.renewal_asked_on if term_of is not None else None,
    )
    note(permit, "issued", by, at, {"expires_on": expires_on and expires_on.isoformat()})
    return permit


def current(permit: Permit) -> Permit:
    """The permit itself, or the one that has replaced it since."""
    while permit.state == State.REPLACED and permit.replaced_by is not None:
        permit = permit.replaced_by
    return permit


@transaction.atomic
def replace(*, permit: Permit, by_permit: Permit, by: StaffMember | None, at: datetime) -> Permit:
    """The renewed permit gives way to the new one, from the day when the new one begins."""
    permit = locked(permit)
    if permit.pk == by_permit.pk:
        raise DomainError("Un titre ne se remplace pas lui-même.")
    if permit.state == State.REPLACED:
        raise Conflict(f"{permit} est déjà remplacé.")
    if permit.state == State.WITHDRAWN:
        raise DomainError(f"{permit} a été retiré : il ne se renouvelle pas.")
    permit.state = State.REPLACED
    permit.state_changed_on = by_permit.valid_from
    permit.state_reason = f"Remplacé par le titre n° {by_permit.number}"
    permit.replaced_by = by_permit
    permit.save(update_fields=["state", "state_changed_on", "state_reason", "replaced_by"])
    note(permit, "replaced", by, at, {"by": by_permit.number})
    return permit


@transaction.atomic
def note_renewal(*, permit: Permit, asked_on: date | None, by: StaffMember | None, at: datetime) -> Permit:
    """Its renewal has been asked (or, with None, the request came to nothing): the alerts follow."""
    permit = locked(permit)
    permit.renewal_asked_on = asked_on
    permit.save(update_fields=["renewal_asked_on"])
    if asked_on is not None:
        note(permit, "renewal_asked", by, at, {"asked_on": asked_on.isoformat()})
    else:
        note(permit, "renewal_dropped", by, at, {})
    return permit


@transaction.atomic
def suspend(*, permit: Permit, effective_on: date, reason: str, by: StaffMember, at: datetime) -> Permit:
    return change(permit, "suspended", State.SUSPENDED, (State.IN_FORCE,), effective_on, reason, by, at)


@transaction.atomic
def resume(*, permit: Permit, effective_on: date, reason: str, by: StaffMember, at: datetime) -> Permit:
    return change(permit, "resumed", State.IN_FORCE, (State.SUSPENDED,), effective_on, reason, by, at)


@transaction.atomic
def withdraw(*, permit: Permit, effective_on: date, reason: str, by: StaffMember, at: datetime) -> Permit:
    """For good: a withdrawn permit does not come back, a new one is issued."""
    possible = (State.IN_FORCE, State.SUSPENDED)
    return change(permit, "withdrawn", State.WITHDRAWN, possible, effective_on, reason, by, at)


def change(
    permit: Permit,
    verb: str,
    state: str,
    possible: tuple[str, ...],
    effective_on: date,
    reason: str,
    by: StaffMember,
    at: datetime,
) -> Permit:
    today = at.astimezone(PARIS).date()
    permit = locked(permit)
    if not changes_permit(by, permit, on=today):
        raise NotAllowed("Seuls le chef de bureau du service, son adjoint et le directeur modifient ce titre.")
    reason = refuse_change(permit, possible, effective_on, reason, today)
    return written(permit, verb, state, effective_on, reason, by, at)


@transaction.atomic
def carry_out(
    *, permit: Permit, state: str, effective_on: date, reason: str, by: StaffMember, at: datetime
) -> Permit | None:
    """What a notified act decides of a permit: the power was that of its signatory, not of whoever records it.

    None when the permit no longer lends itself to it: the act is notified all the same.
    """
    verb, possible = BY_ACT[state]
    permit = locked(permit)
    expired = permit.expires_on is not None and permit.expires_on < effective_on
    if permit.state not in possible or expired:
        return None
    effective_on = max(day for day in (effective_on, permit.valid_from, permit.state_changed_on) if day)
    return written(permit, verb, state, effective_on, reason, by, at)


BY_ACT = {
    State.SUSPENDED: ("suspended", (State.IN_FORCE,)),
    State.IN_FORCE: ("resumed", (State.SUSPENDED,)),
    State.WITHDRAWN: ("withdrawn", (State.IN_FORCE, State.SUSPENDED)),
}


def refuse_change(permit: Permit, possible: tuple[str, ...], effective_on: date, reason: str, today: date) -> str:
    """The reason, once nothing in the state and the dates of the permit forbids the change."""
    if permit.state not in possible:
        since = f" depuis le {permit.state_changed_on:%d/%m/%Y}" if permit.state_changed_on else ""
        raise Conflict(f"Ce n'est plus possible : ce titre est « {permit.get_state_display().lower()} »{since}.")
    reason = reason.strip()
    if not reason:
        raise DomainError("Indiquer le motif.", field="reason")
    if effective_on > today:
        raise DomainError("Cette date est dans l'avenir.", field="effective_on")
    earliest = max(day for day in (permit.valid_from, permit.state_changed_on) if day)
    if effective_on < earliest:
        raise DomainError(
            f"Cette date précède le dernier événement de ce titre ({earliest:%d/%m/%Y}).", field="effective_on"
        )
    if permit.expires_on is not None and effective_on > permit.expires_on:
        raise DomainError(f"Ce titre a expiré le {permit.expires_on:%d/%m/%Y}.", field="effective_on")
    return reason


def written(
    permit: Permit, verb: str, state: str, effective_on: date, reason: str, by: StaffMember, at: datetime
) -> Permit:
    permit.state = state
    permit.state_changed_on = effective_on
    permit.state_reason = reason
    permit.save(update_fields=["state", "state_changed_on", "state_reason"])
    note(permit, verb, by, at, {"effective_on": effective_on.isoformat(), "reason": reason})
    return permit


def locked(permit: Permit) -> Permit:
    return Permit.objects.select_for_update(of=("self",)).select_related("unit", "commune").get(pk=permit.pk)


def note(permit: Permit, verb: str, by: StaffMember | None, at: datetime, details: dict) -> None:
    record(
        by=by,
        at=at,
        action=f"permit.{verb}",
        subject=permit,
        label=str(permit),
        unit_code=permit.unit_id,
        details=details,
    )
