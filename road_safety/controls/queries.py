"""Reading the control operations and their totals."""

from datetime import date

from django.db.models import Count, QuerySet, Sum

from directorate.web.errors import NotFound
from road_safety.controls.models import ControlOperation
from road_safety.controls.rules import COUNTED, Total, embargo

State = ControlOperation.State
TONES = {State.PLANNED: "info", State.HELD: "success", State.CANCELLED: "paused"}


def controls() -> QuerySet[ControlOperation]:
    return ControlOperation.objects.select_related("commune").defer("commune__contour")


def known_control(pk: int) -> ControlOperation:
    row = controls().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette opération n'existe pas.")
    return row


def embargo_of(row: ControlOperation) -> str:
    return embargo(is_held=row.state == State.HELD, has_open_case=row.has_open_case, agreed=row.agreed_on is not None)


def total_between(first: date, last: date, **only: object) -> Total:
    """What the état-major is told of a period. One query."""
    rows = ControlOperation.objects.filter(state=State.HELD, held_on__range=(first, last), **only)
    sums = {name: Sum(name, default=0) for name in COUNTED}
    found = rows.aggregate(operations=Count("pk"), **sums)
    return Total(found.pop("operations"), found)


def monthly(year: int) -> list[tuple[int, Total]]:
    """(month, total) of the months that had one. One query."""
    sums = {f"{name}_sum": Sum(name, default=0) for name in COUNTED}
    rows = ControlOperation.objects.filter(state=State.HELD, held_on__year=year).values("held_on__month")
    return [
        (row["held_on__month"], Total(row["count"], {name: row[f"{name}_sum"] for name in COUNTED}))
        for row in rows.annotate(count=Count("pk"), **sums).order_by("held_on__month")
    ]


def years_held() -> list[int]:
    return list(ControlOperation.objects.filter(state=State.HELD).order_by("-held_on__year")
                .values_list("held_on__year", flat=True).distinct())  # fmt: skip


def uncounted(on: date) -> QuerySet[ControlOperation]:
    """The day is past and nobody has told the counts."""
    return controls().filter(state=State.PLANNED, held_on__lt=on)
