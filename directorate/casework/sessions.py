"""The sessions of the commissions, seen from the cases: what is heard there, and the opinion that answers a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.archetypes import AFTER_GRANT, PUT_MEASURE_ON_AGENDA, road_of
from directorate.casework.deadlines import refresh_deadlines
from directorate.casework.errors import TransitionNotAllowed
from directorate.casework.models import Case, Consultation
from directorate.casework.move import paris_day
from directorate.casework.operations import locked_case, note_on, take_transition, touch
from directorate.casework.policies import sees_case, works_for
from directorate.casework.queries import visible_to
from directorate.commissions import matters
from directorate.commissions import operations as commissions
from directorate.commissions.matters import Matter
from directorate.commissions.models import AgendaItem, CommissionSession
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.web.errors import DomainError

ELSEWHERE = "Le dossier est instruit par un autre service : c'est lui qui enregistre cet avis."
RESERVED = "Cette affaire est à diffusion restreinte : son avis est enregistré par les agents qui y sont désignés."


def awaits_opinion(consultation: Consultation) -> bool:
    """A case decided or closed before the session no longer waits: the commission then answers for itself alone."""
    case = consultation.case
    transition = road_of(registry.procedure(case.procedure_code).archetype).transition("record_opinion")
    return consultation.answered_on is None and transition is not None and case.stage in transition.sources


def cases_heard(items: Sequence[AgendaItem], staff: StaffMember, on: date) -> Mapping[int, Matter]:
    """The case of each item, for one reader. The same queries whatever the number of items."""
    posting = posting_on(staff, on)
    rows = list(Consultation.objects.filter(agenda_item__in=items).select_related("case"))
    seen = set(visible_to(staff, on).filter(pk__in=[row.case_id for row in rows]).values_list("pk", flat=True))
    return {
        row.agenda_item_id: matter_of(
            row,
            is_seen=row.case_id in seen,
            works=posting is not None and row.case_id in seen and works_for(posting, row.case.unit_id),
        )
        for row in rows
    }


def matter_of(row: Consultation, *, is_seen: bool, works: bool) -> Matter:
    awaits = awaits_opinion(row)
    secret = row.case.sensitivity == Case.Sensitivity.SECRET
    hidden = secret and not is_seen
    return Matter(
        url=reverse("directorate:case", args=[row.case.reference]) if is_seen else "",
        is_secret=secret,
        is_hidden=hidden,
        awaits=awaits,
        may_answer=not hidden and (works or not awaits),
    )


matters.claim(cases_heard)


@transaction.atomic
def record_session_opinion(
    *,
    item: AgendaItem,
    opinion: str,
    votes_for: int | None,
    votes_against: int | None,
    comment: str,
    by: StaffMember,
    at: datetime,
) -> AgendaItem:
    """What the commission said of a matter. A case that waits for it is answered in the same gesture.

    The secretariat writes it; when a case is answered, somebody who works on the case.
    """
    commissions.require_secretariat(item.session.commission, by, at)
    commissions.require_begun(item.session, at, field="opinion")
    said = {"opinion": opinion, "votes_for": votes_for, "votes_against": votes_against, "comment": comment}
    consultation = Consultation.objects.filter(agenda_item=item).select_related("case").first()
    if consultation is None:
        return commissions.record_opinion(item=item, by=by, at=at, **said)
    case = consultation.case
    if case.sensitivity == Case.Sensitivity.SECRET and not sees_case(by, case, paris_day(at)):
        raise TransitionNotAllowed(RESERVED)
    if not awaits_opinion(consultation):
        return commissions.record_opinion(item=item, by=by, at=at, **said)
    take_transition(
        case=case,
        name="record_opinion",
        by=by,
        at=at,
        consultation=consultation,
        answered_on=commissions.session_day(item.session.starts_at),
        **said,
    )
    return AgendaItem.objects.get(pk=item.pk)


# --- many opinions at once ----------------------------------------------------------------------------------

# What is said of many matters in one gesture: the words of the button, and the opinion.
IN_SERIES = {
    "favourable": "Favorable à l'unanimité",
    "adjourned": "Ajourner",
}


@dataclass(frozen=True)
class Refused:
    position: int
    reason: str


def record_opinions(
    *, session: CommissionSession, positions: Sequence[int], opinion: str, by: StaffMember, at: datetime
) -> tuple[int, list[Refused]]:
    """The same opinion on these matters, each in a transaction of its own: a refusal does not stop the others.

    Gives how many were recorded, and those that were not with the reason. Said twice, nothing is recorded again.
    """
    commissions.require_secretariat(session.commission, by, at)
    commissions.require_planned(session)
    commissions.require_begun(session, at, field="opinion")
    if opinion not in IN_SERIES:
        raise DomainError("Cet avis ne se donne pas en série : il demande ses motifs.", field="opinion")
    items = session.items.filter(position__in=positions).order_by("position").prefetch_related("withdrawals")
    done, refused = 0, []
    for item in items:
        # The members present are read once for all.
        item.session = session
        try:
            record_one(item, opinion, by, at)
            done += 1
        except DomainError as refusal:
            refused.append(Refused(item.position, str(refusal)))
    return done, refused


def record_one(item: AgendaItem, opinion: str, by: StaffMember, at: datetime) -> None:
    if item.opinion:
        raise DomainError(f"L'avis est déjà rendu : {item.get_opinion_display().lower()}.")
    votes = {"votes_for": None, "votes_against": None}
    if opinion == AgendaItem.Opinion.FAVOURABLE:
        votes = commissions.unanimous_votes(item)
    record_session_opinion(item=item, opinion=opinion, comment="", by=by, at=at, **votes)


# --- a session that moves, and the cases that follow it -------------------------------------------------------


@transaction.atomic
def postpone_session(
    *, session: CommissionSession, starts_at: datetime, place: str, reason: str, by: StaffMember, at: datetime
) -> CommissionSession:
    session = commissions.postpone_session(
        session=session, starts_at=starts_at, place=place, reason=reason, by=by, at=at
    )
    follow(session, by, at)
    return session


@transaction.atomic
def cancel_session(
    *, session: CommissionSession, reason: str, move_to: CommissionSession | None, by: StaffMember, at: datetime
) -> CommissionSession:
    cancelled = commissions.cancel_session(session=session, reason=reason, move_to=move_to, by=by, at=at)
    if move_to is not None:
        follow(move_to, by, at)
    return cancelled


@transaction.atomic
def call_again(
    *, session: CommissionSession, starts_at: datetime, place: str, by: StaffMember, at: datetime
) -> CommissionSession:
    again = commissions.call_again(session=session, starts_at=starts_at, place=place, by=by, at=at)
    follow(again, by, at)
    return again


def follow(session: CommissionSession, by: StaffMember, at: datetime) -> None:
    """The cases that wait for this session wait until its day."""
    day = commissions.session_day(session.starts_at)
    rows = Consultation.objects.filter(agenda_item__session=session, answered_on__isnull=True).exclude(due_on=day)
    for row in rows.select_related("case").order_by("case_id"):
        case = locked_case(row.case, None)
        row.due_on = day
        row.save(update_fields=["due_on"])
        refresh_deadlines(case, at)
        touch(case, by, at)
        note_on(case, "case.session_moved", by=by, at=at, details={"session": french_long(day)})


# --- taking a case off the agenda, or putting many on it ------------------------------------------------------


@transaction.atomic
def take_off(*, item: AgendaItem, by: StaffMember, at: datetime) -> None:
    """Off the agenda before the convocations: a case goes back to its review, anything else simply goes."""
    commissions.require_secretariat(item.session.commission, by, at)
    consultation = Consultation.objects.filter(agenda_item=item).select_related("case").first()
    if consultation is None:
        commissions.drop_item(item=item, by=by, at=at)
        return
    if consultation.case.sensitivity == Case.Sensitivity.SECRET and not sees_case(by, consultation.case, paris_day(at)):
        raise TransitionNotAllowed(RESERVED)
    if consultation.answered_on is not None:
        raise DomainError("L'avis sur ce dossier est déjà rendu.")
    take_transition(case=consultation.case, name="take_off_agenda", by=by, at=at)


def opinions_of(commission: str) -> dict[str, set[str]]:
    """The procedures that consult this commission, each with the codes of these opinions."""
    found = {}
    for procedure in registry.all_procedures():
        codes = {opinion.code for opinion in procedure.opinions if opinion.commission == commission}
        if codes:
            found[procedure.code] = codes
    return found


def waiting_for(cases: QuerySet[Case], commission: str) -> QuerySet[Case]:
    """The cases that this commission has to hear: not yet asked, or adjourned when it was.

    A request is complete; a measure, which never is, may already be at its hearing.
    """
    wanted = opinions_of(commission)
    measures = {code for code in wanted if not road_of(registry.procedure(code).archetype).has_completion}
    after = {
        procedure.code
        for procedure in registry.all_procedures()
        for opinion in procedure.opinions
        if opinion.commission == commission and opinion.follows_decision
    }
    asked = Consultation.objects.filter(
        case=OuterRef("pk"), code__in={code for codes in wanted.values() for code in codes}
    ).exclude(opinion=Consultation.Opinion.ADJOURNED)
    in_time = Q(stage__in=("review", "consultation")) | Q(stage__in=AFTER_GRANT, procedure_code__in=after)
    ready = Q(in_time, complete_on__isnull=False) | Q(
        stage__in=PUT_MEASURE_ON_AGENDA.sources, procedure_code__in=measures
    )
    return cases.filter(ready, ~Exists(asked), procedure_code__in=set(wanted), is_open=True)
