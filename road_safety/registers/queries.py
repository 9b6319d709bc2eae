"""Reading the registers, with what their lists show."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from road_safety.policies import UNIT
from road_safety.registers.models import (
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    StageSession,
    TrafficOrder,
)
from road_safety.registers.titles import LINKED

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
