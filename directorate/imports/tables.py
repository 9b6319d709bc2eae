"""Columns of the list of imports."""

from django.urls import reverse

from directorate.imports.models import ImportLine, TableImport
from directorate.imports.targets import TARGETS
from directorate.web.tables import Cell, Column, Table

State, Action = TableImport.State, ImportLine.Action
STATE_TONES = {
    State.MAPPING: "warning",
    State.PREVIEWED: "warning",
    State.READING: "info",
    State.PREVIEWING: "info",
    State.APPLYING: "info",
    State.UNDOING: "info",
    State.APPLIED: "success",
    State.UNDONE: "paused",
    State.ABANDONED: "paused",
}
ACTION_TONES = {
    Action.CREATE: "success",
    Action.UPDATE: "info",
    Action.UNCHANGED: "",
    Action.REJECT: "error",
    Action.OVERTAKEN: "warning",
}
# Under the number of lines of each sort: one word, then several.
COUNTED = {
    Action.CREATE: ("création", "créations"),
    Action.UPDATE: ("mise à jour", "mises à jour"),
    Action.UNCHANGED: ("inchangée", "inchangées"),
    Action.REJECT: ("rejetée", "rejetées"),
    Action.OVERTAKEN: ("écartée", "écartées"),
}


def target_label(batch: TableImport) -> str:
    target = TARGETS.get(batch.target)
    return target.label if target else batch.target


def counts_in_words(batch: TableImport) -> str:
    said = [(batch.counts.get(action, 0), words) for action, words in COUNTED.items()]
    return ", ".join(f"{count} {words[count > 1]}" for count, words in said if count)


IMPORTS = Table(
    caption="Imports, du plus récent au plus ancien",
    header="file",
    default_sort="-created",
    empty="Aucun import. Un tableau CSV, XLSX ou ODS peut créer ou mettre à jour des données, après un aperçu.",
    columns=(
        Column(
            "file",
            "Fichier",
            lambda batch: Cell(batch.file_name, reverse("directorate:import", args=[batch.pk])),
            sort="file_name",
        ),
        Column("target", "Destination", lambda batch: Cell(target_label(batch), detail=str(batch.source or ""))),
        Column("state", "État", lambda batch: Cell(batch.get_state_display(), tone=STATE_TONES[batch.state])),
        Column("counts", "Lignes", counts_in_words),
        Column("by", "Déposé par", lambda batch: Cell(str(batch.created_by), detail=batch.unit.short_name)),
        Column("created", "Déposé le", lambda batch: batch.created_at, sort="created_at"),
    ),
)
