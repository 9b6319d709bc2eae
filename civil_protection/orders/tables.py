"""Columns of the list of orders."""

from datetime import datetime

from django.urls import reverse
from django.utils.text import capfirst

from civil_protection.crisis.tables import of_event
from civil_protection.orders.models import CrisisOrder
from civil_protection.protection.acts import place_of
from directorate.web.tables import Cell, Column, Table


def order_url(row: CrisisOrder) -> str:
    return reverse("civil_protection:crisis-order", args=[row.event_id, row.pk])


def subject_cell(row: CrisisOrder) -> Cell:
    return Cell(capfirst(row.subject), order_url(row), detail=row.get_kind_display())


def state_cell(row: CrisisOrder) -> Cell:
    return Cell("Signé", tone="success") if row.signed_on else Cell("Projet", tone="warning")


def order_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Arrêtés pris ou préparés en crise",
        header="subject",
        default_sort="-drafted",
        empty="Aucun arrêté. Une réquisition ou une interdiction se prépare sur la page de conduite de l'événement.",
        columns=(
            Column("subject", "Objet", subject_cell, sort="subject", export=lambda row: capfirst(row.subject)),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind", hidden=True),
            Column("event", "Événement", of_event, export=lambda row: str(row.event)),
            Column("state", "État", state_cell, export=lambda row: state_cell(row).text),
            Column("number", "Numéro", lambda row: row.number, sort="number"),
            Column("starts", "À partir du", lambda row: row.starts_at, sort="starts_at"),
            Column("ends", "Jusqu'au", lambda row: row.ends_at, sort="ends_at"),
            Column("place", "Recueil", lambda row: place_of(row.letter)),
            Column("holder", "Requis", lambda row: row.holder, hidden=True),
            Column("drafted", "Rédigé le", lambda row: row.drafted_at, sort="drafted_at", hidden=True),
        ),
    )  # fmt: skip
