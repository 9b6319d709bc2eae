"""What was promised during a session: owned, dated, told when late, closed with a note."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.commissions.body_rules import is_discreet
from directorate.commissions.matters import matters
from directorate.commissions.models import AgendaItem, CommissionSession, SessionPromise
from directorate.commissions.operations import locked, note, require_begun, require_secretariat, session_day
from directorate.commissions.policies import keeps_secretariat
from directorate.commissions.queries import known_promises
from directorate.legal_calendar.arithmetic import french_long
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.notifications.subjects import declare_subject
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.web.errors import Conflict, DomainError, NotAllowed

declare_kind("promise_made", "Un engagement pris en séance vous revient", "mail")
declare_kind("promise_late", "Un engagement pris en séance est en retard", "mail", may_be_silenced=False)
declare_subject("sessionpromise", known_promises)


@transaction.atomic
def make_promise(
    *,
    session: CommissionSession,
    text: str,
    owner: StaffMember,
    due_on: date,
    item: AgendaItem | None,
    by: StaffMember,
    at: datetime,
) -> SessionPromise:
    """Written by the secretariat, during the session or after it; its owner is told."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_begun(session, at, field="text")
    on = session_day(at)
    if is_discreet(session.commission_id):
        raise DomainError("Cette formation est restreinte : ses suites sont tenues à part.", field="text")
    if due_on < session_day(session.starts_at):
        raise DomainError("Un engagement est pour une date qui suit la séance.", field="due_on")
    if posting_on(owner, on) is None:
        raise DomainError(f"{owner} n'est plus en poste.", field="owner")
    if item is not None:
        if item.session_id != session.pk:
            raise DomainError("Cette affaire n'est pas à l'ordre du jour de cette séance.", field="item")
        if matters([item], owner, on)[item.pk].is_hidden:
            raise DomainError("Cette affaire est à diffusion restreinte : cette personne n'y a pas accès.",
                              field="owner")  # fmt: skip
    promise, created = SessionPromise.objects.get_or_create(
        session=session,
        item=item,
        text=text,
        owner=owner,
        due_on=due_on,
        closed_at=None,
        defaults={"created_at": at, "created_by": by},
    )
    if created:
        note(session, "promise_made", by, at, {"owner": str(owner), "due_on": due_on.isoformat()})
        tell_owner(promise, "promise_made", f"Engagement pris en séance, pour le {french_long(due_on)}", by, at)
    return promise


@transaction.atomic
def close_promise(*, promise: SessionPromise, note_text: str, by: StaffMember, at: datetime) -> SessionPromise:
    """Kept, or dropped with its reason; by its owner or by the secretariat."""
    promise = (
        SessionPromise.objects.select_for_update(of=("self",))
        .select_related("session__commission", "owner")
        .get(pk=promise.pk)
    )
    session = promise.session
    if by.pk != promise.owner_id and not keeps_secretariat(by, session.commission, on=session_day(at)):
        raise NotAllowed("Cet engagement est celui de quelqu'un d'autre.")
    if promise.closed_at is not None:
        raise Conflict(f"Cet engagement est déjà clos : {promise.closing_note}")
    if not note_text.strip():
        raise DomainError("Dire quelle suite a été donnée.", field="note_text")
    promise.closed_at, promise.closed_by, promise.closing_note = at, by, note_text.strip()
    promise.save(update_fields=["closed_at", "closed_by", "closing_note"])
    note(session, "promise_closed", by, at, {"owner": str(promise.owner), "due_on": promise.due_on.isoformat()})
    return promise


def tell_of_late(*, at: datetime) -> int:
    """Each late promise is told once to its owner. Number of promises late."""
    late = SessionPromise.objects.filter(closed_at__isnull=True, due_on__lt=localdate(at))
    rows = list(late.select_related("session__commission", "owner"))
    for promise in rows:
        words = f"Engagement en retard, il était pour le {french_long(promise.due_on)}"
        tell_owner(promise, "promise_late", words, None, at)
    return len(rows)


def tell_owner(promise: SessionPromise, kind: str, words: str, by: StaffMember | None, at: datetime) -> None:
    """By mail without the text, which may name people: it is read on the page."""
    notify(
        recipients=[promise.owner],
        kind=kind,
        key=f"promise:{promise.pk}",
        title=f"{words} : {promise.session.commission.name}",
        detail=promise.text,
        url=reverse("directorate:promise", args=[promise.pk]),
        by=by,
        at=at,
        about=promise,
    )
