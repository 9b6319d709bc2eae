"""Columns of the lists of the documents."""

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from road_safety.documentation.models import DocumentOrder, DocumentReference
from road_safety.documentation.queries import TONES


def reference_url(row: DocumentReference) -> str:
    return reverse("road_safety:document", args=[row.pk])


def order_url(row: DocumentOrder) -> str:
    return reverse("road_safety:document-order", args=[row.pk])


def stock_words(row) -> str:
    if row.is_obsolete:
        return "Édition périmée"
    return "Épuisé" if row.stock <= 0 else "Sous le seuil" if row.stock < row.minimum else "Suffisant"


def level_cell(row) -> Cell:
    tones = {"Édition périmée": "paused", "Épuisé": "error", "Sous le seuil": "warning", "Suffisant": "success"}
    return Cell(stock_words(row), tone=tones[stock_words(row)])


def reference_table() -> Table:
    return Table(
        caption="Documents en stock",
        header="code",
        default_sort="title",
        empty="Aucun document. Créer une référence, puis enregistrer son entrée en stock.",
        columns=(
            Column("code", "Référence", lambda row: Cell(row.code, reference_url(row)), sort="code",
                   export=lambda row: row.code),
            Column("title", "Titre", lambda row: row.title, sort="title"),
            Column("edition", "Édition", lambda row: str(row.edition), sort="edition"),
            Column("theme", "Thème", lambda row: row.get_theme_display(), sort="theme"),
            Column("audience", "Public", lambda row: row.get_audience_display(), sort="audience"),
            Column("stock", "Stock", lambda row: row.stock, sort="stock", numeric=True),
            Column("minimum", "Seuil", lambda row: row.minimum, sort="minimum", numeric=True),
            Column("level", "Niveau", level_cell, export=stock_words),
            Column("storage", "Rangement", lambda row: row.storage, sort="storage", hidden=True),
            Column("publisher", "Éditeur", lambda row: row.publisher, sort="publisher", hidden=True),
            Column("language", "Langue", lambda row: row.language, hidden=True),
        ),
    )  # fmt: skip


def move_table() -> Table:
    return Table(
        caption="Mouvements de stock",
        header="reference",
        default_sort="-on",
        empty="Aucun mouvement.",
        columns=(
            Column("on", "Le", lambda row: row.on, sort="on"),
            Column("reference", "Document", lambda row: Cell(str(row.reference), reference_url(row.reference)),
                   sort="reference__title", export=lambda row: str(row.reference)),
            Column("kind", "Mouvement", lambda row: row.get_kind_display(), sort="kind"),
            Column("quantity", "Quantité", lambda row: row.quantity, sort="quantity", numeric=True, total=True),
            Column("recipient", "Destinataire ou origine", lambda row: row.recipient, sort="recipient"),
            Column("order", "Commande", lambda row: row.line.order.number if row.line else ""),
            Column("note", "Observation", lambda row: row.note, hidden=True),
            Column("by", "Par", lambda row: str(row.by or ""), hidden=True),
        ),
    )  # fmt: skip


def order_table() -> Table:
    return Table(
        caption="Commandes de documents",
        header="number",
        default_sort="-number",
        empty="Aucune commande.",
        columns=(
            Column("number", "Commande", lambda row: Cell(row.number, order_url(row)), sort="number",
                   export=lambda row: row.number),
            Column("recipient", "Destinataire", lambda row: row.recipient, sort="recipient"),
            Column("state", "État",
                   lambda row: Cell(row.get_state_display(), tone=TONES[DocumentOrder.State(row.state)]),
                   sort="state", export=lambda row: row.get_state_display()),
            Column("lines", "Documents",
                   lambda row: ", ".join(f"{line.requested} × {line.reference}" for line in row.lines.all())),
            Column("requested", "Demandée le", lambda row: row.requested_on, sort="requested_on"),
            Column("sent", "Envoyée le", lambda row: row.sent_on, sort="sent_on"),
            Column("rest", "Reliquat de", lambda row: row.rest_of.number if row.rest_of else "", hidden=True),
            Column("commune", "Commune", lambda row: row.commune.name if row.commune else "", hidden=True),
        ),
    )  # fmt: skip
