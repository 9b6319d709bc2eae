"""A visit heard by its commission: put on the agenda of a session, and answered by the opinion that was given there."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from civil_protection.safety_commissions import bodies
from civil_protection.safety_commissions.models import HeardMatter
from civil_protection.safety_commissions.operations import put_on_agenda
from civil_protection.safety_commissions.queries import commission_of, facts_of
from civil_protection.safety_visits.models import SafetyVisit
from civil_protection.safety_visits.operations import give_opinion, unanswered
from directorate.casework.move import paris_day
from directorate.commissions.models import AgendaItem, CommissionSession
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict

STATED = {"favourable": SafetyVisit.Opinion.FAVOURABLE, "unfavourable": SafetyVisit.Opinion.UNFAVOURABLE}
KIND = HeardMatter.Kind.VISIT


def sessions_for(visit: SafetyVisit, on: date) -> QuerySet[CommissionSession]:
    """The sessions to come of the commission that is competent."""
    code = commission_of(visit.establishment, on).commission
    rows = CommissionSession.objects.filter(commission=code, state=CommissionSession.State.PLANNED)
    return rows.filter(starts_at__date__gte=on).select_related("commission").order_by("starts_at")


@transaction.atomic
def put_before_commission(
    *, visit: SafetyVisit, session: CommissionSession, by: StaffMember, at: datetime
) -> AgendaItem:
    """On the agenda, once the group has reported; only of the commission that is competent."""
    row = unanswered(visit)
    if not row.report.strip():
        raise Conflict("Le groupe rend d'abord son rapport.")
    place = row.establishment
    return put_on_agenda(
        session=session, kind=KIND, key=str(row.pk), title=f"{row}, {place}, {place.commune.name}"[:250],
        commune=place.commune, facts=facts_of(place), by=by, at=at,
    )  # fmt: skip


def answer(matter: HeardMatter, item: AgendaItem, by: StaffMember | None, at: datetime) -> None:
    """The opinion of the session is that of the visit; an adjournment leaves it waiting."""
    if matter.kind != KIND or item.opinion not in STATED or by is None:
        return
    row = SafetyVisit.objects.filter(pk=matter.key, state=SafetyVisit.State.HELD).first()
    if row is None or row.opinion in STATED:
        return
    opinion = STATED[item.opinion]
    why = item.comment.strip() or f"{item.session}"
    give_opinion(
        visit=row, opinion=opinion, opinion_on=min(item.session.starts_at.astimezone(PARIS).date(), paris_day(at)),
        opinion_why=why[:2000] if opinion == SafetyVisit.Opinion.UNFAVOURABLE else item.comment[:2000], by=by, at=at,
    )  # fmt: skip


def pages_of(keys: Collection[str]) -> dict[str, str]:
    wanted = [key for key in keys if key.isdecimal()]
    found = SafetyVisit.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    return {str(pk): reverse("civil_protection:safety-visit", args=[pk]) for pk in found}


bodies.after_opinion(answer)
bodies.show(KIND, pages_of)
