"""Sessions of the commissions: planned, filled, moved, attended, closed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse

from directorate.commissions import bodies
from directorate.commissions.body_rules import gives_opinions, is_discreet, knows_of
from directorate.commissions.mails import tell_members
from directorate.commissions.matters import tell_followers
from directorate.commissions.models import (
    AgendaItem,
    Commission,
    CommissionMember,
    CommissionSession,
    SessionDocument,
    Withdrawal,
    running_on,
)
from directorate.commissions.policies import keeps_secretariat
from directorate.commissions.quorum import (
    attendance_problems,
    is_chaired,
    is_tie,
    quorum_problem,
    vote_problem,
    voters,
)
from directorate.commissions.seats import call_mayor, call_mayors, roll
from directorate.documents.models import StoredFile
from directorate.jobs.operations import enqueue
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

State = CommissionSession.State
Opinion = AgendaItem.Opinion
# Made when a session ends: its minutes, then an extract for each matter.
PAPERS_JOB = "commissions.papers"
# Positions are moved out of the way before they are given again: two matters never share one.
ASIDE = 10_000
MOST_ITEMS = 500


@transaction.atomic
def plan_session(
    *, commission: Commission, starts_at: datetime, place: str, by: StaffMember, at: datetime
) -> CommissionSession:
    require_secretariat(commission, by, at)
    session = new_session(commission, starts_at, place, at)
    day = session_day(starts_at)
    note(session, "planned", by, at, {"starts_at": starts_at.isoformat(), "place": place})
    notify(
        recipients=[
            one
            for one in staff_of_unit(commission.secretariat_id, session_day(at))
            if knows_of(one, commission.pk, session_day(at))
        ],
        kind="session_convened",
        key=f"session:{session.pk}",
        title=f"Séance prévue le {french_long(day)} : {commission.name}",
        detail=f"À {starts_at.astimezone(PARIS):%H:%M}, {place}." if place else "",
        url=reverse("directorate:session", args=[session.pk]),
        by=by,
        at=at,
    )
    return session


def new_session(
    commission: Commission, starts_at: datetime, place: str, at: datetime, **more: object
) -> CommissionSession:
    require_possible(commission, starts_at, at)
    session, created = CommissionSession.objects.get_or_create(
        commission=commission, starts_at=starts_at, defaults={"place": place, **more}
    )
    if not created:
        raise DomainError("Une séance de cette commission est déjà prévue à cette heure.", field="starts_at")
    return session


def require_possible(commission: Commission, starts_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise DomainError("Une séance se prévoit à une date à venir.", field="starts_at")
    if not commission.members.filter(running_on(session_day(starts_at))).exists():
        raise DomainError("Aucun mandat ne court à cette date : la commission ne peut pas siéger.", field="starts_at")


def told_reason(session: CommissionSession, reason: str) -> str:
    """Of a body that sits without being told, no word that somebody typed goes into a mail nor the journal."""
    return "" if is_discreet(session.commission_id) else reason


# --- cancelled, postponed, called again ---------------------------------------------------------------------


@transaction.atomic
def cancel_session(
    *,
    session: CommissionSession,
    reason: str,
    by: StaffMember,
    at: datetime,
    move_to: CommissionSession | None = None,
) -> CommissionSession:
    """Its agenda goes to another session: the cases that wait for it would wait for ever."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    if session.items.exclude(opinion="").exists():
        raise DomainError("Des avis y sont déjà rendus : la séance a eu lieu.")
    reason, moved = told_reason(session, reason), session.items.count()
    if moved and move_to is None and gives_opinions(session.commission_id):
        raise DomainError(
            "Des affaires sont inscrites à l'ordre du jour : choisir la séance qui les entendra.", field="move_to"
        )
    if moved and move_to is not None:
        move_items(session, to=require_open_agenda(locked(move_to), at, field="move_to"))
    session.state = State.CANCELLED
    session.save(update_fields=["state"])
    note(session, "cancelled", by, at, {"reason": reason, "items": moved})
    tell_members(session, "cancelled", at, reason=reason, to=move_to)
    return session


@transaction.atomic
def postpone_session(
    *, session: CommissionSession, starts_at: datetime, place: str, reason: str, by: StaffMember, at: datetime
) -> CommissionSession:
    """The session keeps its agenda and takes another day; its members are told, then convened again."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    if session.present.exists() or session.items.exclude(opinion="").exists():
        raise DomainError("La séance a eu lieu : elle ne se reporte plus.")
    require_possible(session.commission, starts_at, at)
    if session.commission.sessions.filter(starts_at=starts_at).exists():
        raise DomainError("Une séance de cette commission est déjà prévue à cette heure.", field="starts_at")
    before, reason = session.starts_at, told_reason(session, reason)
    tell_members(session, "postponed", at, reason=reason, new=starts_at, place=place)
    session.starts_at, session.place, session.convened_at, session.urgency = starts_at, place, None, ""
    session.save(update_fields=["starts_at", "place", "convened_at", "urgency"])
    call_mayors(session)
    facts = {"before": before.isoformat(), "starts_at": starts_at.isoformat(), "reason": reason}
    note(session, "postponed", by, at, facts)
    return session


@transaction.atomic
def call_again(
    *, session: CommissionSession, starts_at: datetime, place: str, by: StaffMember, at: datetime
) -> CommissionSession:
    """The quorum failed: another session hears the same agenda, and none will be required (CRPA, art. R133-10).

    A body with seats asks for its quorum again, and moves only what it could not hear.
    """
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    present = list(session.present.all())
    if not present:
        raise DomainError("Enregistrer d'abord les membres présents : c'est leur nombre qui permet de convoquer de"
                          " nouveau.")  # fmt: skip
    if not lacks_quorum(session, present):
        raise DomainError("Le quorum est atteint : la commission délibère.")
    heard = session.items.exclude(opinion__in=["", Opinion.ADJOURNED]).exists()
    if heard and not session.commission.has_seats:
        raise DomainError("Des avis sont déjà rendus : la séance a eu lieu.")
    again = new_session(session.commission, starts_at, place, at, second_of=session)
    moved = move_items(session, to=again)
    if not moved:
        raise DomainError("Aucune affaire n'attend d'être entendue.")
    if heard:
        note(session, "called_again", by, at, {"present": len(present), "starts_at": starts_at.isoformat()})
        return again
    session.state, session.held_at = State.NO_QUORUM, at
    session.save(update_fields=["state", "held_at"])
    note(session, "called_again", by, at, {"present": len(present), "starts_at": starts_at.isoformat()})
    ask_for_papers(session, by, at)
    return again


def lacks_quorum(session: CommissionSession, present: Sequence[CommissionMember]) -> bool:
    """Some matter that waits cannot be heard by those who came."""
    if not session.commission.has_seats:
        return bool(quorum_problem(len(present), session.quorum))
    return any(roll(session, item, present).refusal for item in session.items.filter(opinion=""))


def move_items(session: CommissionSession, *, to: CommissionSession) -> int:
    """What was not heard goes after what the other session has already. Number of matters."""
    if to.pk == session.pk or to.commission_id != session.commission_id:
        raise DomainError("Choisir une autre séance de la même commission.", field="move_to")
    waiting = session.items.filter(opinion="")
    SessionDocument.objects.filter(item__in=waiting).update(session=to)
    Withdrawal.objects.filter(item__in=waiting).delete()
    first = (to.items.aggregate(last=Max("position"))["last"] or 0) + 1
    keys = list(waiting.order_by("position").values_list("pk", flat=True))
    for rank, key in enumerate(keys):
        AgendaItem.objects.filter(pk=key).update(session=to, position=first + rank)
    call_mayors(to)
    return len(keys)


# --- the agenda ---------------------------------------------------------------------------------------------


@transaction.atomic
def add_item(
    *,
    session: CommissionSession,
    title: str,
    by: StaffMember | None,
    at: datetime,
    commune: Commune | None = None,
    concerned: Sequence[str] = (),
) -> AgendaItem:
    """Put a matter on the agenda of a session to come. `commune`: whose mayor a body with seats calls for it;
    `concerned`: the codes of the seats that only some matters call."""
    session = require_open_agenda(locked(session), at, field="session")
    if commune is not None and session.commission.has_seats:
        call_mayor(session.commission, commune, session_day(session.starts_at))
    last = session.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        session=session, position=last + 1, title=title[:250], commune=commune, concerned=list(concerned)
    )
    note(session, "item_added", by, at, {"position": item.position})
    return item


def why_agenda_closed(session: CommissionSession, at: datetime) -> str:
    """Why nothing more enters this agenda, or an empty string."""
    if session.starts_at <= at:
        return "Cette séance a déjà commencé : choisir une séance à venir."
    if session.convened_at is not None:
        return "Les convocations sont parties avec l'ordre du jour : choisir une autre séance."
    if session.second_of_id is not None:
        return "Cette seconde convocation porte sur le même ordre du jour : choisir une autre séance."
    return ""


def require_open_agenda(session: CommissionSession, at: datetime, *, field: str) -> CommissionSession:
    require_planned(session)
    if refusal := why_agenda_closed(session, at):
        raise DomainError(refusal, field=field)
    return session


@transaction.atomic
def drop_item(*, item: AgendaItem, by: StaffMember | None, at: datetime) -> None:
    """Take a matter off, before the convocations leave with the agenda; those that follow move up."""
    session = locked(item.session)
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    require_planned(session)
    if item.opinion:
        raise DomainError("Cette affaire a été entendue : elle reste à l'ordre du jour.")
    if session.convened_at is not None:
        raise DomainError("Les convocations sont parties avec l'ordre du jour : ajourner l'affaire en séance.")
    position = item.position
    item.delete()
    for following in session.items.filter(position__gt=position).order_by("position"):
        AgendaItem.objects.filter(pk=following.pk).update(position=following.position - 1)
    note(session, "item_dropped", by, at, {"position": position})


@transaction.atomic
def order_items(
    *, session: CommissionSession, order: Sequence[int], by: StaffMember, at: datetime
) -> CommissionSession:
    """Give the matters their places: `order` holds the key of each of them, once, first to last."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    if session.convened_at is not None:
        raise DomainError("Les convocations sont parties avec l'ordre du jour : il ne change plus.")
    known = dict(session.items.values_list("pk", "position"))
    if len(order) != len(known) or set(order) != set(known):
        raise Conflict("L'ordre du jour a changé entre-temps : relire la page.")
    if [known[key] for key in order] == sorted(known.values()):
        return session
    session.items.update(position=F("position") + ASIDE)
    for rank, key in enumerate(order, 1):
        AgendaItem.objects.filter(pk=key).update(position=rank)
    note(session, "items_ordered", by, at, {"items": len(order)})
    return session


def rename_item(*, item: AgendaItem, title: str) -> None:
    """A matter whose object was corrected before it was heard. What was heard keeps the words of that day."""
    AgendaItem.objects.filter(pk=item.pk, opinion="", session__state=State.PLANNED).update(title=title[:250])


@transaction.atomic
def add_document(
    *,
    session: CommissionSession,
    item: AgendaItem | None,
    title: str,
    file: StoredFile,
    by: StaffMember,
    at: datetime,
) -> SessionDocument:
    """What members need to read, of one matter or of the whole session (CRPA, art. R133-8)."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    if is_discreet(session.commission_id):
        raise DomainError("Cette formation est restreinte : ses documents sont remis en séance.", field="file")
    if item is not None and item.session_id != session.pk:
        raise DomainError("Cette affaire n'est pas à l'ordre du jour de cette séance.", field="item")
    document = SessionDocument.objects.create(session=session, item=item, title=title, file=file)
    note(session, "document_added", by, at, {"position": item.position if item else None})
    return document


# --- what happens in the room -------------------------------------------------------------------------------


@transaction.atomic
def record_attendance(
    *,
    session: CommissionSession,
    present: Iterable[CommissionMember],
    seen: str | None = None,
    by: StaffMember,
    at: datetime,
) -> CommissionSession:
    """Who sat. Below the quorum the attendance is kept, and no opinion can be given (CRPA, art. R133-10).

    `seen`: the mark of those who were ticked on the page of the person, who is told of a quicker colleague.
    """
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    require_begun(session, at, field="present")
    present = list(present)
    refuse_what_was_not_seen(seen, session.present.values_list("pk", flat=True), present)
    if not present:
        raise DomainError("Indiquer les membres présents.", field="present")
    if any(member.commission_id != session.commission_id for member in present):
        raise DomainError("Un des membres choisis n'appartient pas à cette commission.", field="present")
    if problems := attendance_problems(present, session_day(session.starts_at)):
        raise DomainError(" ".join(problems), field="present", details=problems)
    given = session.items.exclude(opinion__in=["", Opinion.ADJOURNED])
    for item in given.prefetch_related("withdrawals", "written_opinions__member"):
        if problem := why_no_opinion(session, item, present):
            raise DomainError(f"{problem} Des avis sont déjà enregistrés.", field="present")
    session.present.set(present)
    note(session, "attended", by, at, {"present": [member.name for member in present]})
    return session


def mark_of(members: Iterable[int]) -> str:
    """What a page shows of a set of members, to be brought back with its form."""
    return ",".join(map(str, sorted(members)))


def refuse_what_was_not_seen(seen: str | None, kept: Iterable[int], wanted: Iterable[CommissionMember]) -> None:
    """Two people tick while members arrive: the second one would untick whoever the first has just ticked."""
    kept = mark_of(kept)
    if seen is not None and seen != kept and mark_of(member.pk for member in wanted) != kept:
        raise Conflict("Un collègue vient d'enregistrer d'autres membres : relire la page avant de recommencer.")


@transaction.atomic
def withdraw_members(
    *,
    item: AgendaItem,
    members: Iterable[CommissionMember],
    reason: str,
    seen: str | None = None,
    by: StaffMember,
    at: datetime,
) -> str:
    """Those who leave while a matter is heard, for an interest in it (CRPA, art. R133-12); nobody when empty.

    Gives the sentence that tells what it does to the quorum, or an empty one. `seen`: as for the attendance.
    """
    session = locked(item.session)
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    if item.opinion:
        raise DomainError("L'avis sur cette affaire est déjà rendu.", field="members")
    members = list(members)
    refuse_what_was_not_seen(seen, item.withdrawals.values_list("member_id", flat=True), members)
    present = list(session.present.all())
    here = {member.pk for member in present}
    if strangers := [member.name for member in members if member.pk not in here]:
        raise DomainError(f"Absent de la séance : {', '.join(strangers)}. Enregistrer d'abord les présences.",
                          field="members")  # fmt: skip
    item.withdrawals.exclude(member__in=members).delete()
    reason = told_reason(session, reason)
    for member in members:
        Withdrawal.objects.update_or_create(item=item, member=member, defaults={"reason": reason})
    names = [member.name for member in members]
    note(session, "members_withdrew", by, at, {"position": item.position, "members": names})
    return why_no_opinion(session, item, present)


def why_no_opinion(session: CommissionSession, item: AgendaItem, present: Sequence[CommissionMember]) -> str:
    """Why this matter can only be adjourned: the quorum, once those who have an interest in it have left."""
    if session.commission.has_seats:
        return roll(session, item, present).refusal if present else bodies.NO_ATTENDANCE
    if not present:
        return ""
    voting = voters(present, [row.member_id for row in item.withdrawals.all()])
    return quorum_problem(len(voting), session.quorum, len(present) - len(voting))


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
    if opinion not in Opinion.values:
        raise DomainError("La commission rend un avis favorable, favorable avec réserves, défavorable, ou ajourne.",
                          field="opinion")  # fmt: skip
    if item.opinion:
        if item.opinion == opinion:
            return item
        raise Conflict(f"La commission a déjà rendu un avis sur cette affaire : {item.get_opinion_display().lower()}.")
    require_planned(session)
    require_begun(session, at, field="opinion")
    if session.commission.has_seats and (problem := bodies.plain_opinion_problem(opinion)):
        raise DomainError(problem, field="opinion")
    present = list(session.present.all())
    if opinion != Opinion.ADJOURNED and (problem := why_no_opinion(session, item, present)):
        raise DomainError(problem, field="opinion")
    if problem := vote_refusal(item, opinion, votes_for, votes_against, present):
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
    tell_followers(item, by, at)
    return item


def vote_refusal(
    item: AgendaItem,
    opinion: str,
    votes_for: int | None,
    votes_against: int | None,
    present: Sequence[CommissionMember],
) -> str:
    """Why the vote is not possible with those who take part in this matter, or an empty string."""
    if item.session.commission.has_seats:
        called = roll(item.session, item, present)
        return bodies.tally_problem(
            opinion, votes_for, votes_against, present=len(called.voting),
            written=[row.opinion for row in called.written], chaired=called.chaired,
        )  # fmt: skip
    voting = voters(present, [row.member_id for row in item.withdrawals.all()])
    return vote_problem(opinion, votes_for, votes_against, len(voting), is_chaired(voting))


def unanimous_votes(item: AgendaItem) -> dict[str, int]:
    """Everybody who takes part in this matter, in favour."""
    present = list(item.session.present.all())
    if not present:
        raise DomainError("Enregistrer d'abord les membres présents : ce sont eux qui votent.")
    if item.session.commission.has_seats:
        called = roll(item.session, item, present)
        if any(row.opinion != Opinion.FAVOURABLE for row in called.written):
            raise DomainError("Un avis écrit est défavorable : il n'y a pas d'unanimité.")
        return {"votes_for": len(called.voting) + len(called.written), "votes_against": 0}
    return {"votes_for": len(voters(present, [row.member_id for row in item.withdrawals.all()])), "votes_against": 0}


@transaction.atomic
def close_session(*, session: CommissionSession, minutes: str, by: StaffMember, at: datetime) -> CommissionSession:
    """Close a session that was held: attended by the quorum, with an answer to every matter. Its papers are asked."""
    session = locked(session)
    require_secretariat(session.commission, by, at)
    require_planned(session)
    present = list(session.present.all())
    if not present:
        raise DomainError("Enregistrer d'abord les membres présents.")
    if not gives_opinions(session.commission_id):
        return close_without_opinion(session, present, minutes, by, at)
    items = list(session.items.prefetch_related("withdrawals"))
    if waiting := [str(item.position) for item in items if not item.opinion]:
        raise DomainError(f"Des affaires attendent leur avis : points {', '.join(waiting)} de l'ordre du jour.")
    for item in items:
        if item.opinion == Opinion.ADJOURNED:
            continue
        if problem := why_no_opinion(session, item, present):
            raise DomainError(problem)
        if problem := vote_refusal(item, item.opinion, item.votes_for, item.votes_against, present):
            raise DomainError(f"Point {item.position} : {problem}")
    session.state = State.HELD
    session.minutes = minutes
    session.held_at = at
    session.save(update_fields=["state", "minutes", "held_at"])
    note(session, "closed", by, at, {"present": len(present), "items": len(items)})
    ask_for_papers(session, by, at)
    return session


def close_without_opinion(
    session: CommissionSession, present: Sequence[CommissionMember], minutes: str, by: StaffMember, at: datetime
) -> CommissionSession:
    """A body that decides actions: its service writes its papers itself, and nothing of a discreet one is here."""
    require_begun(session, at, field="present")
    if problem := quorum_problem(len(present), session.quorum):
        raise DomainError(problem)
    if minutes.strip() and is_discreet(session.commission_id):
        raise DomainError("Cette formation est restreinte : son relevé est tenu à part.", field="minutes")
    session.state, session.minutes, session.held_at = State.HELD, minutes, at
    session.save(update_fields=["state", "minutes", "held_at"])
    note(session, "closed", by, at, {"present": len(present), "items": session.items.count()})
    return session


def ask_for_papers(session: CommissionSession, by: StaffMember, at: datetime) -> None:
    """The minutes and an extract for each matter, made once by a worker."""
    enqueue(
        kind=PAPERS_JOB,
        label=f"Procès-verbal et extraits : {session}",
        key=f"{PAPERS_JOB}:{session.pk}",
        payload={"session": session.pk, "page": reverse("directorate:session", args=[session.pk])},
        by=by,
        at=at,
        queue="bulk",
        capped=False,
    )


# --- what all of them ask -----------------------------------------------------------------------------------


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


def require_begun(session: CommissionSession, at: datetime, *, field: str) -> None:
    if session.starts_at > at:
        raise DomainError("La séance n'a pas encore eu lieu.", field=field)


def note(
    session: CommissionSession, verb: str, by: StaffMember | None, at: datetime, details: Mapping[str, object]
) -> None:
    record(
        by=by,
        at=at,
        action=f"commission.{verb}",
        subject=session,
        label=str(session),
        unit_code=session.commission.secretariat_id,
        details=details,
    )
