"""Columns of the lists of statistics."""

from typing import Any

from django.urls import reverse

from directorate.imports.deliveries.tables import EDITION_TONES, import_columns, refusal_table, state_column
from directorate.web.tables import Cell, Column, Table
from public_order.statistics.board import place_name
from public_order.statistics.models import IndicatorGroup, Source, StatEdition, StatImport, period_words
from public_order.statistics.queries import HIDDEN


def territory_words(row: Any) -> str:
    return place_name(row.territory_kind, row.territory, {row.territory: row.place})


def territory_cell(row: Any) -> Cell:
    url = reverse("public_order:crime-commune", args=[row.territory]) if row.territory_kind == "com" else ""
    return Cell(territory_words(row), url)


def diffusion_words(row: Any) -> str:
    return "Masquée" if row.diffusion in HIDDEN else row.get_diffusion_display()


def diffusion_cell(row: Any) -> Cell:
    return Cell(diffusion_words(row), tone="paused" if row.diffusion in HIDDEN else "success")


def cell_table() -> Table:
    return Table(
        caption="Chiffres de la délinquance enregistrée",
        header="territory",
        default_sort="-period",
        empty="Aucun chiffre. Déposer une base du SSMSI, vérifier ce qui en est lu, puis l'accepter.",
        columns=(
            Column("territory", "Territoire", territory_cell, sort="territory", export=territory_words),
            Column("code", "Code", lambda row: row.territory, sort="territory", hidden=True),
            Column("indicator", "Indicateur", lambda row: row.indicator.label, sort="indicator__display_order"),
            Column("period", "Année", lambda row: row.period.year, sort="period", numeric=True),
            Column("count", "Nombre", lambda row: row.count, sort="count", numeric=True),
            Column("rate", "Taux ‰", lambda row: row.per_thousand, sort="per_thousand", numeric=True),
            Column("unit", "Unité", lambda row: row.indicator.get_unit_display()),
            Column("diffusion", "Diffusion", diffusion_cell, export=diffusion_words),
            Column("source", "Source", lambda row: Source(row.edition.source).label, hidden=True),
            Column("edition", "Édition", lambda row: row.edition.produced_on, sort="edition__produced_on"),
            Column("status", "Données", lambda row: row.edition.get_reliability_display(), hidden=True),
        ),
    )  # fmt: skip


def chronology_table() -> Table:
    return Table(
        caption="Séries chronologiques de la délinquance",
        header="territory",
        default_sort="-period",
        empty="Aucune série. Déposer l'état 4001 par département ou les séries du SSMSI, puis les accepter.",
        columns=(
            Column("territory", "Territoire", territory_words, sort="territory", export=territory_words),
            Column("code", "Code", lambda row: row.territory, sort="territory", hidden=True),
            Column("level", "Niveau", lambda row: row.get_territory_kind_display(), sort="territory_kind", hidden=True),
            Column("indicator", "Indicateur", lambda row: row.indicator.label, sort="indicator__display_order"),
            Column("period", "Période", lambda row: period_words(row.edition.period_kind, row.period), sort="period"),
            Column("count", "Nombre", lambda row: row.count, sort="count", numeric=True),
            Column("unit", "Unité", lambda row: row.indicator.get_unit_display()),
            Column("source", "Source", lambda row: Source(row.edition.source).label, sort="edition__source"),
            Column("edition", "Édition", lambda row: row.edition.produced_on, sort="edition__produced_on"),
            Column("status", "Données", lambda row: row.edition.get_reliability_display(), hidden=True),
        ),
    )  # fmt: skip


def monthly_table() -> Table:
    return Table(
        caption="État 4001 mensuel, données internes",
        header="territory",
        default_sort="-period",
        empty="Aucun mois. Déposer le fichier de la DTSP, vérifier ses contrôles, puis l'accepter.",
        columns=(
            Column("territory", "Territoire", lambda row: row.place, sort="territory"),
            Column("index", "Index", lambda row: row.indicator.display_order, sort="indicator__display_order",
                   numeric=True),
            Column("label", "Libellé", lambda row: row.indicator.label),
            Column("period", "Mois", lambda row: f"{row.period:%m/%Y}", sort="period"),
            Column("count", "Faits", lambda row: row.count, sort="count", numeric=True),
            Column("unit", "Unité", lambda row: row.indicator.get_unit_display()),
            Column("status", "Données", lambda row: row.edition.get_reliability_display()),
            Column("edition", "Édition", lambda row: row.edition.number, numeric=True),
        ),
    )  # fmt: skip


def counts_words(row: StatImport) -> str:
    return ", ".join(f"{Source(source).label} : {cells}" for source, cells in row.counts.items())


def import_table() -> Table:
    return Table(
        caption="Imports de statistiques",
        header="label",
        default_sort="-created",
        empty="Aucun import. Déposer l'état 4001 du mois ou une base du SSMSI.",
        columns=(
            *import_columns(
                "public_order:crime-import",
                Column("counts", "Valeurs", counts_words),
                Column("produced", "Produit le", lambda row: row.produced_on, sort="produced_on"),
            ),
            Column("accepted", "Accepté le", lambda row: row.accepted_at, sort="accepted_at"),
        ),
    )


def edition_table() -> Table:
    return Table(
        caption="Éditions des statistiques",
        header="period",
        default_sort="-period",
        empty="Aucune édition.",
        columns=(
            Column("period", "Période", edition_cell, sort="period", export=lambda row: row.period_words),
            Column("source", "Source", lambda row: row.get_source_display(), sort="source"),
            Column("number", "Édition", lambda row: row.number, sort="number", numeric=True),
            state_column(EDITION_TONES),
            Column("reliability", "Données", lambda row: row.get_reliability_display(), sort="reliability"),
            Column("produced", "Produite le", lambda row: row.produced_on, sort="produced_on"),
            Column("cells", "Valeurs", lambda row: row.cells, sort="cells", numeric=True),
            Column("hidden", "Dont masquées par le fichier", lambda row: row.hidden, sort="hidden", numeric=True),
            Column("geography", "Codes de", lambda row: row.geography, sort="geography", hidden=True),
            Column("accepted", "Acceptée le", lambda row: row.accepted_at, sort="accepted_at"),
        ),
    )  # fmt: skip


def edition_cell(row: StatEdition) -> Cell:
    return Cell(row.period_words, reverse("public_order:crime-import", args=[row.batch_id]))


def group_cell(row: IndicatorGroup) -> Cell:
    return Cell(row.label, f"{reverse('public_order:crime-group-change')}?code={row.code}")


def group_table() -> Table:
    return Table(
        caption="Regroupements d'index de l'état 4001",
        header="label",
        default_sort="order",
        empty="Aucun regroupement : ils sont posés avec le premier import.",
        columns=(
            Column("label", "Regroupement", group_cell, sort="label", export=lambda row: row.label),
            Column("indexes", "Index", lambda row: ", ".join(map(str, row.indexes))),
            Column("order", "Ordre", lambda row: row.display_order, sort="display_order", numeric=True, hidden=True),
            Column("since", "Depuis le", lambda row: row.valid_from, sort="valid_from"),
            Column("until", "Jusqu'au", lambda row: row.valid_to, sort="valid_to"),
            Column("polarity", "Lecture", lambda row: row.get_polarity_display()),
            Column("by", "Par", lambda row: str(row.recorded_by or ""), hidden=True),
        ),
    )  # fmt: skip


__all__ = [
    "cell_table", "edition_table", "group_table", "import_table", "monthly_table", "refusal_table",
]  # fmt: skip
