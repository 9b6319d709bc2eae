"""Columns of the register and of its yearly list."""

from datetime import date

from django.urls import reverse

from civil_protection.establishments.classification import ordinal
from civil_protection.establishments.models import Establishment, EstablishmentEvent, Opinion
from civil_protection.establishments.periodicity import TONES, standing, years_words
from civil_protection.establishments.queries import warning_days
from directorate.web.tables import Cell, Column, Table

OPINION_TONES = {Opinion.FAVOURABLE: "success", Opinion.UNFAVOURABLE: "error"}
STATUS_TONES = {"project": "new", "open": "success", "closed": "paused", "seasonal": "info"}


def page_of(row: Establishment) -> str:
    return reverse("civil_protection:establishment", args=[row.pk])


def name_cell(row: Establishment) -> Cell:
    return Cell(str(row), page_of(row), detail=f"{row.address}, {row.commune.name}")


def category_words(row: Establishment) -> str:
    return ordinal(row.category) if row.category else ""


def category_cell(row: Establishment) -> Cell:
    return Cell(category_words(row), detail="retenue avec motif" if row.category_motive else "")


def opinion_cell(row: Establishment) -> Cell | None:
    if not row.current_opinion:
        return None
    return Cell(row.get_current_opinion_display(), tone=OPINION_TONES.get(row.current_opinion, ""))


def next_cell(row: Establishment, on: date, days: int) -> Cell | None:
    if row.next_visit_on is None:
        return None
    return Cell(f"{row.next_visit_on:%d/%m/%Y}", tone=TONES[standing(row.next_visit_on, on, days)])


def period_words(row: Establishment) -> str:
    return years_words(row.period_months) if row.period_months else ""


def establishment_table(on: date) -> Table:
    days = warning_days(on)
    return Table(
        caption="Établissements recevant du public",
        header="name",
        default_sort="number",
        empty="Aucun établissement ne correspond à ces filtres.",
        columns=(
            Column("number", "Numéro", lambda row: row.number, sort="number"),
            Column("name", "Établissement", name_cell, sort="name", export=str),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name", hidden=True),
            Column("address", "Adresse", lambda row: row.address, hidden=True),
            Column("type", "Type", lambda row: row.main_type, sort="main_type"),
            Column("category", "Catégorie", category_cell, sort="category", export=category_words),
            Column("public", "Public", lambda row: row.public_total, sort="public_total", numeric=True),
            Column("sleeping", "Sommeil", lambda row: row.sleeping, sort="sleeping"),
            Column("status", "Statut", lambda row: Cell(row.get_status_display(), tone=STATUS_TONES[row.status]),
                   sort="status", export=lambda row: row.get_status_display()),
            Column("opinion", "Avis", opinion_cell, sort="current_opinion",
                   export=lambda row: row.get_current_opinion_display()),
            Column("last", "Dernière visite", lambda row: row.last_visit_on, sort="last_visit_on", hidden=True),
            Column("next", "Prochaine visite", lambda row: next_cell(row, on, days), sort="next_visit_on",
                   export=lambda row: row.next_visit_on),
            Column("activity", "Activité", lambda row: row.get_activity_display(), hidden=True),
            Column("others", "Autres types", lambda row: ", ".join(row.secondary_types), hidden=True),
            Column("staff", "Personnel", lambda row: row.staff, sort="staff", numeric=True, hidden=True),
            Column("period", "Période", period_words, sort="period_months", hidden=True),
            Column("kind", "Genre", lambda row: row.get_kind_display(), sort="kind", hidden=True),
            Column("operator", "Exploitant", lambda row: row.operator, sort="operator", hidden=True),
            Column("owner", "Propriétaire", lambda row: row.owner, sort="owner", hidden=True),
            Column("alarm", "SSI", lambda row: row.alarm_class, sort="alarm_class", hidden=True),
            Column("opened", "Ouvert le", lambda row: row.opened_on, sort="opened_on", hidden=True),
            Column("motive", "Motif de la catégorie", lambda row: row.category_motive, hidden=True),
        ),
    )  # fmt: skip


def yearly_table() -> Table:
    """The list of the year as a file (R6.5)."""
    return Table(
        caption="Liste des établissements",
        header="name",
        columns=(
            Column("number", "Numéro", lambda row: row.number),
            Column("commune", "Commune", lambda row: row.commune.name),
            Column("name", "Établissement", str),
            Column("address", "Adresse", lambda row: row.address),
            Column("type", "Type", lambda row: " ".join((row.main_type, *row.secondary_types))),
            Column("category", "Catégorie", category_words),
            Column("public", "Public", lambda row: row.public_total),
            Column("staff", "Personnel", lambda row: row.staff),
            Column("sleeping", "Locaux à sommeil", lambda row: row.sleeping),
            Column("opinion", "Avis", lambda row: row.get_current_opinion_display()),
            Column("last", "Dernière visite", lambda row: row.last_visit_on),
            Column("next", "Prochaine visite", lambda row: row.next_visit_on),
        ),
    )


def change_words(event: EstablishmentEvent) -> str:
    return f"{event.get_kind_display()} le {event.happened_on:%d/%m/%Y} : {event.said}"
