"""Reading the sittings of the other bodies of the bureau, the instances, the figures of a year."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet
from django.utils.timezone import now

from directorate.commissions.models import Commission, CommissionSession
from directorate.commissions.operations import session_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.web.errors import NotFound
from public_order.councils import bodies
from public_order.councils.models import (
    AxisBalance,
    Council,
    CouncilSitting,
    DepartmentalSitting,
    Instance,
    NationalAxis,
    StaffMeeting,
)
from public_order.councils.queries import balance
from public_order.policies import UNIT, reads_public_order
from public_order.towns import year_figures

State = CommissionSession.State


def kept_bodies() -> QuerySet[Commission]:
    """The départemental council, the instances, the committees of protocols: the others have pages of their own."""
    families = Q(pk__startswith=bodies.INSTANCE) | Q(pk__startswith=bodies.COMMITTEE)
    return Commission.objects.filter(Q(pk=bodies.DEPARTMENTAL) | families, secretariat=UNIT)


def sittings(staff: StaffMember, on: date) -> QuerySet[CommissionSession]:
    if not reads_public_order(staff, on=on):
        return CommissionSession.objects.none()
    rows = CommissionSession.objects.filter(commission__in=kept_bodies())
    return rows.select_related("commission__instance", "commission__protocol", "departmental_sitting").annotate(
        decided=Count("actions", distinct=True)
    )


def known_sitting(staff: StaffMember, pk: int, on: date) -> CommissionSession:
    row = sittings(staff, on).filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette séance n'existe pas.")
    return row


def next_of(row: CommissionSession, on: date) -> tuple[str, str]:
    """What is to do now on a sitting, and its tone."""
    if row.state != State.PLANNED:
        return row.get_state_display(), "success" if row.state == State.HELD else ""
    if session_day(row.starts_at) < on:
        return "Enregistrer la séance", "error"
    return ("Tenir la séance", "info") if row.convened_at else ("Convoquer les membres", "warning")


# --- the other instances ------------------------------------------------------------------------------------------


def instances() -> QuerySet[Instance]:
    """With the day of the last sitting, by the engine or by its date alone, and that of the next one."""
    return Instance.objects.select_related("commission").annotate(
        last_date=Max("sittings__held_on"),
        last_held=Max("commission__sessions__starts_at", filter=Q(commission__sessions__state=State.HELD)),
        coming=Min(
            "commission__sessions__starts_at",
            filter=Q(commission__sessions__state=State.PLANNED, commission__sessions__starts_at__gte=now()),
        ),
    )


def known_instance(pk: int) -> Instance:
    row = instances().prefetch_related("sittings").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette instance n'existe pas.")
    return row


def last_of(row: Instance) -> date | None:
    days = [row.last_date, session_day(row.last_held) if row.last_held else None]
    return max((day for day in days if day), default=None)


def expected_on(row: Instance) -> date | None:
    last = last_of(row)
    return add_months(last, row.frequency_months) if last and row.frequency_months and row.is_active else None


def days_late(row: Instance, on: date) -> int:
    due = expected_on(row)
    return max(0, (on - due).days) if due and not row.coming else 0


# --- the departmental council and its year --------------------------------------------------------------------------


def departmental_sittings() -> QuerySet[DepartmentalSitting]:
    return DepartmentalSitting.objects.select_related("session__commission")


def known_departmental(pk: int) -> DepartmentalSitting:
    row = departmental_sittings().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette séance n'existe pas.")
    return row


@dataclass(frozen=True)
class YearBalance:
    """B5.2: the national strategy in the department for a year: its axes, and what the registers count."""

    year: int
    axes: list[tuple[NationalAxis, AxisBalance | None]]
    figures: list[tuple[str, str]]

    @property
    def granted(self) -> Decimal:
        return sum((row.granted for _, row in self.axes if row and row.granted is not None), Decimal(0))

    @property
    def actions(self) -> int:
        return sum(row.number or 0 for _, row in self.axes if row)

    @property
    def missing(self) -> int:
        """Axes of which nothing is written."""
        return sum(row is None for _, row in self.axes)


def counted(number: int) -> str:
    return str(number)


def year_balance(year: int) -> YearBalance:
    """The figures are those of the registers, never typed: a sitting, a council, a meeting of that year."""
    span = (date(year, 1, 1), date(year, 12, 31))
    plenaries = CouncilSitting.objects.filter(formation="plenary", held_on__range=span)
    standing = Council.objects.filter(created_on__lte=span[1]).exclude(dissolved_on__lte=span[1])
    held = CommissionSession.objects.filter(state=State.HELD, starts_at__year=year)
    staff = StaffMeeting.objects.filter(session__in=held, session__commission=bodies.STAFF)
    others = held.filter(commission__in=kept_bodies())
    return YearBalance(
        year,
        balance(year),
        [
            ("Conseils de prévention en place au 31 décembre", counted(standing.count())),
            ("Conseils qui ont tenu une plénière", counted(plenaries.values("council").distinct().count())),
            ("Plénières tenues", counted(plenaries.count())),
            ("États-majors de sécurité tenus", counted(staff.count())),
            ("Séances des autres instances", counted(others.count())),
            *year_figures(year),
        ],
    )


def with_present(row: CommissionSession) -> CommissionSession:
    return CommissionSession.objects.prefetch_related(Prefetch("items"), "present").get(pk=row.pk)
