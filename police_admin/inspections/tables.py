"""Columns of the list of inspections."""

from datetime import date

from django.urls import reverse

from directorate.org.scopes import procedure_label
from directorate.web.tables import Cell, Column, Table
from police_admin.inspections.models import Inspection
from police_admin.inspections.queries import STATES, TONES, state_on


def place_cell(row: Inspection) -> Cell:
    return Cell(row.permit.place_label, reverse("police_admin:inspection", args=[row.pk]), detail=row.permit.holder)


def title_cell(row: Inspection) -> Cell:
    return Cell(row.permit.number, reverse("directorate:permit", args=[row.permit_id]), detail=row.permit.label)


def state_cell(row: Inspection, on: date) -> Cell:
    state = state_on(row, on)
    return Cell(STATES[state], tone=TONES[state], detail=row.get_outcome_display() if row.outcome else "")


def inspection_table(on: date) -> Table:
    return Table(
        caption="Contrôles d'établissements",
        header="place",
        default_sort="-planned",
        empty="Aucun contrôle. Un contrôle se planifie sur la page du titre de l'établissement.",
        columns=(
            Column("place", "Établissement", place_cell, sort="permit__place_label",
                   export=lambda row: row.permit.place_label),
            Column("title", "Titre", title_cell, sort="permit__number", export=lambda row: row.permit.number),
            Column("planned", "Prévu le", lambda row: row.planned_on, sort="planned_on"),
            Column("done", "Fait le", lambda row: row.done_on, sort="done_on"),
            Column("state", "Suivi", lambda row: state_cell(row, on), export=lambda row: STATES[state_on(row, on)]),
            Column("follow_up", "Suite pour le", lambda row: row.follow_up_by, sort="follow_up_by"),
            Column("inspector", "Mené par", lambda row: str(row.inspector), sort="inspector__last_name"),
            Column("outcome", "Constat", lambda row: row.get_outcome_display(), sort="outcome", hidden=True),
            Column("commune", "Commune", lambda row: str(row.permit.commune or ""), hidden=True),
            Column("procedure", "Nature du titre", lambda row: procedure_label(row.permit.procedure_code),
                   hidden=True),
        ),
    )  # fmt: skip
