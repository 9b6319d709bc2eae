"""Reading commissions: members of the day, sessions, and what somebody may read of an agenda."""

from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from directorate.commissions.models import AgendaItem, Commission, CommissionMember, CommissionSession
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.web.errors import NotFound

State = CommissionSession.State


def visible_commissions(staff: StaffMember, on: date) -> QuerySet[Commission]:
    commissions = Commission.objects.select_related("secretariat")
    return commissions if posting_on(staff, on) else commissions.none()


def with_next_sessions(commissions: QuerySet[Commission], on: date) -> QuerySet[Commission]:
    """With the number of mandates of the day and the sessions to come: a fixed number of queries."""
    mandates = Q(members__mandate_starts_on__lte=on, members__mandate_ends_on__gt=on)
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
        .select_related("commission__secretariat")
        .prefetch_related(Prefetch("items", AgendaItem.objects.order_by("position")), "present")
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
        commission.members.filter(mandate_starts_on__lte=day, mandate_ends_on__gt=day)
        .select_related("substitute_of")
        .order_by("-is_chair", "substitute_of__name", "name")
    )


def mandates_of(commission: Commission) -> QuerySet[CommissionMember]:
    return commission.members.select_related("substitute_of").order_by("-mandate_ends_on", "-is_chair", "name")
