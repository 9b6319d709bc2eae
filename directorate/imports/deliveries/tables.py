"""Columns that the lists of every delivery have."""

from typing import Any

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table

IMPORT_TONES = {
    "reading": "info", "read": "warning", "accepted": "success", "published": "success", "refused": "error",
    "abandoned": "paused",
}  # fmt: skip
EDITION_TONES = {"draft": "warning", "current": "success", "former": "paused", "removed": "error"}


def state_column(tones: dict[str, str]) -> Column:
    return Column(
        "state", "État", lambda row: Cell(row.get_state_display(), tone=tones[row.state]), sort="state",
        export=lambda row: row.get_state_display(),
    )  # fmt: skip


def import_columns(page: str, counts: Column, *more: Column) -> tuple[Column, ...]:
    """`page`: the name of the address of one of them. `more`: of the subject, after the reliability."""

    def cell(row: Any) -> Cell:
        return Cell(row.label, reverse(page, args=[row.pk]))

    return (
        Column("label", "Import", cell, sort="label", export=lambda row: row.label),
        state_column(IMPORT_TONES),
        Column("reliability", "Données", lambda row: row.get_reliability_display(), sort="reliability"),
        *more,
        counts,
        Column("refused", "Lignes refusées", lambda row: row.refused_rows, sort="refused_rows", numeric=True),
        Column("doubtful", "Signalées", lambda row: row.doubtful_rows, sort="doubtful_rows", numeric=True),
        Column("created", "Déposé le", lambda row: row.created_at, sort="created_at"),
        Column("by", "Par", lambda row: str(row.created_by), hidden=True),
    )


def refusal_table() -> Table:
    return Table(
        caption="Lignes refusées ou signalées",
        header="line",
        default_sort="line",
        empty="Aucune ligne n'a été refusée ni signalée.",
        columns=(
            Column("line", "Ligne", lambda row: row.line, sort="line", numeric=True),
            Column("file", "Fichier", lambda row: row.file, sort="file"),
            Column("kind", "Suite", lambda row: "Signalée" if row.is_warning else "Refusée", sort="is_warning"),
            Column("reason", "Motif", lambda row: row.reason, sort="reason"),
            Column("text", "Contenu", lambda row: row.text, hidden=True),
        ),
    )
