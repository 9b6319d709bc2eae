"""Columns of the lists of the payments, of the reports that are awaited and of the recoveries."""

from datetime import date

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from public_order.grants.models import GrantApplication
from public_order.grants.payments import queries
from public_order.grants.payments.catalogue import Alert
from public_order.grants.payments.models import GrantPayment, GrantRecovery


def execution_url(row: GrantApplication) -> str:
    return reverse("public_order:grant-execution", args=[row.pk])


def of_grant(row: GrantPayment | GrantRecovery) -> Cell:
    return Cell(row.application.title, execution_url(row.application), detail=row.application.promoter.name)


def payment_table() -> Table:
    return Table(
        caption="Versements du FIPD",
        header="number",
        default_sort="-due",
        empty="Aucun versement. Un versement se prépare depuis l'exécution d'une subvention engagée.",
        columns=(
            Column("number", "Versement", lambda row: row.number, sort="number"),
            Column("grant", "Subvention", of_grant, export=lambda row: row.application.title),
            Column("promoter", "Porteur", lambda row: row.application.promoter.name, hidden=True,
                   sort="application__promoter__name"),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("state", "État",
                   lambda row: Cell(row.get_state_display(), tone=queries.PAYMENT_TONES[row.state]), sort="state",
                   export=lambda row: row.get_state_display()),
            Column("amount", "Montant (€)", lambda row: row.amount, sort="amount", numeric=True, total=True),
            Column("due", "À payer avant le", lambda row: row.due_on, sort="due_on"),
            Column("certified", "Service fait le", lambda row: row.certified_on, sort="certified_on"),
            Column("paid", "Payé le", lambda row: row.paid_on, sort="paid_on"),
            Column("dp", "DP", lambda row: row.dp, hidden=True),
            Column("year", "Année", lambda row: str(row.application.year),
                   sort="application__call__programme__year"),
        ),
    )  # fmt: skip


def report_table(on: date) -> Table:
    due_on = queries.due_days()

    def due(row: GrantApplication) -> Cell:
        day = due_on(row)
        is_late = day is not None and day < on
        return Cell(f"{day:%d/%m/%Y}" if day else "", tone="error" if is_late else "")

    return Table(
        caption="Comptes rendus financiers attendus",
        header="number",
        default_sort="exercise",
        empty="Aucun compte rendu financier n'est attendu.",
        columns=(
            Column("number", "Demande", lambda row: Cell(row.number, execution_url(row), detail=row.title),
                   sort="number", export=lambda row: row.number),
            Column("promoter", "Porteur", lambda row: row.promoter.name, sort="promoter__name"),
            Column("state", "État", lambda row: row.get_state_display(), sort="state"),
            Column("exercise", "Exercice clos le", lambda row: row.exercise_ends_on, sort="exercise_ends_on"),
            Column("due", "Attendu le", due, export=due_on),
            Column("alert", "Dernière relance",
                   lambda row: Alert(row.last_alert).label if row.last_alert else ""),
            Column("granted", "Accordé (€)", lambda row: row.granted, sort="granted", numeric=True, total=True),
            Column("year", "Année", lambda row: str(row.year), sort="call__programme__year"),
        ),
    )  # fmt: skip


def recovery_table() -> Table:
    return Table(
        caption="Reversements du FIPD",
        header="number",
        default_sort="-recorded",
        empty="Aucun reversement. Un reversement s'ouvre depuis l'exécution d'une subvention.",
        columns=(
            Column("number", "Reversement", lambda row: row.number, sort="number"),
            Column("grant", "Subvention", of_grant, export=lambda row: row.application.title),
            Column("reason", "Motif", lambda row: row.get_reason_display(), sort="reason"),
            Column("state", "État",
                   lambda row: Cell(row.get_state_display(), tone=queries.RECOVERY_TONES[row.state]), sort="state",
                   export=lambda row: row.get_state_display()),
            Column("amount", "Montant (€)", lambda row: row.amount, sort="amount", numeric=True, total=True),
            Column("until", "Observations jusqu'au", lambda row: row.observations_until, sort="observations_until"),
            Column("decided", "Décidé le", lambda row: row.decided_on, sort="decided_on"),
            Column("order", "Titre", lambda row: row.order_number),
            Column("paid", "Recouvré le", lambda row: row.paid_on, sort="paid_on"),
            Column("recorded", "Ouvert le", lambda row: row.recorded_at, sort="recorded_at", hidden=True),
        ),
    )  # fmt: skip
