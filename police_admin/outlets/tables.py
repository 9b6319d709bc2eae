"""Columns of the list of licences."""

from datetime import date

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from police_admin.outlets.licences import lapse_day, oldest_use
from police_admin.outlets.models import Licence
from police_admin.outlets.queries import STATES, TONES, category_label, state_on


def outlet_cell(licence: Licence) -> Cell | None:
    if licence.outlet is None:
        return None
    return Cell(
        licence.outlet.name, reverse("police_admin:outlet", args=[licence.outlet_id]), detail=licence.outlet.address
    )


def licence_table(on: date) -> Table:
    # Read once for all the rows.
    oldest = oldest_use(on)

    def state_words(licence: Licence) -> str:
        return STATES[state_on(licence, oldest)]

    def state_cell(licence: Licence) -> Cell:
        state = state_on(licence, oldest)
        return Cell(STATES[state], tone=TONES[state])

    def lapses(licence: Licence) -> date | None:
        return lapse_day(licence.last_exploitation_on, on) if licence.may_lapse else None

    return Table(
        caption="Débits de boissons et licences",
        header="outlet",
        default_sort="outlet",
        empty="Aucune licence n'est au registre. L'enregistrement d'une déclaration ou la notification d'un transfert"
        " autorisé l'alimente.",
        columns=(
            Column(
                "outlet", "Débit", outlet_cell, sort="outlet__name_key", export=lambda row: str(row.outlet or "")
            ),
            Column("category", "Licence", lambda row: category_label(row.category), sort="category"),
            Column("number", "Numéro", lambda row: row.number, sort="number"),
            Column("commune", "Commune", lambda row: str(row.outlet.commune) if row.outlet else "",
                   sort="outlet__commune__sort_name"),
            Column("operator", "Exploitant", lambda row: row.outlet.operator if row.outlet else ""),
            Column("state", "État", state_cell, export=state_words),
            Column("last", "Dernière exploitation", lambda row: row.last_exploitation_on, sort="last_exploitation_on"),
            Column("lapse", "Transmissible jusqu'au", lapses),
            Column("holder", "Propriétaire de la licence", lambda row: row.holder, hidden=True),
            Column("came", "Venue d'un autre département le", lambda row: row.came_on, sort="came_on", hidden=True),
        ),
    )  # fmt: skip
