"""Columns of the control operations, of their totals."""

from typing import Any

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from road_safety.controls.models import ControlForce, ControlOperation
from road_safety.controls.queries import TONES
from road_safety.controls.rules import COUNTED
from road_safety.education.rules import rate
from road_safety.education.tables import percent

SHOWN = ("vehicles", "breath_tests", "breath_positive", "drug_tests", "drug_positive")


def control_url(row: ControlOperation) -> str:
    return reverse("road_safety:control-operation", args=[row.pk])


def forces_of(row: ControlOperation) -> str:
    return ", ".join(ControlForce(code).label for code in row.forces)


def part(positive: int | None, tests: int | None):
    return percent(rate(positive or 0, tests or 0))


def counted(name: str, label: str) -> Column:
    def read(row: ControlOperation) -> Any:
        return getattr(row, name)

    return Column(name, label, read, sort=name, numeric=True, total=True, hidden=name not in SHOWN)


def control_table() -> Table:
    return Table(
        caption="Opérations de contrôle",
        header="day",
        default_sort="-day",
        empty="Aucune opération. Une opération se programme ici, puis reçoit ses comptes.",
        columns=(
            Column("day", "Date", lambda row: Cell(f"{row.held_on:%d/%m/%Y}", control_url(row)), sort="held_on",
                   export=lambda row: row.held_on),
            Column("place", "Lieu", lambda row: row.place, sort="place"),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name"),
            Column("forces", "Forces", forces_of),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=TONES[row.state]), sort="state",
                   export=lambda row: row.get_state_display()),
            *(counted(name, label) for name, label in COUNTED.items()),
            Column("breath_rate", "Alcool (%)", lambda row: part(row.breath_positive, row.breath_tests), numeric=True),
            Column("drug_rate", "Stupéfiants (%)", lambda row: part(row.drug_positive, row.drug_tests), numeric=True),
            Column("theme", "Enjeu", lambda row: row.get_theme_display(), sort="theme", hidden=True),
        ),
    )  # fmt: skip


def total_columns() -> tuple[Column, ...]:
    def column(name: str, label: str) -> Column:
        return Column(name, label, lambda line: line[1].counts[name], numeric=True)

    return (
        Column("operations", "Opérations", lambda line: line[1].operations, numeric=True),
        *(column(name, label) for name, label in COUNTED.items()),
        Column("breath_rate", "Alcool (%)", lambda line: percent(line[1].breath_rate), numeric=True),
        Column("drug_rate", "Stupéfiants (%)", lambda line: percent(line[1].drug_rate), numeric=True),
    )


def total_table(caption: str) -> Table:
    return Table(
        caption=caption,
        empty="Aucune opération tenue.",
        columns=(Column("period", "Période", lambda line: line[0]), *total_columns()),
    )
