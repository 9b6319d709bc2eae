"""Columns of the vigilance bulletins."""

from datetime import datetime

from django.urls import reverse

from civil_protection.alerts.vigilance.colours import TONES, Colour
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from civil_protection.alerts.vigilance.queries import STATES, state_at
from directorate.web.tables import Cell, Column, Table


def name_cell(row: VigilanceBulletin) -> Cell:
    url = reverse("civil_protection:vigilance-bulletin", args=[row.pk])
    return Cell(row.get_phenomenon_display(), url, detail=row.section)


def colour_cell(row: VigilanceBulletin) -> Cell:
    return Cell(row.get_colour_display(), tone=TONES[Colour(row.colour)])


def bulletin_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Bulletins de vigilance",
        header="phenomenon",
        default_sort="-issued",
        empty="Aucun bulletin enregistré.",
        columns=(
            Column("phenomenon", "Phénomène", name_cell, sort="phenomenon",
                   export=lambda row: row.get_phenomenon_display()),
            Column("colour", "Couleur", colour_cell, sort="colour", export=lambda row: row.get_colour_display()),
            Column("starts", "Début", lambda row: row.starts_at, sort="starts_at"),
            Column("ends", "Fin", lambda row: row.ends_at, sort="ends_at"),
            Column("state", "État", lambda row: STATES[state_at(row, at)]),
            Column("issued", "Émis le", lambda row: row.issued_at, sort="issued_at"),
            Column("decision", "Décision", lambda row: row.get_decision_display(), sort="decision"),
            Column("campaign", "Transmis par", lambda row: str(row.campaign or ""), sort="campaign__label"),
            Column("source", "Source", lambda row: row.source, hidden=True),
        ),
    )  # fmt: skip
