"""Columns of the associations, of their approvals, reports and controls."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate

from civil_protection.first_aid.models import Approval, Control, RescueAssociation
from civil_protection.first_aid.queries import IN_FORCE, report_month, reports_missing, standing_of
from directorate.web.tables import Cell, Column, Table


def association_url(row: RescueAssociation) -> str:
    return reverse("civil_protection:rescue-association", args=[row.pk])


def approval_url(row: Approval) -> str:
    return reverse("civil_protection:approval", args=[row.pk])


def missions_of(row: RescueAssociation, on: date) -> str:
    """The missions that its approvals in force open on that day."""
    held = {
        code
        for one in row.approvals.all()
        if one.state in IN_FORCE and one.starts_on and one.ends_on and one.starts_on <= on <= one.ends_on
        for code in one.missions
    }
    return ", ".join(sorted(held))


def association_table(at: datetime, query: str) -> Table:
    on = localdate(at)
    return Table(
        caption="Associations et organismes de secourisme",
        header="name",
        default_sort="name",
        empty="Aucune association ne correspond à ces filtres.",
        columns=(
            Column("name", "Nom", lambda row: Cell(row.name, association_url(row), detail=row.acronym), sort="name",
                   export=lambda row: row.name),
            Column("acronym", "Sigle", lambda row: row.acronym, sort="acronym", hidden=True),
            Column("affiliation", "Fédération ou union", lambda row: row.affiliation, sort="affiliation"),
            Column("commune", "Siège", lambda row: row.commune.name if row.commune else "",
                   sort="commune__sort_name"),
            Column("missions", "Missions agréées", lambda row: missions_of(row, on)),
            Column("trains", "Forme", lambda row: row.trains, sort="trains"),
            Column("trained", "Habilitée jusqu'au", lambda row: row.trained_until, sort="trained_until"),
            Column("active", "En activité", lambda row: row.is_active, sort="is_active", hidden=True),
            Column("email", "Adresse électronique", lambda row: row.email, hidden=True),
            Column("phone", "Téléphone", lambda row: row.phone, hidden=True),
        ),
    )  # fmt: skip


def approval_columns(on: date) -> tuple[Column, ...]:
    month = report_month(on)
    return (
        Column("missions", "Missions", lambda row: Cell(", ".join(row.missions), approval_url(row)),
               export=lambda row: ", ".join(row.missions)),
        Column("field", "Champ", lambda row: row.get_field_display(), sort="field"),
        Column("authority", "Autorité", lambda row: row.get_authority_display(), sort="authority"),
        Column("starts", "Du", lambda row: row.starts_on, sort="starts_on"),
        Column("ends", "Au", lambda row: row.ends_on, sort="ends_on"),
        Column("state", "État", lambda row: standing_of(row, on), sort="state",
               export=lambda row: standing_of(row, on).text),
        Column("reports", "Rapports manquants", lambda row: ", ".join(map(str, reports_missing(row, on, month)))),
    )  # fmt: skip


def approval_table(at: datetime, query: str) -> Table:
    on = localdate(at)
    return Table(
        caption="Agréments de sécurité civile",
        header="association",
        default_sort="ends",
        empty="Aucun agrément ne correspond à ces filtres.",
        columns=(
            Column("association", "Association", lambda row: Cell(row.association.name, approval_url(row)),
                   sort="association__name", export=lambda row: row.association.name),
            *approval_columns(on),
            Column("number", "Acte", lambda row: row.number, sort="number", hidden=True),
            Column("asked", "Demandé le", lambda row: row.asked_on, sort="asked_on", hidden=True),
            Column("strength", "Effectif", lambda row: row.strength, sort="strength", numeric=True, hidden=True),
            Column("vehicles", "Véhicules", lambda row: row.vehicles, sort="vehicles", numeric=True, hidden=True),
        ),
    )  # fmt: skip


def association_cell(row: Approval) -> Cell:
    return Cell(row.association.name, association_url(row.association))


def approvals_of_table(on: date, caption: str = "Agréments", *, named: bool = False) -> Table:
    """Those of one association; `named`: of several, each with its name."""
    name = Column("association", "Association", association_cell)
    return Table(
        caption=caption,
        header="missions",
        empty="Aucun agrément.",
        columns=(*([name] if named else []), *approval_columns(on)),
    )


def report_table() -> Table:
    return Table(
        caption="Rapports d'activité",
        header="year",
        empty="Aucun rapport n'est reçu.",
        columns=(
            Column("year", "Année", lambda row: str(row.year)),
            Column("received", "Reçu le", lambda row: row.received_on),
            Column("note", "Observation", lambda row: row.note),
        ),
    )


def result_cell(row: Control) -> Cell:
    if row.compliant:
        return Cell("Conforme", tone="success")
    return Cell("Clos", tone="success") if row.closed_on else Cell("À suivre", tone="warning")


def control_table(at: datetime, query: str) -> Table:
    on = localdate(at)

    def due(row: Control) -> Cell | None:
        if row.due_on is None:
            return None
        return Cell(f"{row.due_on:%d/%m/%Y}", tone="error" if row.closed_on is None and row.due_on < on else "")

    return Table(
        caption="Contrôles",
        header="association",
        default_sort="-done",
        empty="Aucun contrôle ne correspond à ces filtres.",
        columns=(
            Column("association", "Association",
                   lambda row: Cell(row.association.name, reverse("civil_protection:control", args=[row.pk])),
                   sort="association__name", export=lambda row: row.association.name),
            Column("done", "Effectué le", lambda row: row.done_on, sort="done_on"),
            Column("of", "Objet", lambda row: "Formation" if row.of_training else "Association", sort="of_training"),
            Column("announced", "Annoncé", lambda row: row.announced, sort="announced"),
            Column("result", "Résultat", result_cell, export=lambda row: result_cell(row).text),
            Column("due", "Conformité avant le", due, sort="due_on", export=lambda row: row.due_on),
            Column("findings", "Constats", lambda row: row.findings, hidden=True),
            Column("follow_up", "Suites", lambda row: row.follow_up, hidden=True),
        ),
    )  # fmt: skip
