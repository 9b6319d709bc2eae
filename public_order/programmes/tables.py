"""Columns of the programmes and of the operations."""

from datetime import date

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from public_order.programmes.models import FieldOperation, LocalProgramme, ProgrammeDecision, ProgrammeMeeting

MEETING_TONES = {"planned": "info", "held": "success", "cancelled": ""}
DECISION_TONES = {"open": "info", "done": "success", "dropped": ""}
TONES = {"prepared": "new", "running": "success", "suspended": "warning", "closed": ""}


def programme_url(row: LocalProgramme) -> str:
    return reverse("public_order:local-programme", args=[row.pk])


def operation_url(row: FieldOperation) -> str:
    return reverse("public_order:field-operation", args=[row.pk])


def meeting_url(row: ProgrammeMeeting) -> str:
    return reverse("public_order:programme-meeting", args=[row.pk])


def decision_url(row: ProgrammeDecision) -> str:
    return reverse("public_order:programme-decision", args=[row.pk])


def stage_cell(row: FieldOperation) -> Cell:
    if row.is_cancelled:
        return Cell("Annulée", tone="error")
    return Cell("Compte rendu reçu", tone="success") if row.reported_at else Cell("Prévue", tone="info")


def meeting_table() -> Table:
    return Table(
        caption="Réunions des programmes",
        header="kind",
        default_sort="-held_on",
        empty="Aucune réunion. Une réunion se prévoit depuis son programme.",
        columns=(
            Column("kind", "Réunion", lambda row: Cell(row.get_kind_display(), meeting_url(row)), sort="kind",
                   export=lambda row: row.get_kind_display()),
            Column("programme", "Programme", lambda row: Cell(row.programme.name, programme_url(row.programme)),
                   sort="programme__name", export=lambda row: row.programme.name),
            Column("held_on", "Jour", lambda row: row.held_on, sort="held_on"),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=MEETING_TONES[row.state]),
                   sort="state", export=lambda row: row.get_state_display()),
            Column("quarter", "Trimestre", lambda row: row.quarter, sort="quarter", hidden=True),
            Column("chair", "Présidée par", lambda row: row.chair),
            Column("place", "Lieu", lambda row: row.place, hidden=True),
        ),
    )  # fmt: skip


def decision_table(on: date) -> Table:
    def state(row: ProgrammeDecision) -> Cell:
        if row.state == "open" and row.due_on < on:
            return Cell("En retard", tone="error")
        return Cell(row.get_state_display(), tone=DECISION_TONES[row.state])

    return Table(
        caption="Décisions des programmes",
        header="label",
        default_sort="due_on",
        empty="Aucune décision. Une décision se prend depuis une réunion tenue.",
        columns=(
            Column("label", "Décision", lambda row: Cell(row.label, decision_url(row)), sort="label",
                   export=lambda row: row.label),
            Column("owner", "Responsable", lambda row: row.owner, sort="owner"),
            Column("due_on", "Échéance", lambda row: row.due_on, sort="due_on"),
            Column("state", "État", state, sort="state", export=lambda row: state(row).text),
            Column("programme", "Programme", lambda row: row.meeting.programme.name, sort="meeting__programme__name"),
            Column("meeting", "Réunion du", lambda row: row.meeting.held_on, sort="meeting__held_on"),
            Column("outcome", "Suite donnée", lambda row: row.outcome, hidden=True),
        ),
    )  # fmt: skip


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
            Column("stage", "Étape", stage_cell, export=lambda row: stage_cell(row).text),
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
