"""Reading sirens: their last result, their availability, the tests to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from civil_protection.alerts import values as settled
from civil_protection.alerts.sirens.models import Siren, SirenResult, SirenTest, SirenTicket
from civil_protection.policies import reads_civil_protection
from directorate.casework.move import PARIS, paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.manifests import AgendaEvent, MapPoint
from directorate.org.models import StaffMember
from directorate.parameters.queries import value

Result = SirenResult.Result
TONES = {Siren.State.WORKING: "success", Siren.State.BROKEN: "error", Siren.State.OUT: "error",
         Siren.State.TO_MOVE: "warning"}  # fmt: skip
PLANNED, DONE, CANCELLED = "planned", "done", "cancelled"
TEST_STATES = {PLANNED: "Prévu", DONE: "Fait", CANCELLED: "Annulé"}
TEST_TONES = {PLANNED: "info", DONE: "success", CANCELLED: ""}


def sirens() -> QuerySet[Siren]:
    last = SirenResult.objects.filter(siren=OuterRef("pk"), test__done_at__isnull=False).order_by("-test__done_at")
    return (
        Siren.objects.select_related("commune")
        .defer("commune__contour")
        .annotate(
            last_result=Subquery(last.values("result")[:1]),
            last_test=Subquery(last.values("test__done_at")[:1]),
            is_to_repair=Exists(SirenTicket.objects.filter(siren=OuterRef("pk"), closed_at__isnull=True)),
        )
    )


def tests() -> QuerySet[SirenTest]:
    counts = {f"{result}_count": Count("results", filter=Q(results__result=result)) for result in Result.values}
    return SirenTest.objects.annotate(**counts)


def state_of(test: SirenTest) -> str:
    return CANCELLED if test.cancelled_at else DONE if test.done_at else PLANNED


@dataclass(frozen=True)
class Availability:
    """Sirens heard over sirens tested, of the period. `percent` None: nothing was tested."""

    heard: int
    faulty: int
    months: int

    @property
    def percent(self) -> int | None:
        tested = self.heard + self.faulty
        return self.heard * 100 // tested if tested else None


def availability(on: date, siren: Siren | None = None) -> Availability:
    """ok / (ok + absent + weak) of the tests of the last months; what was not tested says nothing."""
    months = value(settled.AVAILABILITY.code, on)
    rows = SirenResult.objects.filter(test__done_at__date__gt=add_months(on, -months), test__done_at__date__lte=on)
    if siren is not None:
        rows = rows.filter(siren=siren)
    counts = dict(rows.order_by().values_list("result").annotate(Count("pk")))
    return Availability(counts.get(Result.OK, 0), counts.get(Result.ABSENT, 0) + counts.get(Result.WEAK, 0), months)


def open_tickets() -> QuerySet[SirenTicket]:
    return SirenTicket.objects.filter(closed_at__isnull=True).select_related("siren__commune", "test")


# --- for the others -----------------------------------------------------------------------------------------


def agenda(staff: StaffMember, first: date, last: date) -> Iterator[AgendaEvent]:
    if not reads_civil_protection(staff, on=first):
        return
    start, stop = (datetime.combine(day, datetime.min.time(), PARIS) for day in (first, last + timedelta(days=1)))
    rows = SirenTest.objects.filter(planned_at__gte=start, planned_at__lt=stop, cancelled_at__isnull=True)
    for row in rows.order_by("planned_at"):
        url = reverse("civil_protection:siren-test", args=[row.pk])
        yield AgendaEvent(paris_day(row.planned_at), "Essai des sirènes", url, "Sirènes", row.planned_at)


def on_the_map(staff: StaffMember, at: datetime) -> Iterator[MapPoint]:
    if not reads_civil_protection(staff, on=paris_day(at)):
        return
    for row in Siren.objects.filter(latitude__isnull=False):
        yield MapPoint(
            str(row), row.commune_id, reverse("civil_protection:siren", args=[row.pk]), TONES[row.state],
            row.latitude, row.longitude,
        )  # fmt: skip
