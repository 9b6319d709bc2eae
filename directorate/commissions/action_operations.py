"""Decisions of a session as actions: owned, dated, carried to each later session until somebody closes them."""

from datetime import date, datetime

from django.db import transaction

from directorate.commissions.body_rules import is_discreet
from directorate.commissions.models import AgendaItem, CarriedAction, CommissionSession, SessionAction
from directorate.commissions.operations import locked, note, require_begun, require_secretariat, session_day
from directorate.commissions.queries import actions_come_back
from directorate.org.models import StaffMember
from directorate.partners.models import Organisation
from directorate.web.errors import Conflict, DomainError

State = SessionAction.State


@transaction.atomic
def decide_action(
    *,
    session: CommissionSession,
    text: str,
    owner: Organisation,
    due_on: date,
    item: AgendaItem | None = None,
    by: StaffMember,
    at: datetime,
) -> SessionAction:
    """In the session or after it. Said twice, it is one action. Of a discreet body, `text` names nobody."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_begun(session, at, field="text")
    if session.state in (CommissionSession.State.CANCELLED, CommissionSession.State.NO_QUORUM):
        raise Conflict("Cette séance n'a rien décidé.")
    if due_on < session_day(session.starts_at):
        raise DomainError("Une action est pour une date qui suit la séance.", field="due_on")
    if not owner.is_active:
        raise DomainError("Ce partenaire n'est plus actif.", field="owner")
    if item is not None and item.session_id != session.pk:
        raise DomainError("Ce point n'est pas à l'ordre du jour de cette séance.", field="item")
    action, created = SessionAction.objects.get_or_create(
        session=session, text=text, owner=owner, due_on=due_on,
        defaults={"item": item, "is_discreet": is_discreet(session.commission_id), "created_at": at, "created_by": by},
    )  # fmt: skip
    if created:
        note(session, "action_decided", by, at, {"owner": str(owner), "due_on": due_on.isoformat()})
    return action


@transaction.atomic
def move_action(
    *, action: SessionAction, state: str, outcome: str = "", by: StaffMember, at: datetime
) -> SessionAction:
    """Begun, done or given up, the last two with what was done. What is closed stays closed."""
    row = SessionAction.objects.select_for_update(of=("self",)).select_related("session__commission").get(pk=action.pk)
    require_secretariat(row.session.commission, by, at)
    if row.closed_on is not None:
        raise Conflict(f"Cette action est déjà close : {row.get_state_display().lower()}.")
    if state not in (State.RUNNING, State.DONE, State.CANCELLED):
        raise DomainError("Une action est en cours, faite ou abandonnée.", field="state")
    closing = state != State.RUNNING
    if closing and not outcome.strip():
        raise DomainError("Dire quelle suite a été donnée.", field="outcome")
    row.state, row.outcome = state, outcome.strip()
    row.closed_on = session_day(at) if closing else None
    row.save(update_fields=["state", "outcome", "closed_on"])
    note(row.session, "action_moved", by, at, {"action": row.pk, "state": row.get_state_display()})
    return row


def carry_actions(session: CommissionSession, on: date) -> int:
    """What is open comes back to this session, as it stands that day. Once carried, told as it was then."""
    rows = list(actions_come_back(session))
    found = CarriedAction.objects.bulk_create(
        [
            CarriedAction(session=session, action=row, state_then=row.state, days_late=max(0, (on - row.due_on).days))
            for row in rows
        ],
        ignore_conflicts=True,
    )
    return len(found)
