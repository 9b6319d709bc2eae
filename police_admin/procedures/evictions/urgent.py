"""What the notices that are counted in hours share: their letters, and the block that shows the hours."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from directorate.casework.models import Case, CaseDeadline
from directorate.casework.procedure import LetterModel, Panel
from police_admin.procedures.instants import instant_words

State = CaseDeadline.State
STATES = {
    State.RUNNING: "à venir",
    State.SUSPENDED: "suspendu",
    State.MET: "fait",
    State.PASSED: "fait hors délai",
    State.VOID: "sans objet",
}


def hours_context(case: Case, at: datetime) -> Mapping[str, Any]:
    """Every date of the case that has an hour, in order, with what is left of it."""
    rows = sorted((row for row in case.deadlines.all() if row.due_at), key=lambda row: row.due_at)
    return {
        "limits": [
            {"label": row.label, "words": instant_words(row.due_at), "state": state_words(row, at)} for row in rows
        ]
    }


def state_words(row: CaseDeadline, at: datetime) -> str:
    if row.state == State.RUNNING and row.due_at < at:
        return "heure passée"
    return STATES.get(row.state, row.get_state_display().lower())


HOURS = Panel("hours", "D'heure à heure", "police_admin/evictions/hours.html", hours_context, alone=True)


def notice_letters(template: str) -> tuple[LetterModel, LetterModel]:
    """The notice, and the record of who notified and posted it, at what hour."""
    return (
        LetterModel("notice", "Mise en demeure", template, "formal_notice"),
        LetterModel(
            "notification", "Procès-verbal de notification et d'affichage", "letters/evictions/posting_report.html"
        ),
    )
