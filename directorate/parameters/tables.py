"""The list of parameters, as data."""

from django.urls import reverse

from directorate.parameters.models import Parameter
from directorate.parameters.words import confidence_tone, value_in_words
from directorate.web.tables import Cell, Column, Table


def name_cell(row: Parameter) -> Cell:
    return Cell(row.label, reverse("directorate:parameter", args=[row.code]), detail=row.code)


def value_cell(row: Parameter) -> Cell:
    coming = f"change le {row.next_from:%d/%m/%Y}" if row.next_from else ""
    return Cell(value_in_words(row.value, row.unit), detail=coming)


PARAMETERS = Table(
    caption="Paramètres en vigueur",
    header="label",
    default_sort="label",
    empty="Aucun paramètre ne correspond.",
    columns=(
        Column("label", "Paramètre", name_cell, sort="label"),
        Column("value", "Valeur", value_cell, export=lambda row: value_in_words(row.value, row.unit)),
        Column("valid_from", "En vigueur depuis le", lambda row: row.valid_from, sort="valid_from"),
        Column("source", "Source", lambda row: row.source, sort="source"),
        Column(
            "confidence", "Confiance",
            lambda row: Cell(row.get_confidence_display(), tone=confidence_tone(row.confidence)), sort="confidence",
        ),
    ),
)  # fmt: skip
