"""Asking for the case of another service, and answering. Each step and each reading is in the history of the case."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.access_requests.errors import RequestMoved, TooManyRequests
from directorate.access_requests.models import AccessRequest
from directorate.access_requests.queries import case_elsewhere, contacts_of, decides, is_alive
from directorate.casework.operations import note_on
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.parameters.queries import value as parameter
from directorate.web.errors import DomainError, NotAllowed, NotFound

State = AccessRequest.State

declare_kind("access_asked", "Un autre service demande l'accès à un dossier", "mail", may_be_silenced=False)
declare_kind("access_answered", "Votre demande d'accès a une réponse", "mail", may_be_silenced=False)


@transaction.atomic
def ask(*, reference: str, reason: str, by: StaffMember, at: datetime) -> AccessRequest:
    """Ask for a case of another service. The same asked twice, even at the same instant, is one request."""
    on = localdate(at)
    # One at a time for a person: the second click finds what the first has made, and the limit holds.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, by.pk % 2**31])
    case = case_elsewhere(by, reference, on)
    if case is None:
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.")
    mine = AccessRequest.objects.filter(asked_by=by)
    if made := mine.filter(case=case, state=State.PENDING).first():
        return made
    for row in mine.filter(case=case, state=State.GRANTED, until_on__gte=on).select_related("asked_by"):
        if is_alive(row, case, on):
            raise RequestMoved(f"Vous pouvez déjà lire ce dossier, jusqu'au {row.until_on:%d/%m/%Y}.")
    most = int(parameter("access.pending_most", on))
    if mine.filter(state=State.PENDING).count() >= most:
        raise TooManyRequests(
            f"Vous avez déjà {most} demandes à l'étude : attendre une réponse, ou en abandonner une.", field="reason"
        )
    reason = said(reason, "reason", "Indiquer pourquoi ce dossier vous est nécessaire.")
    row = AccessRequest.objects.create(
        case=case,
        asked_by=by,
        asked_for=posting_on(by, on).unit,
        holder=case.unit,
        reason=reason,
        asked_at=at,
    )
    note(row, "asked", by=by, at=at, reason=reason)
    notify(
        recipients=contacts_of(case.unit, on),
        kind="access_asked",
        key=f"access:{row.pk}",
        title=f"Demande d'accès au dossier {case.reference}",
        detail=f"{by}, {row.asked_for.short_name} : {reason}",
        url=page_of(row),
        by=by,
        at=at,
        about=row,
    )
    return row


# Of the advisory locks, those of the people who ask.
LOCK = 7_018


@transaction.atomic
def grant(*, request: AccessRequest, until_on: date, by: StaffMember, at: datetime) -> AccessRequest:
    """Open the whole case for reading, until that day included."""
    row = to_decide(request, by, at)
    row.until_on = checked_end(until_on, at)
    return decided(row, State.GRANTED, by=by, at=at, verb="granted", until=row.until_on.isoformat())


@transaction.atomic
def answer(*, request: AccessRequest, answer: str, until_on: date, by: StaffMember, at: datetime) -> AccessRequest:
    """Answer what was asked, in writing; nothing of the case is opened."""
    row = to_decide(request, by, at)
    row.answer = said(answer, "answer", "Écrire la réponse.")
    row.until_on = checked_end(until_on, at)
    return decided(row, State.ANSWERED, by=by, at=at, verb="answered", until=row.until_on.isoformat())


@transaction.atomic
def refuse(*, request: AccessRequest, answer: str, by: StaffMember, at: datetime) -> AccessRequest:
    row = to_decide(request, by, at)
    row.answer = said(answer, "answer", "Dire en une phrase pourquoi l'accès est refusé.")
    return decided(row, State.REFUSED, by=by, at=at, verb="refused", reason=row.answer)


@transaction.atomic
def revoke(*, request: AccessRequest, reason: str, by: StaffMember, at: datetime) -> AccessRequest:
    """End before its date what was granted; the next page asked for is no longer shown."""
    row = locked(request)
    require_decider(row, by, at)
    if row.state not in (State.GRANTED, State.ANSWERED) or row.until_on < localdate(at):
        raise RequestMoved("Cet accès est déjà terminé.")
    row.revoked_reason = said(reason, "reason", "Indiquer pourquoi l'accès est retiré.")
    row.revoked_by, row.revoked_at, row.state = by, at, State.REVOKED
    row.save()
    note(row, "revoked", by=by, at=at, reason=row.revoked_reason)
    tell(row, "Accès retiré", by=by, at=at)
    return row


@transaction.atomic
def drop(*, request: AccessRequest, by: StaffMember, at: datetime) -> AccessRequest:
    """The person no longer needs it."""
    row = locked(request)
    if row.asked_by_id != by.pk:
        raise NotAllowed("Seul l'auteur de la demande l'abandonne.")
    require_pending(row)
    row.state = State.DROPPED
    row.save()
    note(row, "dropped", by=by, at=at)
    return row


def note_reading(*, request: AccessRequest, what: str, by: StaffMember, at: datetime) -> None:
    """What somebody of another service has read, in the history of the case."""
    note(request, "read", by=by, at=at, read=what, until=request.until_on.isoformat())


# --- what they share ------------------------------------------------------------------------------------------


def locked(request: AccessRequest) -> AccessRequest:
    AccessRequest.objects.select_for_update().values_list("pk").get(pk=request.pk)
    return AccessRequest.objects.select_related("case", "asked_by", "asked_for", "holder", "decided_by").get(
        pk=request.pk
    )


def require_decider(row: AccessRequest, by: StaffMember, at: datetime) -> None:
    if not decides(by, row, localdate(at)):
        raise NotAllowed(f"Cette demande est examinée par le chef de ce service : {row.holder.name}.")


def require_pending(row: AccessRequest) -> None:
    if row.state != State.PENDING:
        who = f" par {row.decided_by}, le {localdate(row.decided_at):%d/%m/%Y}" if row.decided_by_id else ""
        raise RequestMoved(f"Cette demande n'est plus à examiner : {row.get_state_display().lower()}{who}.")


def to_decide(request: AccessRequest, by: StaffMember, at: datetime) -> AccessRequest:
    row = locked(request)
    require_decider(row, by, at)
    require_pending(row)
    if row.case.unit_id != row.holder_id:
        raise RequestMoved("Le dossier a changé de service : la demande est à refaire.")
    return row


def checked_end(until_on: date, at: datetime) -> date:
    on = localdate(at)
    longest = int(parameter("access.longest_days", on))
    if until_on < on:
        raise DomainError("Cette date est passée.", field="until_on")
    if until_on > on + timedelta(days=longest):
        raise DomainError(
            f"Un accès dure {longest} jours au plus, jusqu'au {on + timedelta(days=longest):%d/%m/%Y}.",
            field="until_on",
        )
    return until_on


def said(text: str, field: str, missing: str) -> str:
    if not text.strip():
        raise DomainError(missing, field=field)
    return text.strip()


def decided(row: AccessRequest, state: str, *, by: StaffMember, at: datetime, verb: str, **details) -> AccessRequest:
    row.state, row.decided_by, row.decided_at = state, by, at
    row.save()
    note(row, verb, by=by, at=at, **details)
    tell(row, row.get_state_display(), by=by, at=at)
    return row


def note(row: AccessRequest, verb: str, *, by: StaffMember, at: datetime, **details: str) -> None:
    asker = f"{row.asked_by}, {row.asked_for.short_name}"
    note_on(row.case, f"access.{verb}", by=by, at=at, details={"asker": asker, **details})


def tell(row: AccessRequest, words: str, *, by: StaffMember, at: datetime) -> None:
    notify(
        recipients=[row.asked_by],
        kind="access_answered",
        key=f"access:{row.pk}:{row.state}",
        title=f"{words} : dossier {row.case.reference}",
        url=page_of(row),
        by=by,
        at=at,
        about=row,
    )


def page_of(row: AccessRequest) -> str:
    return reverse("directorate:access-request", args=[row.pk])
