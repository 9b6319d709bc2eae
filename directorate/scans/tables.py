"""Columns of the list of deposits."""

from django.urls import reverse

from directorate.scans.models import ScanDeposit
from directorate.web.tables import Cell, Column, Table

TONES = {ScanDeposit.State.READING: "info", ScanDeposit.State.READ: "success", ScanDeposit.State.REFUSED: "error"}


def file_cell(row: ScanDeposit) -> Cell:
    return Cell(row.file_name, reverse("directorate:scan", args=[row.pk]))


def state_cell(row: ScanDeposit) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[row.state])


def unsettled_cell(row: ScanDeposit) -> Cell | str:
    return Cell(str(row.unsettled), tone="warning") if row.unsettled else ""


def deposit_table() -> Table:
    return Table(
        caption="Dépôts d'actes numérisés",
        header="file",
        default_sort="-created",
        empty="Aucun acte signé n'a encore été numérisé et déposé.",
        columns=(
            Column("file", "Fichier", file_cell, sort="file_name", export=lambda row: row.file_name),
            Column("created", "Déposé le", lambda row: row.created_at, sort="created_at"),
            Column("by", "Par", lambda row: str(row.created_by)),
            Column("state", "État", state_cell, sort="state", export=lambda row: row.get_state_display()),
            Column("pages", "Pages", lambda row: row.page_count, sort="page_count", numeric=True),
            Column("attached", "Copies jointes", lambda row: row.attached, numeric=True),
            Column("unsettled", "À examiner", unsettled_cell, export=lambda row: row.unsettled, numeric=True),
        ),
    )
