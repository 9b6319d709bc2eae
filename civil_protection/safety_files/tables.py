"""Columns of the registers of tents and of accessibility agendas."""

from datetime import date

from django.urls import reverse

from civil_protection.safety_files.models import AccessibilityAgenda, TentRegister
from civil_protection.safety_files.terms import warned_from
from directorate.web.tables import Cell, Column, Table


def tent_cell(row: TentRegister) -> Cell:
    return Cell(row.number, reverse("civil_protection:tent", args=[row.pk]), detail=row.label)


def verification_state(row: TentRegister, on: date, days: int) -> tuple[str, str]:
    if row.retired_on is not None:
        return "Retirée du service", "paused"
    if row.verification_due_on < on:
        return "En retard", "error"
    return ("À faire bientôt", "warning") if warned_from(row.verification_due_on, days) <= on else ("À jour", "success")


def tent_table(on: date, days: int) -> Table:
    def state_cell(row: TentRegister) -> Cell:
        label, tone = verification_state(row, on, days)
        return Cell(label, tone=tone)

    return Table(
        caption="Registres des chapiteaux, tentes et structures",
        header="number",
        default_sort="due",
        empty="Aucun registre. Il s'ouvre avec l'attestation délivrée, ou s'enregistre d'après le papier.",
        columns=(
            Column("number", "Registre", tent_cell, sort="number", export=lambda row: row.number),
            Column("label", "Structure", lambda row: row.label, sort="label", hidden=True),
            Column("owner", "Propriétaire", lambda row: row.owner, sort="owner"),
            Column("surface", "Surface (m²)", lambda row: row.surface, sort="surface", numeric=True),
            Column("capacity", "Effectif", lambda row: row.capacity, sort="capacity", numeric=True),
            Column("attested", "Attestation du", lambda row: row.attested_on, sort="attested_on"),
            Column("prefecture", "Délivrée par", lambda row: row.prefecture, sort="prefecture", hidden=True),
            Column("due", "Vérifier avant le", lambda row: row.verification_due_on, sort="verification_due_on"),
            Column("state", "État", state_cell, export=lambda row: verification_state(row, on, days)[0]),
            Column("retired", "Retirée le", lambda row: row.retired_on, sort="retired_on", hidden=True),
        ),
    )


def agenda_cell(row: AccessibilityAgenda) -> Cell:
    return Cell(row.number, reverse("civil_protection:accessibility-agenda", args=[row.pk]),
                detail=row.establishment_name)  # fmt: skip


def agenda_table(on: date) -> Table:
    def end_cell(row: AccessibilityAgenda) -> Cell:
        late = row.attested_on is None and row.ends_on < on
        return Cell(f"{row.ends_on:%d/%m/%Y}", tone="error" if late else "")

    return Table(
        caption="Agendas d'accessibilité programmée",
        header="number",
        default_sort="ends",
        empty="Aucun agenda n'est suivi.",
        columns=(
            Column("number", "Agenda", agenda_cell, sort="number", export=lambda row: row.number),
            Column("name", "Établissement", lambda row: row.establishment_name, sort="establishment_name",
                   hidden=True),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name"),
            Column("owner", "Propriétaire ou exploitant", lambda row: row.owner, sort="owner"),
            Column("approved", "Approuvé le", lambda row: row.approved_on, sort="approved_on"),
            Column("years", "Durée (ans)", lambda row: row.years, sort="years", numeric=True),
            Column("ends", "Fin", end_cell, sort="ends_on", export=lambda row: row.ends_on),
            Column("first_year", "Première année", lambda row: row.first_year_on, sort="first_year_on", hidden=True),
            Column("midterm", "Mi-parcours", lambda row: row.midterm_on, sort="midterm_on", hidden=True),
            Column("attested", "Achèvement attesté", lambda row: row.attested_on, sort="attested_on"),
        ),
    )  # fmt: skip
