"""Columns of the lists of the loans and of the equipment."""

from django.urls import reverse
from django.utils.timezone import localtime

from directorate.web.tables import Cell, Column, Table
from road_safety.equipment.catalogue import USABLE
from road_safety.equipment.models import EquipmentItem, EquipmentModel, Loan
from road_safety.equipment.queries import TONES


def loan_url(row: Loan) -> str:
    return reverse("road_safety:loan", args=[row.pk])


def model_url(row: EquipmentModel) -> str:
    return reverse("road_safety:equipment-model", args=[row.pk])


def lines_of(row: Loan) -> str:
    return ", ".join(f"{line.quantity} × {line.model}" for line in row.lines.all())


def loan_table() -> Table:
    return Table(
        caption="Prêts de matériel",
        header="number",
        default_sort="-pickup",
        empty="Aucun prêt. Une demande se saisit depuis le calendrier ou naît d'une action.",
        columns=(
            Column("number", "Prêt", lambda row: Cell(row.number, loan_url(row)), sort="number",
                   export=lambda row: row.number),
            Column("borrower", "Emprunteur", lambda row: row.borrower, sort="borrower"),
            Column("kind", "Nature", lambda row: row.get_borrower_kind_display(), sort="borrower_kind", hidden=True),
            Column("state", "État", lambda row: Cell(row.get_state_display(), tone=TONES[Loan.State(row.state)]),
                   sort="state", export=lambda row: row.get_state_display()),
            Column("lines", "Matériel", lines_of),
            Column("pickup", "Enlèvement", lambda row: localtime(row.pickup_at).date(), sort="pickup_at"),
            Column("return", "Retour", lambda row: localtime(row.return_at).date(), sort="return_at"),
            Column("commune", "Commune", lambda row: row.commune.name if row.commune else "",
                   sort="commune__sort_name"),
            Column("action", "Action", lambda row: row.action.number if row.action else "", hidden=True),
            Column("expected", "Public attendu", lambda row: row.expected, sort="expected", numeric=True, hidden=True),
        ),
    )  # fmt: skip


def equipment_table() -> Table:
    return Table(
        caption="Matériel",
        header="number",
        default_sort="number",
        empty="Aucun matériel. Créer un modèle, puis ses unités ou ses lots.",
        columns=(
            Column("number", "Inventaire", lambda row: Cell(row.inventory_number, model_url(row.model)),
                   sort="inventory_number", export=lambda row: row.inventory_number),
            Column("model", "Modèle", lambda row: str(row.model), sort="model__name"),
            Column("family", "Famille", lambda row: row.model.get_family_display(), sort="model__family"),
            Column("condition", "État", condition_cell, sort="condition",
                   export=lambda row: row.get_condition_display()),
            Column("quantity", "Quantité", lambda row: row.quantity, sort="quantity", numeric=True, total=True),
            Column("location", "Emplacement", lambda row: row.location, sort="location"),
            Column("check", "Vérification", lambda row: row.next_check_on, sort="next_check_on"),
            Column("expires", "Péremption", lambda row: row.expires_on, sort="expires_on", hidden=True),
            Column("serial", "Série", lambda row: row.serial, hidden=True),
            Column("bought", "Acheté le", lambda row: row.bought_on, sort="bought_on", hidden=True),
            Column("funding", "Financement", lambda row: row.funding, hidden=True),
            Column("insurance", "Assurance", lambda row: row.insurance_ref, hidden=True),
            Column("value", "Valeur unitaire (€)", lambda row: row.model.value, sort="model__value", numeric=True,
                   hidden=True),
        ),
    )  # fmt: skip


def condition_cell(row: EquipmentItem) -> Cell:
    return Cell(row.get_condition_display(), tone="success" if row.condition in USABLE else "error")
