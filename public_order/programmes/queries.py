"""Reading the programmes: the zones of a line, the quarters of the perimeter, what the operations found."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from directorate.territory.department import HOME
from directorate.web.errors import NotFound
from public_order.monthly.arithmetic import Series, french
from public_order.monthly.models import MonthlyReport
from public_order.monthly.reading import lines_of
from public_order.programmes import comparing
from public_order.programmes.models import FieldOperation, LocalProgramme, OperationSeizure, ProgrammeFigure
from public_order.statistics.models import TerritoryKind
from public_order.statistics.reference import groups_on

# What the forces do: on a chart of its own, never beside what victims suffer (LOC-03).
ACTIVITY = (
    ("arrests", "Interpellations"), ("checks", "Personnes contrôlées"), ("seizures", "Saisies"),
    ("fines", "Verbalisations"),
)  # fmt: skip
ZONE_LABELS = {
    comparing.PERIMETER: "Périmètre", comparing.RING: "Couronne (déplacement)",
    comparing.REST: "Reste de la circonscription", comparing.DISTRICT: "Circonscription",
    comparing.DEPARTMENT: "Département",
}  # fmt: skip
Nature = ProgrammeFigure.Nature


def programmes() -> QuerySet[LocalProgramme]:
    return LocalProgramme.objects.select_related("district").prefetch_related("perimeters__communes", "ring")


def known_programme(pk: int) -> LocalProgramme:
    row = programmes().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce programme n'existe pas.")
    return row


def operations() -> QuerySet[FieldOperation]:
    return FieldOperation.objects.select_related("commune", "programme").defer("commune__contour")


def known_operation(pk: int) -> FieldOperation:
    row = operations().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette opération n'existe pas.")
    return row


def lines_offered(month: date) -> list[tuple[str, tuple[str, str]]]:
    """Code, then label and nature: the groups of index which are facts, then the activity."""
    return [
        *((group.code, (group.label, Nature.FACTS.value)) for group in groups_on(month)),
        *((code, (label, Nature.ACTIVITY.value)) for code, label in ACTIVITY),
    ]


def typed(programme: LocalProgramme) -> dict[tuple[str, str], dict[date, int | None]]:
    """The counts on the perimeter of today, by zone and line."""
    last = programme.perimeters.first()
    found: dict[tuple[str, str], dict[date, int | None]] = defaultdict(dict)
    for zone, line, month, count in last.figures.values_list("zone", "line", "month", "count"):
        found[zone, line][month] = count
    return found


def recorded(kind: str, code: str, month: date) -> dict[str, Series]:
    """The series of a territory by line, as the monthly files tell them."""
    place = MonthlyReport(period=month, territory_kind=kind, territory=code)
    return {line.code: line.series for line in lines_of(place)}


def zones_of(programme: LocalProgramme, month: date) -> dict[str, dict[str, Series]]:
    """LOC-01, LOC-02: for each line of facts, its zones: perimeter, ring, rest of the circonscription, department."""
    counts = typed(programme)
    district = recorded(TerritoryKind.DISTRICT, programme.district_id, month)
    department = recorded(TerritoryKind.DEPARTMENT, HOME.code, month)
    found = {}
    for code, (_, nature) in lines_offered(month):
        perimeter = counts.get((comparing.PERIMETER, code))
        if nature != Nature.FACTS or not perimeter or code not in district:
            continue
        zones: dict[str, Series] = {comparing.PERIMETER: perimeter}
        if ring := counts.get((comparing.RING, code)):
            zones[comparing.RING] = ring
        zones[comparing.REST] = comparing.rest_of(district[code], perimeter)
        zones[comparing.DEPARTMENT] = department.get(code, {})
        found[code] = zones
    return found


def quarters_of(programme: LocalProgramme) -> dict[str, tuple[dict[date, int | None], list[date]]]:
    """QRR-01: for each line of facts, its quarters on the perimeter of today, those to count again apart."""
    last = programme.perimeters.first()
    rows: dict[str, dict[date, tuple[int, int]]] = defaultdict(dict)
    figures = ProgrammeFigure.objects.filter(
        perimeter__programme=programme, zone=comparing.PERIMETER, nature=Nature.FACTS
    ).order_by("perimeter__number")
    # A month counted again on the last perimeter takes the place of the former count.
    for line, month, version, count in figures.values_list("line", "month", "perimeter__number", "count"):
        rows[line][month] = (version, count)
    return {
        line: comparing.quarters(((month, *cell) for month, cell in months.items()), last.number)
        for line, months in rows.items()
    }


def beside(programme: LocalProgramme) -> QuerySet[FieldOperation]:
    """B2.4: what the calendar holds in the communes of the perimeter since the beginning, outside the programme."""
    towns = programme.perimeters.all()[0].communes.all()
    rows = operations().filter(cancelled_at=None, programme=None, commune__in=towns, held_on__gte=programme.starts_on)
    return rows.filter(held_on__lte=programme.ends_on) if programme.ends_on else rows


def seized_by(programme: LocalProgramme) -> list[tuple[str, str]]:
    """By nature and unit, never added across units."""
    rows = OperationSeizure.objects.filter(operation__programme=programme).values_list("nature", "measure")
    return [
        (OperationSeizure.Nature(nature).label, seizure_words(quantity, measure))
        for nature, measure, quantity in rows.order_by("nature", "measure").annotate(whole=Sum("quantity"))
    ]


def seizure_words(quantity: Decimal, measure: str) -> str:
    number = quantity.quantize(Decimal(1)) if quantity == quantity.to_integral_value() else quantity
    return f"{french(number)} {OperationSeizure.Measure(measure).label}"


def found_by(programme: LocalProgramme) -> dict[str, Any]:
    return programme.operations.aggregate(
        checked=Sum("checked"), arrests=Sum("arrests"), vehicles=Sum("vehicles"), fines=Sum("fines")
    )
