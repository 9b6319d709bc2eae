"""The register of texts, as data."""

from django.urls import reverse

from directorate.legal_texts.models import LegalText, LegalTextVersion
from directorate.parameters.words import confidence_tone
from directorate.web.tables import Cell, Column, Table


def name_cell(row: LegalText) -> Cell:
    return Cell(row.label, reverse("directorate:legal-text", args=[row.pk]))


def state_words(row: LegalText) -> str:
    if row.since:
        return "En vigueur"
    return "Abrogé" if row.ended else "À venir"


def state_cell(row: LegalText) -> Cell:
    detail = ""
    if row.since and row.until:
        detail = f"jusqu'au {row.until:%d/%m/%Y} (exclu)"
    elif row.ended and not row.since:
        detail = f"depuis le {row.ended:%d/%m/%Y}"
    elif row.starts:
        detail = f"à compter du {row.starts:%d/%m/%Y}"
    words = state_words(row)
    return Cell(words, tone={"En vigueur": "success", "Abrogé": "error", "À venir": "info"}[words], detail=detail)


def confidence_cell(row: LegalText) -> Cell | None:
    if not row.confidence:
        return None
    label = LegalTextVersion.Confidence(row.confidence).label
    return Cell(label, tone=confidence_tone(row.confidence))


TEXTS = Table(
    caption="Textes cités par les actes",
    header="label",
    default_sort="label",
    empty="Aucun texte ne correspond.",
    columns=(
        Column("label", "Texte", name_cell, sort="rank"),
        Column("title", "Objet", lambda row: row.title, sort="title"),
        Column("state", "État", state_cell, export=state_words),
        Column("since", "Version en vigueur depuis le", lambda row: row.since, sort="since"),
        Column("confidence", "Confiance", confidence_cell, sort="confidence"),
    ),
)
