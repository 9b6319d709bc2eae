"""The inventory of sirens, the monthly tests on their computed day, what was heard and what is to repair."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from civil_protection.alerts import values as settled
from civil_protection.alerts.sirens.calendar import first_wednesday, proposed_day, signal_seconds
from civil_protection.alerts.sirens.models import Siren, SirenResult, SirenTest, SirenTicket
from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.words import check_text, check_title
from directorate.casework.move import PARIS, paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_calendar.holidays import holiday_name
from directorate.org.models import StaffMember
from directorate.parameters.queries import values
from directorate.web.errors import Conflict, DomainError, NotAllowed

Result = SirenResult.Result
FAULTS = {Result.ABSENT: "n'a pas été entendue", Result.WEAK: "a été entendue faiblement"}


def allowed(by: StaffMember, at: datetime) -> None:
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("Les sirènes sont suivies par les agents du service.")


def tell(action: str, row, by: StaffMember, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=action, subject=row, label=str(row)[:250], unit_code=UNIT, details=details)


@transaction.atomic
def save_siren(*, siren: Siren | None, by: StaffMember, at: datetime, **facts: Any) -> Siren:
    """A new siren, or the same one otherwise."""
    allowed(by, at)
    check_title(facts["place"], field="place")
    if (facts.get("latitude") is None) != (facts.get("longitude") is None):
        raise DomainError("La latitude et la longitude vont ensemble.", field="longitude")
    if facts.get("maintained_on") and facts["maintained_on"] > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="maintained_on")
    if Siren.objects.filter(code__iexact=facts["code"]).exclude(pk=siren and siren.pk).exists():
        raise Conflict("Une autre sirène a ce code.", field="code")
    row = Siren.objects.select_for_update(of=("self",)).get(pk=siren.pk) if siren else Siren()
    for name, new in facts.items():
        setattr(row, name, new)
    row.save()
    tell("siren.saved", row, by, at, state=row.get_state_display())
    return row


# --- the monthly test ---------------------------------------------------------------------------------------


def proposal(month: date, on: date) -> tuple[datetime, str]:
    """The instant to propose for this month, and why it is not the first Wednesday at the usual hour."""
    found = values([settled.TEST_HOUR.code, settled.POSTPONED.code], on)
    day, reason = proposed_day(month, found[settled.POSTPONED.code])
    return datetime.combine(day, time.fromisoformat(found[settled.TEST_HOUR.code]), PARIS), reason


@transaction.atomic
def plan_test(*, month: date, by: StaffMember, at: datetime) -> SirenTest:
    """The test of a month on its proposed day; it may be moved."""
    allowed(by, at)
    month = month.replace(day=1)
    planned_at, reason = proposal(month, paris_day(at))
    row, created = SirenTest.objects.get_or_create(
        month=month, defaults={"computed_on": first_wednesday(month), "planned_at": planned_at, "reason": reason}
    )
    if not created:
        raise Conflict(f"L'essai de ce mois est déjà prévu le {french_long(paris_day(row.planned_at))}.", field="month")
    tell("siren_test.planned", row, by, at, planned_at=planned_at.isoformat(), reason=reason)
    return row


def locked(test: SirenTest) -> SirenTest:
    row = SirenTest.objects.select_for_update().get(pk=test.pk)
    if row.done_at is not None or row.cancelled_at is not None:
        raise Conflict("Cet essai est déjà " + ("fait." if row.done_at else "annulé."))
    return row


@transaction.atomic
def move_test(*, test: SirenTest, planned_at: datetime, reason: str, by: StaffMember, at: datetime) -> SirenTest:
    """The computed day is a proposal: another one, with its reason. Never a public holiday."""
    allowed(by, at)
    check_text(reason, field="reason")
    row = locked(test)
    if holiday := holiday_name(paris_day(planned_at)):
        raise DomainError(f"Les sirènes ne sonnent pas un jour férié ({holiday}).", field="planned_at")
    row.planned_at, row.reason = planned_at, reason
    row.save(update_fields=["planned_at", "reason"])
    tell("siren_test.moved", row, by, at, planned_at=planned_at.isoformat(), reason=reason)
    return row


@transaction.atomic
def cancel_test(*, test: SirenTest, reason: str, by: StaffMember, at: datetime) -> SirenTest:
    allowed(by, at)
    check_text(reason, field="reason")
    row = locked(test)
    row.cancelled_at, row.reason = at, reason
    row.save(update_fields=["cancelled_at", "reason"])
    tell("siren_test.cancelled", row, by, at, reason=reason)
    return row


@transaction.atomic
def note_test(
    *, test: SirenTest, done_at: datetime, seconds: int | None, remarks: str, heard: Mapping[int, tuple[str, str]],
    by: StaffMember, at: datetime,
) -> SirenTest:  # fmt: skip
    """What was heard, siren by siren: key → (result, remark). What was not heard becomes a ticket."""
    allowed(by, at)
    check_text(remarks, field="remarks")
    row = locked(test)
    if done_at > at:
        raise DomainError("Cette heure est dans l'avenir.", field="done_at")
    sirens = {siren.pk: siren for siren in Siren.objects.filter(pk__in=heard)}
    if not sirens:
        raise DomainError("Aucune sirène n'est à l'inventaire : rien n'a pu être essayé.")
    row.done_at, row.seconds, row.remarks = done_at, seconds, remarks
    row.save(update_fields=["done_at", "seconds", "remarks"])
    SirenResult.objects.bulk_create(
        SirenResult(test=row, siren=sirens[pk], result=result, note=note[:200]) for pk, (result, note) in heard.items()
    )
    open_tickets(row, sirens, heard, at)
    counts = {result: sum(told == result for told, _ in heard.values()) for result in Result.values}
    tell("siren_test.done", row, by, at, **counts)
    return row


def open_tickets(test: SirenTest, sirens: Mapping[int, Siren], heard, at: datetime) -> None:
    known = set(SirenTicket.objects.filter(closed_at__isnull=True).values_list("siren_id", flat=True))
    SirenTicket.objects.bulk_create(
        SirenTicket(
            siren=sirens[pk], test=test, words=f"La sirène {FAULTS[result]}. {note}".strip()[:300], opened_at=at
        )
        for pk, (result, note) in heard.items()
        if result in FAULTS and pk not in known
    )


@transaction.atomic
def close_ticket(
    *, ticket: SirenTicket, outcome: str, provider_reference: str, by: StaffMember, at: datetime
) -> SirenTicket:
    """The provider has repaired it."""
    allowed(by, at)
    check_text(outcome, field="outcome")
    row = SirenTicket.objects.select_for_update(of=("self",)).select_related("siren").get(pk=ticket.pk)
    if row.closed_at is not None:
        raise Conflict("Cette anomalie est déjà close.")
    row.closed_at, row.outcome, row.provider_reference = at, outcome, provider_reference
    row.save(update_fields=["closed_at", "outcome", "provider_reference"])
    tell("siren_ticket.closed", row, by, at)
    return row


def real_alert_seconds(on: date) -> int:
    """How long a real alert sounds, from the values of the text."""
    found = values([settled.CYCLES.code, settled.CYCLE.code, settled.SILENCE.code], on)
    return signal_seconds(*(found[value.code] for value in (settled.CYCLES, settled.CYCLE, settled.SILENCE)))
