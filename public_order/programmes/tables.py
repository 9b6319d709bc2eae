"""Columns of the programmes and of the operations."""

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from public_order.programmes.models import FieldOperation, LocalProgramme

TONES = {"prepared": "new", "running": "success", "suspended": "warning", "closed": ""}


def programme_url(row: LocalProgramme) -> str:
    return reverse("public_order:local-programme", args=[row.pk])


def operation_url(row: FieldOperation) -> str:
    return reverse("public_order:field-operation", args=[row.pk])


def programme_table() -> Table:
    return Table(
        caption="Programmes locaux",
        header="name",
        default_sort="name",
        empty="Aucun programme n'est enregistré.",
        columns=(
            Column("name", "Programme", lambda row: Cell(row.name, programme_url(row)), sort="name",
                   export=lambda row: row.name),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=TONES[row.state]), sort="state",
                   export=lambda row: row.get_state_display()),
            Column("district", "Circonscription", lambda row: row.district.name, sort="district__name"),
            Column("starts", "Depuis le", lambda row: row.starts_on, sort="starts_on"),
        ),
    )  # fmt: skip


def operation_table() -> Table:
    return Table(
        caption="Opérations de sécurité",
        header="title",
        default_sort="-held_on",
        empty="Aucune opération au calendrier.",
        columns=(
            Column("title", "Opération", lambda row: Cell(row.title, operation_url(row), detail=row.slot),
                   sort="title", export=lambda row: row.title),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("held_on", "Jour", lambda row: row.held_on, sort="held_on"),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__name"),
            Column("forces", "Forces engagées", lambda row: row.forces),
            Column("programme", "Programme", lambda row: row.programme.name if row.programme else "", hidden=True),
            Column("checked", "Contrôlés", lambda row: row.checked, sort="checked", numeric=True, total=True),
            Column("arrests", "Interpellés", lambda row: row.arrests, sort="arrests", numeric=True, total=True),
            Column("vehicles", "Véhicules", lambda row: row.vehicles, sort="vehicles", numeric=True, total=True,
                   hidden=True),
            Column("fines", "Verbalisations", lambda row: row.fines, sort="fines", numeric=True, total=True),
        ),
    )  # fmt: skip
