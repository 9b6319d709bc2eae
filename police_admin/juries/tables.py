"""Columns: the allocations by year, and the table per commune of one of them."""

from dataclasses import dataclass

from django.urls import reverse

from directorate.casework.archetypes import STAGES
from directorate.web.tables import Cell, Column, Table
from police_admin.juries.models import JuryAllocation, JuryCommune, JuryUnit
from police_admin.juries.queries import quota_of


def year_cell(row: JuryAllocation) -> Cell:
    if row.is_abandoned:
        return Cell(str(row.year), detail="abandonnée")
    return Cell(str(row.year), reverse("police_admin:jury", args=[row.year]))


def allocation_table() -> Table:
    return Table(
        caption="Répartitions annuelles des jurés d'assises",
        header="year",
        default_sort="-year",
        empty="Aucune année n'est ouverte. La répartition se prépare au printemps, pour la liste de l'année suivante.",
        columns=(
            Column("year", "Année de la liste", year_cell, sort="year"),
            Column("case", "Dossier", lambda row: Cell(
                row.case.reference, reverse("directorate:case", args=[row.case.reference])), sort="case__reference"),
            Column("stage", "Étape", lambda row: Cell(
                STAGES[row.case.stage].label, tone=STAGES[row.case.stage].tone)),
            Column("total", "Jurés", lambda row: row.total, sort="total", numeric=True),
            Column("population", "Population", lambda row: row.population, sort="population", numeric=True),
            Column("published", "Publiée le", lambda row: row.case.published_on, sort="case__published_on"),
        ),
    )  # fmt: skip


@dataclass(frozen=True)
class CommuneLine:
    """A commune with its line. Of a group, the first alone bears the numbers, so that each column adds up."""

    commune: JuryCommune
    unit: JuryUnit
    bears_numbers: bool
    quota: str


def commune_lines(allocation: JuryAllocation, lines: list[JuryUnit]) -> list[CommuneLine]:
    return [
        CommuneLine(item, row, rank == 0, quota_of(row, allocation))
        for row in lines
        for rank, item in enumerate(sorted(row.communes.all(), key=lambda item: item.commune != row.drawing_commune))
    ]


def commune_table() -> Table:
    def of_line(name: str):
        return lambda row: getattr(row.unit, name) if row.bears_numbers else None

    return Table(
        caption="Jurés par commune ou groupe de communes",
        header="commune",
        columns=(
            Column("insee", "Code INSEE", lambda row: row.commune.commune_id),
            Column("commune", "Commune", lambda row: str(row.commune)),
            Column("population", "Population", lambda row: row.commune.population, numeric=True),
            Column("line", "Commune ou groupe", lambda row: row.unit.name),
            Column("quota", "Quotient", lambda row: row.quota if row.bears_numbers else ""),
            Column("seats", "Jurés", of_line("seats"), numeric=True),
            Column("names", "Noms à tirer", of_line("names_to_draw"), numeric=True),
            Column("drawing", "Maire chargé du tirage", lambda row: str(row.unit.drawing_commune)),
        ),
    )
