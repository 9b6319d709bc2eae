"""One row behind each address of the equipment."""

from datetime import date, datetime

from directorate.documents.operations import render_files
from road_safety.documentation import operations as stock
from road_safety.documentation.models import DocumentOrder, DocumentReference, StockMove
from road_safety.equipment import loan_operations as ops
from road_safety.equipment import pool_operations as pool
from road_safety.equipment.models import EquipmentItem, EquipmentModel, HandoverPhoto, Loan, LoanPaper, Maintenance
from tests.people import House, paris
from tests.road_safety.equipment_stage import an_item, asked, photo, signed, simulator


def equipment_told(house: House, at: datetime) -> None:
    """A loan that is out with its photograph, its agreement and its insurance; another one asked for; an upkeep."""
    by = house.director
    model, _ = simulator(by, at=at, manual=photo("notice.jpg"))
    second = an_item(model, by, "SIM-2", at=at)
    on = at.date()
    row = signed(by, model, at=at, first=on, last=on, commune=house.creteil)
    for found in row.papers.all():
        render_files(letter_id=found.letter_id, at=at)
    ops.hand_out(loan=row, signatory="Mme Sorel", photos=[photo()], by=by, at=at)
    asked(by, model, at=at, first=date(on.year + 1, 2, 3), last=date(on.year + 1, 2, 4))
    pool.start_maintenance(
        item=second, first_on=on, reason="Étalonnage", by=by, at=paris(on.year, on.month, on.day, 12)
    )

    documents = [
        stock.record_reference(code=code, title="Le casque", edition=2025, by=by, at=at) for code in ("DOC-1", "DOC-2")
    ]
    stock.record_move(reference=documents[0], kind="in", quantity=40, on=on, by=by, at=at)
    stock.request_documents(recipient="École du Vieux Moulin", lines=[(documents[0], 60)], by=by, at=at)


def equipment_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    row = Loan.objects.get(state="out")
    return {
        "prets/": {"pk": row.pk, "paper": LoanPaper.objects.get().pk, "kind": "pdf", "name": "bon-de-sortie",
                   "photo": HandoverPhoto.objects.get().pk, "verb": "retour", "year": 2026},
        "materiel/": {"pk": EquipmentItem.objects.get(inventory_number="SIM-1").pk},
        "materiel/modeles/": {"pk": EquipmentModel.objects.get().pk},
        "materiel/entretiens/": {"pk": Maintenance.objects.get().pk},
        "documentation-routiere/": {"pk": DocumentReference.objects.get(code="DOC-1").pk, "year": 2026},
        "documentation-routiere/commandes/": {"pk": DocumentOrder.objects.get().pk, "verb": "preparer"},
        "api/v1/^equipment-loans/": {"pk": row.pk},
        "api/v1/^road-documents/": {"pk": DocumentReference.objects.first().pk},
        "api/v1/^document-moves/": {"pk": StockMove.objects.first().pk},
        "api/v1/^document-orders/": {"pk": DocumentOrder.objects.first().pk},
        "api/v1/^equipment/": {"pk": EquipmentItem.objects.first().pk},
    }  # fmt: skip
