"""What the case engine brings to the agenda, to the maps and to the history of a commune, for every service at once."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.appeals.queries import due_between
from directorate.casework.archetypes import STAGES
from directorate.casework.blocking import blocker_of, since_words
from directorate.casework.models import Case, CaseDeadline
from directorate.casework.policies import AUTHORITIES
from directorate.casework.queries import followed_by, visible_to
from directorate.commissions.body_rules import unknown_to
from directorate.commissions.models import CommissionSession
from directorate.commissions.queries import promises_in_hand
from directorate.manifests import AgendaEvent, MapPoint
from directorate.org.models import StaffMember
from directorate.org.queries import keys_covered_by, posting_on, staff_of_unit, visible_absences

AGENDA_ROWS = 500


def case_deadlines(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    rows = (
        CaseDeadline.objects.filter(
            case__in=visible_to(staff, first),
            case__is_open=True,
            state__in=[CaseDeadline.State.RUNNING, CaseDeadline.State.SUSPENDED],
            due_on__gte=first,
            due_on__lte=last,
        )
        .select_related("case__follow_up", "case__caseworker")
        .defer("computation", "case__answers")
        .order_by("due_on", "id")[:AGENDA_ROWS]
    )
    for row in rows:
        yield AgendaEvent(
            day=row.due_on,
            label=f"{row.label} — {row.case.reference} {row.case.party_name}{awaited(row.case)}",
            url=reverse("directorate:case", args=[row.case.reference]),
            kind=row.get_kind_display(),
            starts_at=row.due_at,
            tone="error" if row.kind == CaseDeadline.Kind.SILENCE else "",
        )


def awaited(case: Case) -> str:
    _, words, since = blocker_of(case)
    return f" (attend : {words} {since_words(since)})" if words else ""


def appeal_days(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The days of the open appeals, those of closed cases too: the judge does not wait for the file to reopen."""
    for day, words, appeal in due_between(staff, first, last):
        yield AgendaEvent(
            day=day,
            label=f"{words}, {appeal.get_kind_display().lower()} — {appeal.case.reference} {appeal.lodged_by}",
            url=reverse("directorate:appeal", args=[appeal.case.reference, appeal.pk]),
            kind="Recours",
            tone="error" if words == "Mémoire en défense" else "",
        )


def commission_sessions(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    if posting_on(staff, first) is None:
        return
    rows = (
        CommissionSession.objects.filter(starts_at__date__gte=first, starts_at__date__lte=last)
        .exclude(commission__in=unknown_to(staff, first))
        .exclude(state=CommissionSession.State.CANCELLED)
        .select_related("commission")
    )
    for row in rows:
        yield AgendaEvent(
            day=localtime(row.starts_at).date(),
            label=row.commission.name,
            url=reverse("directorate:session", args=[row.pk]),
            kind="Séance",
            starts_at=row.starts_at,
            tone="new",
        )


def promise_days(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """What one undertook to do during a session, and for whom one stands in."""
    for row in promises_in_hand(staff, first, of=keys_covered_by(staff, first)).filter(due_on__range=(first, last)):
        yield AgendaEvent(
            day=row.due_on,
            label=f"{row.text} — {row.session.commission.name}",
            url=reverse("directorate:promise", args=[row.pk]),
            kind="Engagement",
        )


def absences(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """Who is away: all for the direction, the bureau for its people, and those for whom one stands in."""
    posting = posting_on(staff, first)
    if posting is None:
        return
    rows = visible_absences(staff, first).filter(cancelled_at__isnull=True, starts_on__lte=last, ends_on__gte=first)
    if posting.role not in AUTHORITIES:
        near = Q(staff__in=staff_of_unit(posting.unit_id, first).order_by().values("pk"))
        rows = rows.filter(near | Q(staff=staff) | Q(substitute=staff))
    for row in rows.order_by("starts_on", "pk")[:AGENDA_ROWS]:
        absent = "absente" if row.staff.civility == "mme" else "absent"
        stand_in = f", suppléance : {row.substitute}" if row.substitute else ", sans suppléance"
        yield AgendaEvent(
            day=max(row.starts_on, first),
            label=f"{row.staff} {absent} jusqu'au {row.ends_on:%d/%m/%Y}{stand_in}",
            url=reverse("directorate:person", args=[row.staff_id]),
            kind="Absence",
        )


def open_cases_on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    rows = Case.objects.filter(follow_up__in=followed_by(staff, localtime(at).date()), place__latitude__isnull=False)
    for case in rows.select_related("place")[:AGENDA_ROWS]:
        yield MapPoint(
            label=f"{case.reference} {case.title}",
            commune=case.place.commune_id,
            url=reverse("directorate:case", args=[case.reference]),
            latitude=case.place.latitude,
            longitude=case.place.longitude,
        )


def history_of_commune(staff: StaffMember, subject: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    """Cases of a commune, latest first."""
    if subject != "commune":
        return
    for case in visible_to(staff, localtime(at).date()).filter(commune_id=key)[:50]:
        yield AgendaEvent(
            day=case.received_on,
            label=f"{case.reference} {case.title}",
            url=reverse("directorate:case", args=[case.reference]),
            kind=STAGES[case.stage].label,
        )
