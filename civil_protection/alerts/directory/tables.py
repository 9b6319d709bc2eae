"""Columns of the directory: no number, no address. They are shown on the page of a contact, and it is written down."""

from datetime import date, datetime

from django.urls import reverse

from civil_protection.alerts.directory.models import AlertContact, AlertGroup, DirectoryTask
from civil_protection.alerts.directory.numbers import masked
from civil_protection.alerts.directory.queries import STATES, TONES, stale_before, state_on
from directorate.casework.move import paris_day
from directorate.web.tables import Cell, Column, Table


def contact_cell(row: AlertContact) -> Cell:
    return Cell(str(row), reverse("civil_protection:alert-contact", args=[row.pk]), detail=row.title)


def state_cell(row: AlertContact, on: date, oldest: date) -> Cell:
    state = state_on(row, on, oldest)
    return Cell(STATES[state], tone=TONES[state])


def contact_table(at: datetime, query: str) -> Table:
    on = paris_day(at)
    oldest = stale_before(on)
    return Table(
        caption="Annuaire d'alerte",
        header="name",
        default_sort="place",
        empty="L'annuaire est vide. Ajouter un contact, ou importer un fichier.",
        columns=(
            Column("place", "Commune ou organisme", lambda row: row.place, sort="commune__sort_name"),
            Column("role", "Fonction", lambda row: row.get_role_display(), sort="role"),
            Column("name", "Nom", contact_cell, sort="last_name", export=str),
            Column("rank", "Ordre", lambda row: row.rank, sort="rank", numeric=True),
            Column("numbers", "Numéros", lambda row: row.number_count, sort="number_count", numeric=True),
            Column("state", "Vérification", lambda row: state_cell(row, on, oldest),
                   export=lambda row: STATES[state_on(row, on, oldest)]),
            Column("checked", "Vérifié le", lambda row: row.checked_on, sort="checked_on"),
            Column("way", "Moyen", lambda row: row.get_checked_by_display(), hidden=True),
            Column("until", "Fin de fonction", lambda row: row.valid_until, sort="valid_until", hidden=True),
        ),
    )  # fmt: skip


def task_cell(row: DirectoryTask) -> Cell:
    return Cell(row.contact.get_role_display(), reverse("civil_protection:alert-contact", args=[row.contact_id]))


def task_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Corrections de l'annuaire",
        header="contact",
        default_sort="opened",
        empty="Aucun numéro n'est à corriger.",
        columns=(
            Column("contact", "Contact", task_cell, sort="contact__role",
                   export=lambda row: row.contact.get_role_display()),
            Column("place", "Commune ou organisme", lambda row: row.contact.place),
            Column("number", "Numéro", lambda row: masked(row.number)),
            Column("reason", "Constat", lambda row: row.reason, sort="reason"),
            Column("opened", "Ouverte le", lambda row: row.opened_at, sort="opened_at"),
            Column("closed", "Close le", lambda row: row.closed_at, sort="closed_at"),
            Column("outcome", "Suite", lambda row: row.outcome),
        ),
    )  # fmt: skip


def group_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Groupes d'alerte",
        header="name",
        default_sort="name",
        empty="Aucun groupe. En créer un pour préparer une campagne.",
        columns=(
            Column("name", "Groupe", lambda row: Cell(row.name, reverse("civil_protection:alert-group", args=[row.pk])),
                   sort="name", export=lambda row: row.name),
            Column("filter", "Filtre", filter_words),
            Column("communes", "Communes ajoutées", lambda row: row.commune_count, sort="commune_count", numeric=True),
            Column("organisations", "Organismes ajoutés", lambda row: row.organisation_count,
                   sort="organisation_count", numeric=True),
            Column("locked", "Réservé au chef", lambda row: row.is_locked, sort="is_locked"),
        ),
    )  # fmt: skip


def filter_words(row: AlertGroup) -> str:
    """The question that the group asks, in words."""
    if row.every_commune:
        told = ["toutes les communes"]
    else:
        told = [label for field in ("flags", "rivers") for label in labels_of(row, field)]
    return ", ".join([*told, *labels_of(row, "kinds")])


def labels_of(row: AlertGroup, field: str) -> list[str]:
    labels = dict(AlertGroup._meta.get_field(field).base_field.choices)
    return [str(labels[code]) for code in getattr(row, field)]
