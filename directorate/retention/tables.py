"""Columns of what is proposed for elimination: exported, it is the list that the archives are asked to agree to."""

from django.urls import reverse
from django.utils.timezone import localdate

from directorate.casework import registry
from directorate.retention.models import PurgeLine, PurgeProposal
from directorate.web.tables import Cell, Column, Table

State = PurgeLine.State
TONES = {State.PROPOSED: "warning", State.KEPT: "info", State.ERASED: "", State.REFUSED: "error"}


def reference_cell(row: PurgeLine) -> Cell:
    if row.case_id is None:
        return Cell(row.reference)
    return Cell(row.reference, reverse("directorate:case", args=[row.reference]), detail=row.case.title)


def procedure_label(row: PurgeLine) -> str:
    known = registry.PROCEDURES.get(row.procedure_code)
    return known.short_label if known else row.procedure_code


def state_cell(row: PurgeLine) -> Cell:
    until = f"jusqu'au {row.kept_until:%d/%m/%Y}" if row.kept_until else ""
    why = " : ".join(filter(None, (until, row.reason)))
    return Cell(row.get_state_display(), tone=TONES[State(row.state)], detail=why)


def act_cell(row: PurgeLine) -> Cell:
    open_to_change = row.proposal.state == PurgeProposal.State.OPEN and row.state in (State.PROPOSED, State.KEPT)
    if not open_to_change:
        return Cell("")
    words = "Conserver" if row.state == State.PROPOSED else "Changer l'échéance"
    return Cell(words, reverse("directorate:purge-keep", args=[row.pk]))


PURGES = Table(
    caption="Dossiers à éliminer",
    header="reference",
    default_sort="due_on",
    empty="Aucun dossier n'a atteint la fin de sa conservation.",
    columns=(
        Column("reference", "Dossier", reference_cell, sort="reference", export=lambda row: row.reference),
        Column("procedure", "Procédure", procedure_label, sort="procedure_code"),
        Column("received_on", "Reçu le", lambda row: row.received_on, sort="received_on"),
        Column("decided_on", "Décidé le", lambda row: row.decided_on, sort="decided_on", hidden=True),
        Column("ended_on", "Fin", lambda row: Cell(f"{row.ended_on:%d/%m/%Y}", detail=row.ended_by), sort="ended_on",
               export=lambda row: row.ended_on),
        Column("due_on", "Conservé jusqu'au", lambda row: row.due_on, sort="due_on"),
        Column("rule", "Règle", lambda row: row.rule, hidden=True),
        Column("proposal", "Proposition", lambda row: f"n° {row.proposal_id}", sort="proposal"),
        Column("state", "Suite", state_cell, sort="state", export=lambda row: row.get_state_display()),
        Column("reason", "Motif", lambda row: row.reason, hidden=True),
        Column("erased_at", "Éliminé le", lambda row: localdate(row.erased_at) if row.erased_at else None,
               sort="erased_at", hidden=True),
        Column("act", "Examen", act_cell, export=lambda row: ""),
    ),
)  # fmt: skip
