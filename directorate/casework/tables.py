"""Columns of the lists of cases."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from directorate.casework import registry
from directorate.casework.archetypes import STAGES
from directorate.casework.models import Case
from directorate.web.deadline_words import deadline_words
from directorate.web.tables import Cell, Column, Table

# The case page reads the state of the list here, to offer the previous and the next case of the same list.
LIST_KEY = "liste"


def case_url(reference: str, query: str | None) -> str:
    """The page of a case; `query` is the state of the list that it was opened from, None when there was none."""
    url = reverse("directorate:case", args=[reference])
    return url if query is None else f"{url}?{urlencode({LIST_KEY: query})}"


def procedure_label(case: Case) -> str:
    known = registry.PROCEDURES.get(case.procedure_code)
    return known.short_label if known else case.procedure_code


def stage_cell(case: Case) -> Cell:
    stage = STAGES[case.stage]
    return Cell(stage.label, tone=stage.tone)


def deadline_cell(case: Case, on: date) -> Cell | None:
    if not case.is_open or (case.next_due_on is None and not case.is_suspended):
        return None
    words, tone = deadline_words(case.next_due_on, on, case.is_suspended)
    return Cell(words, tone=tone, detail=case.next_due_label)


def label_names(case: Case) -> str:
    return ", ".join(label.name for label in case.labels.all())


def case_table(on: date, query: str | None) -> Table:
    """`query`: the state of the list, carried by the link of each row."""
    return Table(
        caption="Dossiers",
        header="reference",
        default_sort="due",
        empty="Aucun dossier ne correspond à ces filtres.",
        columns=(
            Column(
                "reference",
                "Référence",
                lambda case: Cell(case.reference, case_url(case.reference, query)),
                sort="reference",
            ),
            Column("title", "Objet", lambda case: case.title),
            Column("party", "Personne", lambda case: case.party_name, sort="party_name"),
            Column("commune", "Commune", lambda case: str(case.commune or ""), sort="commune__sort_name"),
            Column("procedure", "Procédure", procedure_label),
            Column("stage", "Étape", stage_cell),
            Column(
                "due",
                "Échéance",
                lambda case: deadline_cell(case, on),
                sort="next_due_on",
                export=lambda case: case.next_due_on if case.is_open else None,
            ),
            Column("received", "Reçu le", lambda case: case.received_on, sort="received_on"),
            Column("labels", "Étiquettes", label_names, hidden=True),
            Column(
                "caseworker", "Agent", lambda case: str(case.caseworker or "À répartir"), sort="caseworker__last_name"
            ),
        ),
    )
