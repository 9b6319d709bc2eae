"""Reading commissions: members of the day, sessions, and what somebody may read of an agenda."""

from datetime import date

from django.db.models import Count, F, Prefetch, QuerySet

from directorate.commissions.body_rules import unknown_to
from directorate.commissions.models import (
    AgendaItem,
    Commission,
    CommissionMember,
    CommissionSession,
    Convocation,
    SessionAction,
    SessionPromise,
    running_on,
)
from directorate.commissions.policies import reads_agenda
from directorate.jobs.models import Job
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.org.secrecy import hide, without_hidden
from directorate.web.errors import NotFound

State = CommissionSession.State
TITULAR_FIRST = F("substitute_of__name").asc(nulls_first=True)


def visible_commissions(staff: StaffMember, on: date) -> QuerySet[Commission]:
    """All of them for somebody in post, but those that sit without being told."""
    commissions = Commission.objects.select_related("secretariat")
    return commissions.exclude(pk__in=unknown_to(staff, on)) if posting_on(staff, on) else commissions.none()


def hidden_sessions(staff: StaffMember, on: date) -> QuerySet[CommissionSession]:
    return CommissionSession.objects.filter(commission__in=unknown_to(staff, on))


def hidden_commissions(staff: StaffMember, on: date) -> QuerySet[Commission]:
    return Commission.objects.filter(pk__in=unknown_to(staff, on))


def hidden_members(staff: StaffMember, on: date) -> QuerySet[CommissionMember]:
    return CommissionMember.objects.filter(commission__in=unknown_to(staff, on))


def hidden_jobs(staff: StaffMember, on: date) -> QuerySet[Job]:
    """Those that work on these sessions."""
    keys = list(hidden_sessions(staff, on).values_list("pk", flat=True))
    return Job.objects.filter(kind__startswith="commissions.", payload__session__in=keys)


def with_next_sessions(commissions: QuerySet[Commission], on: date) -> QuerySet[Commission]:
    """With the number of mandates of the day and the sessions to come: a fixed number of queries."""
    mandates = running_on(on, "members__")
    coming = CommissionSession.objects.filter(state=State.PLANNED, starts_at__date__gte=on).order_by("starts_at")
    return commissions.annotate(mandates=Count("members", filter=mandates, distinct=True)).prefetch_related(
        Prefetch("sessions", coming, to_attr="coming")
    )


def visible_commission(staff: StaffMember, code: str, on: date) -> Commission:
    commission = visible_commissions(staff, on).filter(pk=code).first()
    if commission is None:
        raise NotFound("Cette commission n'existe pas.")
    return commission


def visible_session(staff: StaffMember, pk: int, on: date) -> CommissionSession:
    """A session with its commission, its agenda in order and who was present."""
    session = (
        CommissionSession.objects.filter(commission__in=visible_commissions(staff, on))
        .select_related("commission__secretariat", "second_of", "minutes_file")
        .prefetch_related(
            Prefetch(
                "items",
                AgendaItem.objects.order_by("position")
                .select_related("extract")
                .prefetch_related("withdrawals__member", "written_opinions__member"),
            ),
            "present",
            "commission__seats",
        )
        .filter(pk=pk)
        .first()
    )
    if session is None:
        raise NotFound("Cette séance n'existe pas.")
    return session


def sessions_of(commission: Commission) -> QuerySet[CommissionSession]:
    return commission.sessions.annotate(matters=Count("items")).order_by("-starts_at")


def members_on(commission: Commission, day: date) -> QuerySet[CommissionMember]:
    """The mandates that run that day, titular members first."""
    return (
        commission.members.filter(running_on(day))
        .select_related("substitute_of")
        .order_by("-is_chair", TITULAR_FIRST, "name")
    )


def mandates_of(commission: Commission) -> QuerySet[CommissionMember]:
    """Members by right first, then the mandates that end last."""
    latest_first = F("mandate_ends_on").desc(nulls_first=True)
    return commission.members.select_related("substitute_of", "renews").order_by(
        latest_first, "-is_chair", TITULAR_FIRST, "name"
    )


def visible_member(staff: StaffMember, code: str, pk: int, on: date) -> CommissionMember:
    member = visible_commission(staff, code, on).members.select_related("commission").filter(pk=pk).first()
    if member is None:
        raise NotFound("Ce membre n'existe pas.")
    return member


def last_convocations(session: CommissionSession) -> QuerySet[Convocation]:
    return session.convocations.filter(convening=session.convening).select_related("member", "file")


# --- promises -----------------------------------------------------------------------------------------------


def known_promises(staff: StaffMember, on: date) -> QuerySet[SessionPromise]:
    """Those of which this person may know: one's own, and those of the sessions whose agenda one reads."""
    rows = SessionPromise.objects.select_related("session__commission", "item", "owner")
    return without_hidden(rows, staff, on)


def promises_in_hand(staff: StaffMember, on: date, *, of: list[int]) -> QuerySet[SessionPromise]:
    """The open promises of these people, the most pressing first."""
    return known_promises(staff, on).filter(owner__in=of, closed_at__isnull=True).order_by("due_on", "pk")


def promises_of(session: CommissionSession, staff: StaffMember, on: date) -> list[SessionPromise]:
    """Made during this session, in the order of their days."""
    return list(known_promises(staff, on).filter(session=session).order_by("due_on", "pk"))


def promises_come_back(session: CommissionSession, staff: StaffMember, on: date) -> list[SessionPromise]:
    """Made at an earlier session of the commission and not closed: they come back until they are."""
    earlier = known_promises(staff, on).filter(
        session__commission=session.commission_id, session__starts_at__lt=session.starts_at, closed_at__isnull=True
    )
    return list(earlier.order_by("due_on", "pk"))


def visible_promise(staff: StaffMember, pk: int, on: date) -> SessionPromise:
    promise = known_promises(staff, on).filter(pk=pk).first()
    if promise is None or not (promise.owner_id == staff.pk or reads_agenda(staff, promise.session.commission, on=on)):
        raise NotFound("Cet engagement n'existe pas.")
    return promise


# --- actions ------------------------------------------------------------------------------------------------


def known_actions() -> QuerySet[SessionAction]:
    return SessionAction.objects.select_related("session__commission", "owner", "item")


def actions_come_back(session: CommissionSession) -> QuerySet[SessionAction]:
    """Decided at an earlier session of the body and not closed."""
    return known_actions().filter(
        session__commission=session.commission_id, session__starts_at__lt=session.starts_at, closed_on=None
    )


hide("commission", hidden_commissions)
hide("commissionsession", hidden_sessions)
hide("commissionmember", hidden_members)
hide("job", hidden_jobs)
