"""Columns of the lists of commissions and of their sessions."""

from django.urls import reverse
from django.utils.timezone import localtime

from directorate.commissions.body_rules import rules_of
from directorate.commissions.models import Commission, CommissionSession
from directorate.web.tables import Cell, Column, Table

State = CommissionSession.State
TONES = {State.PLANNED: "info", State.HELD: "success", State.NO_QUORUM: "warning", State.CANCELLED: ""}


def next_session(commission: Commission) -> Cell | None:
    if not commission.coming:
        return None
    session = commission.coming[0]
    return Cell(
        f"{localtime(session.starts_at):%d/%m/%Y %H:%M}",
        reverse("directorate:session", args=[session.pk]),
        detail=session.place,
    )


def quorum_cell(row: Commission) -> str | int:
    return "Sièges" if row.has_seats else "Part" if rules_of(row.pk) else row.quorum


COMMISSIONS = Table(
    caption="Commissions",
    header="name",
    default_sort="name",
    empty="Aucune commission n'est enregistrée.",
    columns=(
        Column(
            "name",
            "Commission",
            lambda row: Cell(row.name, reverse("directorate:commission", args=[row.pk])),
            sort="name",
        ),
        Column("basis", "Fondement", lambda row: row.legal_basis),
        Column("secretariat", "Secrétariat", lambda row: row.secretariat.short_name, sort="secretariat__rank"),
        Column("mandates", "Mandats en cours", lambda row: row.mandates, numeric=True),
        Column("quorum", "Quorum", quorum_cell, numeric=True),
        Column("next", "Prochaine séance", next_session),
    ),
)
SESSIONS = Table(
    caption="Séances",
    header="starts_at",
    default_sort="-starts_at",
    empty="Aucune séance n'est prévue.",
    columns=(
        Column(
            "starts_at",
            "Séance",
            lambda row: Cell(
                f"{localtime(row.starts_at):%d/%m/%Y %H:%M}", reverse("directorate:session", args=[row.pk])
            ),
            sort="starts_at",
            export=lambda row: row.starts_at,
        ),
        Column("place", "Lieu", lambda row: row.place),
        Column("matters", "Affaires", lambda row: row.matters, numeric=True),
        Column("state", "État", lambda row: Cell(row.get_state_display(), tone=TONES[row.state])),
    ),
)
