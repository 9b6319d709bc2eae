"""Columns of the register of suspensions."""

from datetime import datetime

from directorate.casework.models import Case
from directorate.casework.tables import case_url
from directorate.web.tables import Cell, Column, Table
from road_safety.suspensions.facts import RETAINED
from road_safety.suspensions.rules import Cause, left_in_words
from road_safety.suspensions.terms import TONES, State

KINDS = {True: "3F, après rétention", False: "1F, sans rétention"}


def kind_of(row: Case) -> str:
    return KINDS[row.procedure_code == RETAINED]


def cause_of(row: Case) -> str:
    return Cause(row.cause).label


def state_cell(row: Case) -> Cell:
    return Cell(State(row.state).label, tone=TONES[State(row.state)])


def limit_cell(row: Case, at: datetime) -> Cell | None:
    """What is left of the hours, while nothing is signed."""
    if row.limit_at is None or row.decided_at is not None or not row.is_open:
        return None
    late = row.limit_at < at
    return Cell(left_in_words(row.limit_at, at), tone="error" if late else "warning",
                detail=f"{row.limit_at.astimezone(at.tzinfo):%d/%m/%Y %H:%M}")  # fmt: skip


def doctor_words(row: Case) -> str:
    if row.doctor != "true":
        return ""
    return "Rendu" if row.medical_result else "Attendu"


def suspension_table(at: datetime, query: str | None = None) -> Table:
    return Table(
        caption="Suspensions de permis",
        header="reference",
        default_sort="-received",
        empty="Aucune suspension. Un avis de rétention reçu s'enregistre comme un nouveau dossier.",
        columns=(
            Column("reference", "Dossier", lambda row: Cell(row.reference, case_url(row.reference, query)),
                   sort="reference", export=lambda row: row.reference),
            Column("person", "Conducteur", lambda row: row.party_name, sort="party_name"),
            Column("kind", "Nature", kind_of, sort="procedure_code"),
            Column("cause", "Cause", cause_of, sort="cause"),
            Column("state", "État", state_cell, sort="state", export=lambda row: State(row.state).label),
            Column("left", "Reste", lambda row: limit_cell(row, at), sort="limit_at", export=lambda row: row.limit_at),
            Column("months", "Mois", lambda row: row.months, sort="months", numeric=True),
            Column("starts", "Du", lambda row: row.starts_on, sort="starts_on", hidden=True),
            Column("ends", "Jusqu'au", lambda row: row.ends_on, sort="ends_on"),
            Column("doctor", "Avis médical", doctor_words),
            Column("retained", "Retenu le", lambda row: row.retained_at, sort="retained_at", hidden=True),
            Column("received", "Reçu le", lambda row: row.received_on, sort="received_on"),
            Column("act", "Arrêté", lambda row: row.act_number or "", sort="act_number", hidden=True),
            Column("commune", "Commune", lambda row: str(row.commune or ""), sort="commune__sort_name", hidden=True),
            Column("caseworker", "Agent", lambda row: str(row.caseworker or "À répartir"), hidden=True),
            Column("ruled", "Jugé le", lambda row: row.ruled_on, sort="ruled_on", hidden=True),
        ),
    )  # fmt: skip
