"""Columns of the list of what waits for a proof of notification."""

from datetime import date

from django.urls import reverse

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.delivery.models import DeliveryAttempt
from directorate.web.tables import Cell, Column, Table

WAYS = dict(DeliveryAttempt.Way.choices)
# Beyond, whoever follows the case asks the post or tries another way.
LONG = 21


def case_cell(case: Case) -> Cell:
    address = reverse("directorate:case", args=[case.reference])
    return Cell(case.reference, f"{address}?onglet=decision")


def waiting_words(case: Case) -> str:
    """Who is still to be notified."""
    words = [case.party_name] if case.notified_at is None else []
    if case.beside:
        words.append(f"{case.beside} autre destinataire" if case.beside == 1 else f"{case.beside} autres destinataires")
    return ", ".join(words)


def sent_cell(case: Case) -> Cell | str:
    if case.sent_on is None:
        return Cell("Rien n'est parti", tone="warning")
    return Cell(f"{case.sent_on:%d/%m/%Y}", detail=WAYS[case.sent_way])


def days_cell(case: Case, on: date) -> Cell:
    days = days_since(case, on)
    return Cell(f"{days} jour{'s' if days > 1 else ''}", tone="warning" if days > LONG else "")


def days_since(case: Case, on: date) -> int:
    return (on - paris_day(case.decided_at)).days


def delivery_table(on: date) -> Table:
    return Table(
        caption="Notifications en attente de preuve",
        header="case",
        default_sort="decided",
        empty="Aucun acte signé n'attend la preuve de sa notification.",
        columns=(
            Column("case", "Dossier", case_cell, sort="reference", export=lambda case: case.reference),
            Column("title", "Objet", lambda case: case.title),
            Column("number", "Acte", lambda case: case.act_number, sort="act_number"),
            Column("decided", "Signé le", lambda case: paris_day(case.decided_at), sort="decided_at"),
            Column(
                "days",
                "Depuis",
                lambda case: days_cell(case, on),
                numeric=True,
                export=lambda case: days_since(case, on),
            ),
            Column("who", "À notifier à", waiting_words),
            Column("sent", "Envoi en cours", sent_cell, sort="sent_on", export=lambda case: case.sent_on),
            Column("failures", "Échecs", lambda case: case.failures or "", sort="failures", numeric=True),
            Column("caseworker", "Agent", lambda case: str(case.caseworker or "À répartir")),
        ),
    )
