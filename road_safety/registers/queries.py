"""Reading the registers, with what their lists show."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value
from directorate.permits.models import Permit
from road_safety.policies import UNIT
from road_safety.registers.models import (
    ApprovalInspection,
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    StageSession,
    TrafficOrder,
)
from road_safety.registers.titles import INSPECTED, LINKED
from road_safety.registers.values import INSPECTED_EVERY

# The titles that the bureau follows: its own, and those of the professions of the road that another bureau gives.
FOLLOWED = Q(unit=UNIT) | Q(procedure_code__in=LINKED)


def stages() -> QuerySet[StageSession]:
    return StageSession.objects.select_related("title", "commune")


def traffic_orders() -> QuerySet[TrafficOrder]:
    return TrafficOrder.objects.select_related("order").prefetch_related("communes")


def centres() -> QuerySet[InspectionCentre]:
    here = Count("controllers", filter=Q(controllers__state="approved"))
    return InspectionCentre.objects.select_related("commune").annotate(controllers_count=here)


def controllers() -> QuerySet[InspectionController]:
    return InspectionController.objects.select_related("centre")


def speed_sites() -> QuerySet[SpeedSite]:
    return SpeedSite.objects.select_related("commune")


def people() -> QuerySet[ApprovedPerson]:
    return ApprovedPerson.objects.select_related("title")


def to_attest(on: date) -> QuerySet[StageSession]:
    """Over, and nobody said whether they were held."""
    return stages().filter(state=StageSession.State.PLANNED, ends_on__lt=on)


def inspections() -> QuerySet[ApprovalInspection]:
    return ApprovalInspection.objects.select_related("title", "centre", "controller")


@dataclass(frozen=True)
class DueInspection:
    """What is approved, and has not been inspected for longer than the dated value lets it."""

    kind: str
    row: Permit | InspectionCentre | InspectionController
    last_on: date | None
    due_on: date


def inspected_titles(on: date) -> QuerySet[Permit]:
    """In force that day, of the professions whose places are visited."""
    rows = Permit.objects.filter(FOLLOWED, procedure_code__in=INSPECTED, state=Permit.State.IN_FORCE)
    return rows.filter(Q(expires_on=None) | Q(expires_on__gte=on), valid_from__lte=on).select_related("commune")


def due_inspections(on: date) -> list[DueInspection]:
    """Those due that day, the longest awaited first: from the last inspection, or from the approval."""
    months = int(value(INSPECTED_EVERY, on))
    before = add_months(on, -months)
    found = []
    for kind, rows, last, start in (
        ("Agrément", inspected_titles(on), "road_inspections__inspected_on", "valid_from"),
        ("Centre de contrôle technique", centres().filter(state=InspectionCentre.State.APPROVED),
         "inspections__inspected_on", "approved_on"),
        ("Contrôleur technique", controllers().filter(state=InspectionController.State.APPROVED),
         "inspections__inspected_on", "approved_on"),
    ):  # fmt: skip
        late = rows.annotate(last_on=Max(last), since=Coalesce("last_on", F(start))).filter(since__lte=before)
        found += [DueInspection(kind, row, row.last_on, add_months(row.since, months)) for row in late]
    return sorted(found, key=lambda due: (due.due_on, due.kind, str(due.row)))
