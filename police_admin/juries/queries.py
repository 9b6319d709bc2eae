"""Reading an allocation: who may see it, the arithmetic of its lines, what is to be grouped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch, QuerySet

from directorate.casework.queries import visible_to
from directorate.org.models import StaffMember
from directorate.parameters.queries import values as parameters
from directorate.web.errors import NotFound
from police_admin.juries.apportionment import (
    METHOD_LABELS,
    TIE_LABELS,
    ApportionmentRefused,
    Share,
    Terms,
    Unit,
    apportion,
    decimals,
    nearest,
    too_small,
)
from police_admin.juries.models import JuryAllocation, JuryCommune, JuryUnit
from police_admin.juries.terms import APPLIED

EDITABLE = ("received", "incomplete", "review", "consultation")


def visible_allocations(staff: StaffMember, on: date) -> QuerySet[JuryAllocation]:
    """Those whose case may be seen."""
    return JuryAllocation.objects.filter(case__in=visible_to(staff, on)).select_related("case")


def allocation_of_year(staff: StaffMember, year: int, on: date) -> JuryAllocation:
    found = visible_allocations(staff, on).filter(year=year, is_abandoned=False).first()
    if found is None:
        raise NotFound("Aucune répartition des jurés n'est ouverte pour cette année.")
    return found


def lines_of(allocation: JuryAllocation) -> list[JuryUnit]:
    """The units by name, each with its communes: the same number of queries whatever their number."""
    communes = Prefetch("communes", JuryCommune.objects.select_related("commune").order_by("commune__sort_name"))
    rows = allocation.units.select_related("drawing_commune").prefetch_related(communes)
    return sorted(rows, key=lambda row: (row.drawing_commune.sort_name, row.code))


def applied(allocation: JuryAllocation, on: date) -> dict[str, Any]:
    """The values of the law: those of the draft once there is one, those in force otherwise."""
    if allocation.terms:
        return allocation.terms
    found = parameters(APPLIED.values(), on)
    return {name: found[code] for name, code in APPLIED.items()}


def terms_of(values: Mapping[str, Any], population: int) -> Terms:
    return Terms(population, *(int(values[name]) for name in ("per_juror", "minimum", "ministerial")),
                 rounding=values["rounding"])  # fmt: skip


def population_of(row: JuryUnit) -> int | None:
    """None as soon as one of its communes has none."""
    found = [commune.population for commune in row.communes.all()]
    return None if None in found else sum(found)


@dataclass(frozen=True)
class Reckoning:
    """The whole arithmetic of an allocation. `refusal`: why it cannot be shared; `shares` is then empty."""

    values: Mapping[str, Any]
    units: list[Unit]
    terms: Terms | None
    shares: list[Share]
    refusal: str

    @property
    def too_small(self) -> list[Share]:
        return too_small(self.shares)

    @property
    def method(self) -> str:
        return METHOD_LABELS.get(self.values["method"], self.values["method"])

    @property
    def tie(self) -> str:
        return TIE_LABELS.get(self.values["tie"], self.values["tie"])

    @property
    def whole(self) -> int:
        return sum(share.whole for share in self.shares)

    @property
    def left(self) -> int:
        return self.terms.total - self.whole


def reckon(allocation: JuryAllocation, lines: Iterable[JuryUnit], on: date) -> Reckoning:
    """From the populations and the groups to the jurors of each line; nothing is read but the dated values."""
    values = applied(allocation, on)
    units = [Unit(row.code, row.name, population_of(row)) for row in lines]
    terms, shares, refusal = None, [], ""
    try:
        if units and all(unit.population for unit in units):
            terms = terms_of(values, sum(unit.population for unit in units))
        total = terms.total if terms else len(units)
        shares = apportion(units, total, method=values["method"], tie=values["tie"])
    except ApportionmentRefused as found:
        refusal = found.message
    return Reckoning(values, units, terms, shares, refusal)


@dataclass(frozen=True)
class Proposal:
    """A line under one juror, and the nearest line to group it with."""

    line: JuryUnit
    neighbour: JuryUnit

    @property
    def name(self) -> str:
        return f"{self.line.name} et {self.neighbour.name}"

    @property
    def communes(self) -> list[str]:
        return [row.commune_id for unit in (self.line, self.neighbour) for row in unit.communes.all()]


def proposals(lines: list[JuryUnit], reckoning: Reckoning) -> list[Proposal]:
    """For each line under one juror, the nearest one; a person judges and groups."""
    by_code = {row.code: row for row in lines}
    points = {
        row.code: (Fraction(row.drawing_commune.latitude), Fraction(row.drawing_commune.longitude)) for row in lines
    }
    found = []
    for share in reckoning.too_small:
        other = nearest(share.unit.code, points)
        if other is not None:
            found.append(Proposal(by_code[share.unit.code], by_code[other]))
    return found


def quota_of(row: JuryUnit, allocation: JuryAllocation) -> str:
    """The quota of a stored line, to four decimals."""
    if row.whole is None:
        return ""
    return decimals(row.whole + Fraction(row.remainder, allocation.population))
