"""An investment once notified (FIPD-12): begun in time or lapsed, put off, completed. Promoters heard and visited."""

from contextlib import suppress
from datetime import date, datetime

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.money.amounts import words
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError
from public_order.grants import queries, works_queries
from public_order.grants.call_operations import decider
from public_order.grants.committee_models import GrantHearing
from public_order.grants.models import GrantApplication, GrantEnvelope
from public_order.grants.operations import locked, move
from public_order.grants.payments.catalogue import WAITING
from public_order.grants.payments.operations import give_back
from public_order.grants.payments.queries import committed_of
from public_order.recording import reasoned, tell, worker

State = GrantApplication.State


def investment(application: GrantApplication, what: str) -> GrantApplication:
    row = locked(application, works_queries.WATCHED, what)
    if not row.axis.is_investment:
        raise Conflict("FIPD-12 : seul un investissement a un délai de commencement.")
    return row


@transaction.atomic
def start_works(*, application: GrantApplication, started_on: date, by: StaffMember, at: datetime) -> GrantApplication:
    """FIPD-12: told by the promoter, never before the receipt (FIPD-08), never after the last day."""
    on = worker(by, at)
    row = investment(application, "commencée")
    due = works_queries.start_due(row)
    if row.works_started_on is not None:
        raise Conflict(f"L'opération a commencé le {row.works_started_on:%d/%m/%Y}.")
    if started_on > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="started_on")
    if row.receipt_on and started_on < row.receipt_on:
        raise DomainError(f"FIPD-08 : l'opération ne commence pas avant l'accusé de réception du"
                          f" {row.receipt_on:%d/%m/%Y}.", field="started_on")  # fmt: skip
    if started_on > due:
        raise DomainError(f"FIPD-12 : l'opération devait commencer le {due:%d/%m/%Y} au plus tard ; constater la"
                          " caducité, ou proroger d'abord le délai.", field="started_on")  # fmt: skip
    row.works_started_on = started_on
    row.save(update_fields=["works_started_on"])
    tell("grant.works_started", row, by, at, started_on=started_on.isoformat())
    return row


@transaction.atomic
def finish_works(*, application: GrantApplication, done_on: date, by: StaffMember, at: datetime) -> GrantApplication:
    on = worker(by, at)
    row = investment(application, "achevée")
    if row.works_started_on is None:
        raise Conflict("Enregistrer d'abord le commencement de l'opération.")
    if row.works_done_on is not None:
        raise Conflict(f"L'opération est achevée depuis le {row.works_done_on:%d/%m/%Y}.")
    if not row.works_started_on <= done_on <= on:
        raise DomainError("L'achèvement se situe entre le commencement et ce jour.", field="done_on")
    row.works_done_on = done_on
    row.save(update_fields=["works_done_on"])
    tell("grant.works_done", row, by, at, done_on=done_on.isoformat(),
         late=done_on > works_queries.completion_due(row))  # fmt: skip
    return row


@transaction.atomic
def put_off_start(
    *, application: GrantApplication, start_by: date, reason: str, by: StaffMember, at: datetime
) -> GrantApplication:
    """Before the delay has run out, on a reasoned decision."""
    on = decider(by, at)
    row = investment(application, "prorogée")
    due = works_queries.start_due(row)
    if row.works_started_on is not None:
        raise Conflict("L'opération a déjà commencé.")
    if on > due:
        raise Conflict(f"FIPD-12 : le délai a pris fin le {due:%d/%m/%Y}, il ne se proroge plus.")
    if not due < start_by <= works_queries.completion_due(row):
        raise DomainError(f"La nouvelle date suit le {due:%d/%m/%Y} et précède la fin du délai d'achèvement.",
                          field="start_by")  # fmt: skip
    row.start_by = start_by
    row.save(update_fields=["start_by"])
    tell("grant.start_put_off", row, by, at, start_by=start_by.isoformat(), reason=reasoned(reason))
    return row


@transaction.atomic
def lapse(*, application: GrantApplication, by: StaffMember | None, at: datetime) -> GrantApplication:
    """FIPD-12: nothing begun in time. What was granted goes back to the envelope; what was committed is told."""
    on = decider(by, at) if by is not None else paris_day(at)
    envelope = GrantEnvelope.objects.select_for_update().get(
        programme__calls=application.call_id, kind=GrantEnvelope.Kind.AE
    )
    row = investment(application, "déclarée caduque")
    due = works_queries.start_due(row)
    if row.works_started_on is not None:
        raise Conflict("L'opération a commencé : la subvention n'est pas caduque.")
    if on <= due:
        raise Conflict(f"FIPD-12 : l'opération peut commencer jusqu'au {due:%d/%m/%Y}.")
    if row.payments.filter(state__in=WAITING).exists():
        raise Conflict("Un versement est en cours : le payer ou l'annuler d'abord.")
    if row.state == State.REPORTED:
        raise Conflict("Le compte rendu est reçu : le contrôler d'abord.")
    if not works_queries.may_lapse(row):
        raise Conflict("Une avance est versée : la recouvrer d'abord.")
    committed = give_back(row, committed_of(row), "FIPD-12 : caducité", on, by, at)
    envelope.used -= committed
    envelope.granted -= row.granted
    envelope.save(update_fields=["used", "granted"])
    row.lapsed_on = on
    said = "l'engagement est à retirer dans Chorus" if committed else ""
    return move(row, State.LAPSED, f"FIPD-12 : non commencée le {due:%d/%m/%Y}, {words(row.granted)} rendus", by, at,
                said)  # fmt: skip


def lapse_silently(*, at: datetime) -> int:
    """The clock does it once, the day after the last one."""
    on, count = paris_day(at), 0
    for row in works_queries.not_begun():
        if works_queries.start_due(row) < on:
            # What a colleague changed meanwhile waits for another night, and stops nobody else.
            with suppress(Conflict):
                lapse(application=row, by=None, at=at)
                count += 1
    return count


# --- hearings and visits ------------------------------------------------------------------------------------------


@transaction.atomic
def plan_hearing(
    *, application: GrantApplication, kind: str, starts_at: datetime, place: str, participants: str = "",
    by: StaffMember, at: datetime,
) -> GrantHearing:  # fmt: skip
    """A promoter is heard while his demand is examined, visited once it is granted."""
    worker(by, at)
    hears = kind == GrantHearing.Kind.HEARING
    states = works_queries.HEARD if hears else queries.GRANTED
    row = locked(application, states, "suivie d'une audition" if hears else "suivie d'une visite d'évaluation")
    if row.hearings.filter(at=starts_at).exists():
        raise Conflict("Une audition ou une visite est déjà prévue à cette heure.", field="starts_at")
    found = GrantHearing.objects.create(application=row, kind=kind, at=starts_at, place=place,
                                        participants=participants, recorded_at=at, recorded_by=by)  # fmt: skip
    tell("grant.hearing_planned", row, by, at, kind=found.get_kind_display(), starts_at=starts_at.isoformat())
    return found


@transaction.atomic
def tell_hearing(
    *, hearing: GrantHearing, summary: str, impression: str, participants: str = "", by: StaffMember, at: datetime
) -> GrantHearing:
    worker(by, at)
    found = GrantHearing.objects.select_for_update(of=("self",)).select_related("application").get(pk=hearing.pk)
    if found.summary:
        raise Conflict("Le compte rendu est déjà enregistré.")
    if found.at > at:
        raise DomainError("Elle n'a pas encore eu lieu.", field="summary")
    found.summary, found.impression = reasoned(summary, "summary"), impression
    found.participants = participants or found.participants
    found.save()
    tell("grant.hearing_told", found.application, by, at, kind=found.get_kind_display(),
         impression=found.get_impression_display())  # fmt: skip
    return found
