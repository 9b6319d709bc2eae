"""Reading the roster: who is on duty, until when it is covered, where the holes are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet

from civil_protection.policies import UNIT
from civil_protection.roster.coverage import Hole, covered_until, holes
from civil_protection.roster.models import DutyPeriod, DutyRole, PublishedRoster
from civil_protection.roster.values import HORIZON
from directorate.casework.move import paris_day
from directorate.casework.policies import AUTHORITIES, CASE_ROLES
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import Absence, StaffMember
from directorate.org.queries import in_post
from directorate.parameters.queries import value
from directorate.web.errors import NotFound

WEEK = timedelta(days=7)
CURRENT, COMING, PAST = "current", "coming", "past"
WHEN = {CURRENT: "En cours", COMING: "À venir", PAST: "Passée"}


def duty_periods() -> QuerySet[DutyPeriod]:
    return DutyPeriod.objects.select_related("staff")


def known_period(pk: int) -> DutyPeriod:
    found = duty_periods().filter(pk=pk).first()
    if found is None:
        raise NotFound("Cette période d'astreinte n'existe pas.")
    return found


def between(since: datetime, until: datetime) -> QuerySet[DutyPeriod]:
    return duty_periods().filter(starts_at__lt=until, ends_at__gt=since).order_by("starts_at", "pk")


def time_of(row: DutyPeriod, at: datetime) -> str:
    if at < row.starts_at:
        return COMING
    return CURRENT if at < row.ends_at else PAST


def in_time(when: str, at: datetime) -> Q:
    """`time_of` as a condition on rows."""
    return {
        COMING: Q(starts_at__gt=at),
        CURRENT: Q(starts_at__lte=at, ends_at__gt=at),
        PAST: Q(ends_at__lte=at),
    }[when]


def on_duty(at: datetime) -> list[DutyPeriod]:
    """Who answers at this instant, in the order of the roles."""
    order = list(DutyRole.values)
    rows = duty_periods().filter(in_time(CURRENT, at))
    return sorted(rows, key=lambda row: order.index(row.role))


def may_be_on_duty(on) -> QuerySet[StaffMember]:
    """The people of the service, of the direction and of the prefect's office."""
    inside = Q(postings__unit_id=UNIT, postings__role__in=CASE_ROLES) | Q(postings__role__in=AUTHORITIES)
    held = Q(postings__starts_on__lte=on) & (Q(postings__ends_on__isnull=True) | Q(postings__ends_on__gt=on))
    return in_post(on).filter(inside & held).distinct()


@dataclass(frozen=True)
class Coverage:
    """A role: until when it is covered without a hole, until when it is published, and the holes of the horizon."""

    role: DutyRole
    covered_until: datetime
    published_until: datetime | None
    holes: list[Hole]

    @property
    def is_whole(self) -> bool:
        return not self.holes


def horizon(at: datetime) -> datetime:
    """The instant until which somebody must be named (30 days)."""
    return at + timedelta(days=int(value(HORIZON, paris_day(at))))


def coverage(at: datetime) -> list[Coverage]:
    """Two queries, whatever the number of roles."""
    until = horizon(at)
    spans: dict[str, list[tuple[datetime, datetime]]] = {role: [] for role in DutyRole.values}
    for role, start, end in DutyPeriod.objects.filter(ends_at__gt=at).values_list("role", "starts_at", "ends_at"):
        spans[role].append((start, end))
    ends = dict(PublishedRoster.objects.values_list("role", "ends_at"))
    return [
        Coverage(role, covered_until(spans[role], at), ends.get(role), holes(spans[role], at, until))
        for role in DutyRole
    ]


def week_of(at: datetime) -> tuple[datetime, datetime]:
    """Monday at midnight and the next one, in Paris."""
    day = paris_day(at)
    monday = day - timedelta(days=day.weekday())
    return tuple(datetime.combine(day, time(), PARIS) for day in (monday, monday + WEEK))


def away(rows: Iterable[DutyPeriod]) -> dict[int, Absence]:
    """The absence that meets each of these periods, by the key of the period. One query."""
    rows = list(rows)
    if not rows:
        return {}
    absences = list(
        Absence.objects.filter(
            cancelled_at__isnull=True,
            staff__in={row.staff_id for row in rows},
            starts_on__lte=max(row.ends_at for row in rows).date(),
            ends_on__gte=min(row.starts_at for row in rows).date(),
        )
    )
    return {
        row.pk: absence
        for row in rows
        for absence in absences
        if absence.staff_id == row.staff_id
        and absence.starts_on <= paris_day(row.ends_at)
        and absence.ends_on >= paris_day(row.starts_at)
    }
