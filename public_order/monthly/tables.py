"""Columns of the list of the notes."""

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from public_order.monthly.models import ReportVersion
from public_order.monthly.queries import TONES


def version_url(row: ReportVersion) -> str:
    return reverse("public_order:monthly-note", args=[row.pk])


def version_table() -> Table:
    return Table(
        caption="Notes mensuelles",
        header="note",
        default_sort="-period",
        empty="Aucune note. Elle s'ouvre quand le fichier du mois est importé et accepté.",
        columns=(
            Column("note", "Note", lambda row: Cell(f"{row.report.month_words}, {row.report.name}", version_url(row)),
                   sort="report__name", export=lambda row: f"{row.report.month_words}, {row.report.name}"),
            Column("period", "Mois", lambda row: row.report.period, sort="report__period"),
            Column("number", "Version", lambda row: row.number, sort="number", numeric=True),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=TONES[row.state]), sort="state",
                   export=lambda row: row.get_state_display()),
            Column("changes", "Chiffres corrigés", lambda row: len(row.changes) if row.number > 1 else None,
                   numeric=True),
            Column("submitted", "Soumise le", lambda row: row.submitted_at, sort="submitted_at"),
            Column("sent", "Envoyée le", lambda row: row.sent_at, sort="sent_at"),
        ),
    )  # fmt: skip
