"""Columns of the list of requests for access. Of a case, its reference alone: both sides read the same list."""

from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate

from directorate.access_requests.models import AccessRequest
from directorate.access_requests.queries import state_words
from directorate.web.tables import Cell, Column, Table


def request_url(row: AccessRequest) -> str:
    return reverse("directorate:access-request", args=[row.pk])


def state_cell(row: AccessRequest, on: date) -> Cell:
    words, tone = state_words(row, on)
    return Cell(words, tone=tone)


def access_table(on: date) -> Table:
    return Table(
        caption="Demandes d'accès",
        header="case",
        default_sort="-asked",
        empty="Aucune demande d'accès. Elles se font depuis l'adresse ou la référence d'un dossier d'un autre service.",
        columns=(
            Column(
                "case",
                "Dossier",
                lambda row: Cell(row.case.reference, request_url(row)),
                sort="case__reference",
                export=lambda row: row.case.reference,
            ),
            Column("asked_by", "Demandée par", lambda row: Cell(str(row.asked_by), detail=row.asked_for.short_name),
                   sort="asked_by__last_name", export=lambda row: str(row.asked_by)),
            Column("holder", "Service qui tient le dossier", lambda row: row.holder.short_name),
            Column("asked", "Demandée le", lambda row: localdate(row.asked_at), sort="asked_at"),
            Column("state", "État", lambda row: state_cell(row, on), export=lambda row: state_words(row, on)[0]),
            Column("until", "Jusqu'au", lambda row: row.until_on, sort="until_on"),
            Column("decided_by", "Examinée par", lambda row: str(row.decided_by or "")),
            Column("reason", "Motif", lambda row: row.reason, hidden=True),
        ),
    )  # fmt: skip
