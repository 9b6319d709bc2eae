"""Sessions of the commissions: planned, filled, attended, closed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from directorate.commissions.models import AgendaItem, Commission, CommissionMember, CommissionSession
from directorate.commissions.policies import keeps_secretariat
from directorate.commissions.quorum import attendance_problems, is_chaired, is_tie, vote_problem
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.web.errors import Conflict, DomainError, NotAllowed

State = CommissionSession.State


@transaction.atomic
def plan_session(
    *, commission: Commission, starts_at: datetime, place: str, by: StaffMember, at: datetime
) -> CommissionSession:
    require_secretariat(commission, by, at)
    if starts_at <= at:
        raise DomainError("Une séance se prévoit à une date à venir.", field="starts_at")
    day = session_day(starts_at)
    if not commission.members.filter(mandate_starts_on__lte=day, mandate_ends_on__gt=day).exists():
        raise DomainError("Aucun mandat ne court à cette date : la commission ne peut pas siéger.", field="starts_at")
    session, created = CommissionSession.objects.get_or_create(
        commission=commission, starts_at=starts_at, defaults={"place": place}
    )
    if not created:
        raise DomainError("Une séance de cette commission est déjà prévue à cette heure.", field="starts_at")
    note(session, "planned", by, at, {"starts_at": starts_at.isoformat(), "place": place})
    notify(
        recipients=staff_of_unit(commission.secretariat_id, session_day(at)),
        kind="session_convened",
        key=f"session:{session.pk}",
        title=f"Séance prévue le {french_long(day)} : {commission.name}",
        detail=f"À {starts_at.astimezone(PARIS):%H:%M}, {place}." if place else "",
        url=reverse("directorate:session", args=[session.pk]),
        by=by,
        at=at,
    )
    return session


@transaction.atomic
def cancel_session(*, session: CommissionSession, reason: str, by: StaffMember, at: datetime) -> CommissionSession:
    """Only a session with nothing on its agenda: the cases that wait for it would wait for ever."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    if session.items.exists():
        raise DomainError("Des affaires sont inscrites à l'ordre du jour : la séance ne peut être annulée.")
    session.state = State.CANCELLED
    session.save(update_fields=["state"])
    note(session, "cancelled", by, at, {"reason": reason})
    return session


@transaction.atomic
def add_item(*, session: CommissionSession, title: str, by: StaffMember | None, at: datetime) -> AgendaItem:
    """Put a matter on the agenda of a session to come."""
    session = locked(session)
    require_planned(session)
    if session.starts_at <= at:
        raise DomainError("Cette séance a déjà commencé : choisir une séance à venir.", field="session")
    last = session.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(session=session, position=last + 1, title=title[:250])
    note(session, "item_added", by, at, {"position": item.position, "title": item.title})
    return item


def rename_item(*, item: AgendaItem, title: str) -> None:
    """A matter whose object was corrected before it was heard. What was heard keeps the words of that day."""
    AgendaItem.objects.filter(pk=item.pk, opinion="", session__state=State.PLANNED).update(title=title[:250])


@transaction.atomic
def record_attendance(
    *, session: CommissionSession, present: Iterable[CommissionMember], by: StaffMember, at: datetime
) -> CommissionSession:
    """Who sat. Below the quorum the attendance is kept, and no opinion can be given (CRPA, art. R133-10)."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    require_begun(session, at, field="present")
    present = list(present)
    if not present:
        raise DomainError("Indiquer les membres présents.", field="present")
    if any(member.commission_id != session.commission_id for member in present):
        raise DomainError("Un des membres choisis n'appartient pas à cette commission.", field="present")
    if problems := attendance_problems(present, session_day(session.starts_at)):
        raise DomainError(" ".join(problems), field="present", details=problems)
    given = session.items.exclude(opinion__in=["", AgendaItem.Opinion.ADJOURNED]).exists()
    if given and len(present) < session.commission.quorum:
        raise DomainError(f"{quorum_sentence(session, len(present))} Des avis sont déjà enregistrés.", field="present")
    session.present.set(present)
    note(session, "attended", by, at, {"present": [member.name for member in present]})
    return session


@transaction.atomic
def record_opinion(
    *,
    item: AgendaItem,
    opinion: str,
    votes_for: int | None,
    votes_against: int | None,
    comment: str,
    by: StaffMember | None,
    at: datetime,
) -> AgendaItem:
    """The opinion of the commission on a matter. Recording it again unchanged is harmless; changing it is refused.

    The opinion may be recorded before the attendance; closing the session then checks both together.
    """
    session = locked(item.session)
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if opinion not in AgendaItem.Opinion.values:
        raise DomainError("La commission rend un avis favorable, favorable avec réserves, défavorable, ou ajourne.",
                          field="opinion")  # fmt: skip
    if item.opinion:
        if item.opinion == opinion:
            return item
        raise Conflict(f"La commission a déjà rendu un avis sur cette affaire : {item.get_opinion_display().lower()}.")
    require_planned(session)
    require_begun(session, at, field="opinion")
    present = list(session.present.all())
    if present and len(present) < session.commission.quorum and opinion != AgendaItem.Opinion.ADJOURNED:
        raise DomainError(quorum_sentence(session, len(present)), field="opinion")
    if problem := vote_problem(opinion, votes_for, votes_against, len(present), is_chaired(present)):
        raise DomainError(problem, field="votes_for")
    item.opinion = opinion
    item.votes_for = votes_for
    item.votes_against = votes_against
    item.comment = comment
    item.save(update_fields=["opinion", "votes_for", "votes_against", "comment"])
    details = {
        "position": item.position,
        "opinion": item.get_opinion_display(),
        "votes_for": votes_for,
        "votes_against": votes_against,
        "casting_vote": is_tie(votes_for, votes_against),
    }
    note(session, "opinion_recorded", by, at, details)
    return item


@transaction.atomic
def close_session(*, session: CommissionSession, minutes: str, by: StaffMember, at: datetime) -> CommissionSession:
    """Close a session that was held: attended by the quorum, with an answer to every matter."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    present = list(session.present.all())
    if not present:
        raise DomainError("Enregistrer d'abord les membres présents.")
    items = list(session.items.all())
    if waiting := [str(item.position) for item in items if not item.opinion]:
        raise DomainError(f"Des affaires attendent leur avis : points {', '.join(waiting)} de l'ordre du jour.")
    given = [item for item in items if item.opinion != AgendaItem.Opinion.ADJOURNED]
    if given and len(present) < session.commission.quorum:
        raise DomainError(quorum_sentence(session, len(present)))
    for item in given:
        problem = vote_problem(item.opinion, item.votes_for, item.votes_against, len(present), is_chaired(present))
        if problem:
            raise DomainError(f"Point {item.position} : {problem}")
    session.state = State.HELD
    session.minutes = minutes
    session.held_at = at
    session.save(update_fields=["state", "minutes", "held_at"])
    note(session, "closed", by, at, {"present": len(present), "items": len(items)})
    return session


def session_day(starts_at: datetime) -> date:
    return starts_at.astimezone(PARIS).date()


def locked(session: CommissionSession) -> CommissionSession:
    return CommissionSession.objects.select_for_update(of=("self",)).select_related("commission").get(pk=session.pk)


def require_secretariat(commission: Commission, by: StaffMember, at: datetime) -> None:
    if not keeps_secretariat(by, commission, on=session_day(at)):
        raise NotAllowed("Le secrétariat de cette commission est tenu par un autre service que le vôtre.")


def require_planned(session: CommissionSession) -> None:
    if session.state != State.PLANNED:
        raise Conflict(f"Cette séance est {session.get_state_display().lower()} : elle ne se modifie plus.")


def quorum_sentence(session: CommissionSession, present: int) -> str:
    return f"Le quorum n'est pas atteint : {present} présents pour {session.commission.quorum} requis."


def require_begun(session: CommissionSession, at: datetime, *, field: str) -> None:
    if session.starts_at > at:
        raise DomainError("La séance n'a pas encore eu lieu.", field=field)


def note(session: CommissionSession, verb: str, by: StaffMember | None, at: datetime, details: dict) -> None:
    record(
        by=by,
        at=at,
        action=f"commission.{verb}",
        subject=session,
        label=str(session),
        unit_code=session.commission.secretariat_id,
        details=details,
    )
