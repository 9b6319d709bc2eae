"""Columns of the lists of public information."""

from datetime import date

from django.urls import reverse

from civil_protection.public_information.models import (
    BuyerInformationOrder,
    Campaign,
    CommuneRisk,
    DisasterRequest,
)
from civil_protection.public_information.queries import TONES, words_of_risks
from directorate.web.tables import Cell, Column, Table


def request_cell(row: DisasterRequest) -> Cell:
    return Cell(row.number, reverse("civil_protection:disaster-request", args=[row.pk]), detail=row.commune.name)


def state_cell(row: DisasterRequest) -> Cell:
    return Cell(row.get_state_display(), tone=TONES[row.state], detail="Hors délai" if row.is_late else "")


def due_cell(row: DisasterRequest, on: date) -> Cell | None:
    """The last day to file, which no longer matters once it is done."""
    if row.state != DisasterRequest.State.DRAFT:
        return None
    return Cell(f"{row.due_on:%d/%m/%Y}", tone="error" if row.due_on < on else "")


def request_table(on: date) -> Table:
    return Table(
        caption="Demandes de reconnaissance de catastrophe naturelle",
        header="number",
        default_sort="-began",
        empty="Aucune demande. Une demande s'enregistre dès qu'une mairie la dépose ou la prépare.",
        columns=(
            Column("number", "Demande", request_cell, sort="number", export=lambda row: row.number),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name", hidden=True),
            Column("phenomenon", "Phénomène", lambda row: row.get_phenomenon_display(), sort="phenomenon"),
            Column("began", "Début", lambda row: row.began_at, sort="began_at"),
            Column("ended", "Fin", lambda row: row.ended_at, sort="ended_at", hidden=True),
            Column("state", "État", state_cell, sort="state", export=lambda row: row.get_state_display()),
            Column("due", "À déposer le", lambda row: due_cell(row, on), sort="due_on", export=lambda row: row.due_on),
            Column("filed", "Déposée le", lambda row: row.filed_on, sort="filed_on"),
            Column("late", "Hors délai", lambda row: row.is_late, sort="is_late", hidden=True),
            Column("transmitted", "Transmise le", lambda row: row.transmitted_on, sort="transmitted_on"),
            Column("decision", "Décision", lambda row: row.get_decision_display(), sort="decision"),
            Column("published", "Journal officiel", lambda row: row.published_on, sort="published_on"),
            Column("insured", "Assurés jusqu'au", lambda row: row.insured_until, sort="insured_until"),
            Column("notified", "Notifiée le", lambda row: row.notified_on, sort="notified_on", hidden=True),
            Column("order", "Arrêté", lambda row: row.order_number, sort="order_number", hidden=True),
            Column("goods", "Biens touchés", lambda row: row.goods, sort="goods", numeric=True, hidden=True),
        ),
    )  # fmt: skip


def risk_cell(row: CommuneRisk) -> Cell:
    return Cell(row.commune.name, reverse("civil_protection:communal-plan", args=[row.commune_id]))


def risk_table() -> Table:
    return Table(
        caption="Risques des communes",
        header="commune",
        default_sort="commune",
        empty="La matrice est vide. Les risques d'une commune se saisissent depuis la matrice.",
        columns=(
            Column("commune", "Commune", risk_cell, sort="commune__sort_name", export=lambda row: row.commune.name),
            Column("insee", "Code INSEE", lambda row: row.commune_id, sort="commune", hidden=True),
            Column("risk", "Risque", lambda row: row.get_risk_display(), sort="risk"),
            Column("degree", "Niveau", lambda row: row.get_degree_display(), sort="degree"),
            Column("source", "Source", lambda row: row.source, sort="source"),
            Column("checked", "Vérifié le", lambda row: row.checked_on, sort="checked_on"),
        ),
    )


def order_cell(row: BuyerInformationOrder) -> Cell:
    return Cell(row.commune.name, reverse("civil_protection:buyer-order", args=[row.pk]))


def buyer_order_table() -> Table:
    return Table(
        caption="Arrêtés d'information des acquéreurs et locataires",
        header="commune",
        default_sort="-ordered",
        empty="Aucun arrêté n'est enregistré.",
        columns=(
            Column("commune", "Commune", order_cell, sort="commune__sort_name", export=lambda row: row.commune.name),
            Column("number", "Arrêté n°", lambda row: row.number, sort="number"),
            Column("ordered", "Pris le", lambda row: row.ordered_on, sort="ordered_on"),
            Column("risks", "Risques", lambda row: words_of_risks(row.risks)),
            Column("replaced", "Remplacé le", lambda row: row.replaced_on, sort="replaced_on"),
            Column("note", "Observation", lambda row: row.note, hidden=True),
        ),
    )


def campaign_cell(row: Campaign) -> Cell:
    return Cell(row.name, reverse("civil_protection:campaign", args=[row.pk]), detail=row.get_theme_display())


def campaign_table() -> Table:
    return Table(
        caption="Campagnes d'information du public",
        header="name",
        default_sort="-starts",
        empty="Aucune campagne n'est enregistrée.",
        columns=(
            Column("name", "Campagne", campaign_cell, sort="name", export=lambda row: row.name),
            Column("theme", "Thème", lambda row: row.get_theme_display(), sort="theme", hidden=True),
            Column("starts", "Du", lambda row: row.starts_on, sort="starts_on"),
            Column("ends", "Au", lambda row: row.ends_on, sort="ends_on"),
            Column("audience", "Public visé", lambda row: row.audience),
            Column("media", "Supports", lambda row: row.media, hidden=True),
            Column("participants", "Participants", lambda row: row.participants, sort="participants", numeric=True),
            Column("cost", "Coût (€)", lambda row: row.cost, sort="cost", numeric=True, hidden=True),
            Column("reported", "Bilan du", lambda row: row.reported_on, sort="reported_on"),
        ),
    )
