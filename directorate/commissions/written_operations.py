"""Reasoned opinions sent in writing by those who do not come, and the signature of the minutes."""

from datetime import date, datetime, timedelta

from django.db import transaction

from directorate.commissions.models import AgendaItem, CommissionMember, CommissionSession, WrittenOpinion
from directorate.commissions.operations import locked, note, require_planned, require_secretariat, session_day
from directorate.commissions.seats import may_write
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError


@transaction.atomic
def record_written_opinion(
    *,
    item: AgendaItem,
    member: CommissionMember,
    opinion: str,
    reasons: str,
    received_on: date,
    by: StaffMember,
    at: datetime,
) -> WrittenOpinion:
    """Received before the session (décret 95-260, art. 12 and 39). Said again unchanged, it is harmless."""
    session = locked(item.session)
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    require_secretariat(session.commission, by, at)
    if not session.commission.has_seats:
        raise DomainError("Cette commission ne délibère pas sur avis écrits.")
    require_planned(session)
    if item.opinion:
        raise Conflict("L'avis sur cette affaire est déjà rendu.")
    if opinion not in WrittenOpinion.Sense.values:
        raise DomainError("L'avis écrit est favorable ou défavorable.", field="opinion")
    if not reasons.strip():
        raise DomainError("Un avis écrit est motivé : en reprendre les motifs.", field="reasons")
    if received_on > session_day(at):
        raise DomainError("Cette date est à venir.", field="received_on")
    if received_on > (day := session_day(session.starts_at)):
        raise DomainError(f"L'avis écrit est reçu avant la séance du {french_long(day)}.", field="received_on")
    if member.pk not in {row.pk for row in may_write(session, item)}:
        raise DomainError("Ce membre n'a pas voix délibérative sur cette affaire.", field="member")
    row = WrittenOpinion.objects.filter(item=item, member=member).first()
    if row is not None:
        if (row.opinion, row.reasons, row.received_on) == (opinion, reasons.strip(), received_on):
            return row
        raise Conflict(f"L'avis écrit de {member.name} est déjà enregistré : {row.get_opinion_display().lower()}.")
    row = WrittenOpinion.objects.create(
        item=item, member=member, opinion=opinion, reasons=reasons.strip(), received_on=received_on, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    facts = {"position": item.position, "member": member.name, "opinion": row.get_opinion_display()}
    note(session, "written_opinion_recorded", by, at, facts)
    return row


def minutes_due_on(session: CommissionSession) -> date | None:
    """The last day for the minutes, when the text gives one (décret 95-260, art. 41)."""
    days = session.commission.minutes_days
    return session_day(session.starts_at) + timedelta(days=days) if days else None


def minutes_are_late(session: CommissionSession, on: date) -> bool:
    due = minutes_due_on(session)
    if due is None or session.state == CommissionSession.State.CANCELLED:
        return False
    return (session.minutes_signed_on or on) > due


@transaction.atomic
def sign_minutes(*, session: CommissionSession, signed_on: date, by: StaffMember, at: datetime) -> CommissionSession:
    """The chair has signed the minutes of a session that is over. Once."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    if session.held_at is None:
        raise DomainError("Clore d'abord la séance : le compte rendu se signe ensuite.", field="signed_on")
    if session.minutes_signed_on is not None:
        if session.minutes_signed_on == signed_on:
            return session
        raise Conflict(f"Le compte rendu est déjà signé, le {session.minutes_signed_on:%d/%m/%Y}.")
    if not session_day(session.starts_at) <= signed_on <= session_day(at):
        raise DomainError("La signature suit la séance, sans dépasser aujourd'hui.", field="signed_on")
    session.minutes_signed_on = signed_on
    session.save(update_fields=["minutes_signed_on"])
    note(session, "minutes_signed", by, at, {"signed_on": signed_on.isoformat()})
    return session
