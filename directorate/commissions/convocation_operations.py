"""Calling the members: in time, with the agenda, by mail and by letter (CRPA, art. R133-8)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from directorate.commissions.body_rules import composition_problem, is_discreet
from directorate.commissions.mails import write_to
from directorate.commissions.matters import agenda_lines
from directorate.commissions.models import CommissionSession, Convocation
from directorate.commissions.operations import locked, note, require_planned, require_secretariat, session_day
from directorate.commissions.seats import called_on
from directorate.jobs.operations import enqueue
from directorate.legal_calendar.arithmetic import days_before, franc_days_before, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.web.errors import Conflict, DomainError

CONVOCATIONS_JOB = "commissions.convocations"
# Of a body that sits without being told, the reason itself is said nowhere.
URGENT = "Urgence"


def last_day_to_convene(session: CommissionSession, on: date) -> date:
    """R7: the last day on which a convocation is in time; clear days where the text of the commission says so."""
    if session.commission.notice_days is not None:
        return franc_days_before(session_day(session.starts_at), session.commission.notice_days)
    return days_before(session_day(session.starts_at), int(parameter("commission.convocation_days", on)))


def notice_problem(session: CommissionSession, on: date) -> str:
    """Why a convocation sent that day is late, or an empty string."""
    if session.commission.has_seats and session.second_of_id is not None:
        # A second meeting on the same object needs no notice (décret 95-260, art. 35).
        return ""
    last = last_day_to_convene(session, on)
    if on <= last:
        return ""
    if session.commission.notice_days is not None:
        return (
            f"La convocation écrite, avec l'ordre du jour, part {session.commission.notice_days} jours francs avant la"
            f" séance, soit le {french_long(last)} au plus tard ({session.commission.legal_basis}). En cas d'urgence,"
            " en indiquer le motif ; sinon, reporter la séance."
        )
    days = int(parameter("commission.convocation_days", on))
    return (
        f"Les membres sont convoqués {days} jours au moins avant la séance, soit le {french_long(last)} au plus tard"
        " (CRPA, art. R. 133-8). En cas d'urgence, en indiquer le motif ; sinon, reporter la séance."
    )


@transaction.atomic
def convene(*, session: CommissionSession, urgency: str, by: StaffMember, at: datetime) -> CommissionSession:
    """Call everybody whose mandate runs that day, with the agenda, which then changes no more. Twice is refused."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    if session.convened_at is not None:
        raise Conflict("Les convocations de cette séance sont déjà parties.")
    if session.starts_at <= at:
        raise DomainError("La séance a déjà commencé.")
    lines = agenda_lines(session, by, session_day(at))
    if not lines:
        raise DomainError("L'ordre du jour est vide : inscrire d'abord une affaire.")
    late = notice_problem(session, session_day(at))
    if late and not urgency.strip():
        raise DomainError(late, field="urgency")
    members = list(called_on(session))
    if not members:
        raise DomainError("Aucun mandat ne court à cette date : la commission ne peut pas siéger.")
    if problem := composition_problem(session.commission_id, members, session_day(session.starts_at)):
        raise DomainError(problem)
    session.convened_at, session.convening = at, session.convening + 1
    told = URGENT if is_discreet(session.commission_id) else urgency.strip()
    session.urgency = told if late else ""
    session.save(update_fields=["convened_at", "convening", "urgency"])
    with_substitutes = {member.substitute_of_id for member in members}
    documents = [row.title for row in session.documents.filter(item__isnull=True)]
    for member in members:
        row = Convocation.objects.create(
            session=session, member=member, convening=session.convening, sent_at=at, email=member.email
        )
        has_substitute = member.pk in with_substitutes
        write_to(row, "convened", at, agenda=lines, documents=documents, has_substitute=has_substitute)
    enqueue(
        kind=CONVOCATIONS_JOB,
        label=f"Convocations : {session}",
        key=f"{CONVOCATIONS_JOB}:{session.pk}:{session.convening}",
        payload={
            "session": session.pk,
            "convening": session.convening,
            "page": reverse("directorate:session", args=[session.pk]),
        },
        by=by,
        at=at,
        queue="bulk",
        capped=False,
    )
    note(session, "convened", by, at, {"members": len(members), "items": len(lines), "urgency": session.urgency})
    return session
