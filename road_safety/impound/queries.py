"""Reading the pound: vehicles, custodians month by month, immobilisations near their term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from directorate.journal.models import JournalEntry
from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.permits.models import Permit
from road_safety.impound.models import CUSTODIANS, CustodianCapacity, ImpoundedVehicle, VehicleImmobilisation

Claim = ImpoundedVehicle.Claim


def vehicles() -> QuerySet[ImpoundedVehicle]:
    return ImpoundedVehicle.objects.select_related("custodian", "commune")


def immobilisations() -> QuerySet[VehicleImmobilisation]:
    return VehicleImmobilisation.objects.select_related("commune", "entry")


def running() -> QuerySet[VehicleImmobilisation]:
    return immobilisations().filter(state=VehicleImmobilisation.State.RUNNING)


def over(at: datetime) -> QuerySet[VehicleImmobilisation]:
    """Past their term, and nobody said so."""
    return running().filter(ends_at__lte=at)


def claims_waiting() -> QuerySet[ImpoundedVehicle]:
    return vehicles().filter(claim=Claim.CLAIMED)


@dataclass(frozen=True)
class CustodianMonth:
    """What a custodian held in a month, against the places in force."""

    custodian: Permit
    entered: int
    left: int
    held: int
    places: int | None
    claimed: object

    @property
    def is_over(self) -> bool:
        return self.places is not None and self.held > self.places


def bounds(month: date) -> tuple[datetime, datetime]:
    first, last = month, add_months(month, 1)
    return datetime(first.year, first.month, 1, tzinfo=PARIS), datetime(last.year, last.month, 1, tzinfo=PARIS)


def custodians_in(month: date) -> list[CustodianMonth]:
    """Every custodian who is approved or held something, by name."""
    start, end = bounds(month)
    inside = Q(impounded__entered_at__lt=end) & (
        Q(impounded__left_at=None) | Q(impounded__left_at__gte=end)
    )  # fmt: skip
    rows = (
        Permit.objects.filter(procedure_code__in=CUSTODIANS)
        .annotate(
            entered=Count("impounded", filter=Q(impounded__entered_at__gte=start, impounded__entered_at__lt=end)),
            left=Count("impounded", filter=Q(impounded__left_at__gte=start, impounded__left_at__lt=end)),
            held=Count("impounded", filter=inside),
            claimed=Sum("impounded__cost", filter=Q(impounded__claim=Claim.CLAIMED)),
        )
        .filter(Q(state=Permit.State.IN_FORCE) | Q(held__gt=0))
        .order_by("holder", "number")
    )
    places: dict[int, int] = {}
    for capacity in CustodianCapacity.objects.filter(since__lte=month).order_by("since"):
        places[capacity.custodian_id] = capacity.places
    return [CustodianMonth(row, row.entered, row.left, row.held, places.get(row.pk), row.claimed or 0) for row in rows]


def capacities() -> QuerySet[CustodianCapacity]:
    return CustodianCapacity.objects.order_by("pk")


def last_capacity() -> CustodianCapacity | Permit | None:
    """The one that was written last, whatever its month: the journal tells who did. Before any, the first custodian."""
    told = JournalEntry.objects.filter(subject_type=CustodianCapacity._meta.model_name).order_by("-id")
    key = told.values_list("subject_id", flat=True).first()
    known = capacities().filter(pk=key).first() if key else None
    return known or capacities().last() or Permit.objects.filter(procedure_code__in=CUSTODIANS).order_by("pk").first()


def months_back(on: date, count: int = 12) -> Sequence[date]:
    first = on.replace(day=1)
    return [add_months(first, -rank) for rank in range(count)]
