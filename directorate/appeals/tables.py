"""Columns of the list of appeals."""

from datetime import date

from django.urls import reverse

from directorate.appeals.models import Appeal
from directorate.appeals.queries import OPEN, next_words
from directorate.web.deadline_words import deadline_words
from directorate.web.tables import Cell, Column, Table

TONES = {
    Appeal.Outcome.REJECTED: "success",
    Appeal.Outcome.GRANTED: "warning",
    Appeal.Outcome.ANNULLED: "error",
    Appeal.Outcome.SUSPENDED: "error",
    Appeal.Outcome.WITHDRAWN: "",
}


def appeal_url(appeal: Appeal) -> str:
    return reverse("directorate:appeal", args=[appeal.case.reference, appeal.pk])


def case_cell(appeal: Appeal) -> Cell:
    return Cell(appeal.case.reference, appeal_url(appeal), detail=appeal.case.title)


def kind_cell(appeal: Appeal) -> Cell:
    number = f"n° {appeal.court_reference}" if appeal.court_reference else ""
    return Cell(appeal.get_kind_display(), detail=number)


def time_cell(appeal: Appeal) -> Cell | str:
    if appeal.limit_on is None:
        return "Sans limite connue"
    words = "Hors délai" if appeal.is_late else "Dans le délai"
    return Cell(words, tone="error" if appeal.is_late else "success", detail=f"jusqu'au {appeal.limit_on:%d/%m/%Y}")


def stage_cell(appeal: Appeal) -> Cell:
    if appeal.outcome:
        return Cell(appeal.get_outcome_display(), tone=TONES[appeal.outcome], detail=appeal.get_stage_display())
    return Cell(appeal.get_stage_display(), tone="info")


def due_cell(appeal: Appeal, on: date) -> Cell | str:
    if appeal.stage not in OPEN or appeal.next_on is None:
        return ""
    words, tone = deadline_words(appeal.next_on, on)
    return Cell(words, tone=tone, detail=f"{next_words(appeal)}, {appeal.next_on:%d/%m/%Y}")


def appeal_table(on: date) -> Table:
    return Table(
        caption="Recours",
        header="case",
        default_sort="-received",
        empty="Aucun recours. Un recours s'enregistre sur la page du dossier dont la décision est contestée.",
        columns=(
            Column("case", "Dossier", case_cell, sort="case__reference", export=lambda appeal: appeal.case.reference),
            Column("kind", "Nature", kind_cell, sort="kind", export=lambda appeal: appeal.get_kind_display()),
            Column("lodged_by", "Auteur", lambda appeal: appeal.lodged_by, sort="lodged_by"),
            Column("received", "Reçu le", lambda appeal: appeal.received_on, sort="received_on"),
            Column("time", "Délai", time_cell),
            Column("stage", "Étape", stage_cell),
            Column(
                "due",
                "Échéance",
                lambda appeal: due_cell(appeal, on),
                export=lambda appeal: appeal.next_on if appeal.stage in OPEN else "",
            ),
            Column("court", "Juridiction", lambda appeal: appeal.court, hidden=True),
            Column("number", "Numéro au greffe", lambda appeal: appeal.court_reference, hidden=True),
            Column("ended", "Terminé le", lambda appeal: appeal.ended_on, sort="ended_on", hidden=True),
            Column("caseworker", "Agent", lambda appeal: str(appeal.case.caseworker or "À répartir"), hidden=True),
        ),
    )
