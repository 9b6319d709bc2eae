"""The library of paragraphs, as data."""

from datetime import date

from django.urls import reverse

from directorate.legal_texts.queries import Register, remembering
from directorate.paragraphs.models import Paragraph
from directorate.paragraphs.queries import out_of_force
from directorate.web.tables import Cell, Column, Table

SHOWN = 160


def name_cell(row: Paragraph) -> Cell:
    return Cell(row.title, reverse("directorate:paragraph", args=[row.pk]), detail=row.text[:SHOWN])


def library_table(on: date, register: Register) -> Table:
    """`register`: the texts of law, read once for every row."""

    def state_cell(row: Paragraph) -> Cell:
        if row.withdrawn_on:
            return Cell("Retiré", tone="paused", detail=f"le {row.withdrawn_on:%d/%m/%Y}")
        with remembering(register):
            refused = out_of_force(row.text, on)
        if refused:
            return Cell("Cite un texte qui n'est pas en vigueur", tone="error", detail=" ".join(refused))
        return Cell("Proposé", tone="success")

    return Table(
        caption="Paragraphes",
        header="title",
        default_sort="title",
        empty="Aucun paragraphe ne correspond.",
        columns=(
            Column("title", "Paragraphe", name_cell, sort="title", export=lambda row: row.title),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("family", "Famille", lambda row: row.family or "Toutes", sort="family"),
            Column("state", "État", state_cell),
            Column("since", "Version du", lambda row: row.since, sort="since"),
            Column("unit", "Service", lambda row: row.unit.short_name, sort="unit__short_name"),
            Column("text", "Texte", lambda row: row.text, hidden=True),
        ),
    )
