"""Equipment in the pool and loans of it, for the tests."""

import io
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from directorate.org.models import StaffMember
from road_safety.equipment import loan_operations as ops
from road_safety.equipment import pool_operations as pool
from road_safety.equipment.models import EquipmentItem, EquipmentModel, Loan
from tests.people import paris

AT = paris(2026, 5, 4, 10)
ON = AT.date()


def a_model(by: StaffMember, name: str = "Simulateur deux-roues", *, at: datetime = AT, **facts) -> EquipmentModel:
    values = {"family": "simulator_2rm", "tracking": "serialised", "before_days": 1, "after_days": 1, **facts}
    return pool.record_model(name=name, by=by, at=at, **values)


def an_item(model: EquipmentModel, by: StaffMember, number: str = "SIM-1", *, at: datetime = AT, **facts):
    return pool.record_item(model=model, inventory_number=number, by=by, at=at, **facts)


def simulator(by: StaffMember, **facts) -> tuple[EquipmentModel, EquipmentItem]:
    model = a_model(by, **facts)
    return model, an_item(model, by, at=facts.get("at", AT))


def goggles(by: StaffMember, quantity: int = 10, **facts) -> EquipmentModel:
    model = a_model(by, "Lunettes 0,8 g", family="alcohol_goggles", tracking="lot", **facts)
    an_item(model, by, "LUN-1", quantity=quantity)
    return model


def asked(
    by: StaffMember, *lines, first: date = date(2026, 5, 12), last: date = date(2026, 5, 14), at: datetime = AT, **facts
) -> Loan:
    values = {"borrower": "Collège des Tilleuls", "borrower_kind": "school", "email": "college@exemple.invalid",
              **facts}  # fmt: skip
    return ops.request_loan(
        pickup_at=paris(first.year, first.month, first.day, 9),
        return_at=paris(last.year, last.month, last.day, 17),
        lines=[line if isinstance(line, tuple) else (line, 1) for line in lines],
        by=by, at=at, **values,
    )  # fmt: skip


def confirmed(by: StaffMember, *lines, at: datetime = AT, **facts) -> Loan:
    return ops.confirm_loan(loan=asked(by, *lines, at=at, **facts), by=by, at=at)


def photo(name: str = "photo.jpg") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (32, 24), (90, 120, 160)).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def signed(by: StaffMember, *lines, at: datetime = AT, **facts) -> Loan:
    row = confirmed(by, *lines, at=at, **facts)
    row = ops.receive_insurance(loan=row, document=photo("assurance.jpg"), insured_until=date(2026, 12, 31), by=by,
                                at=at)  # fmt: skip
    return ops.sign_agreement(loan=row, signed_on=at.date(), signatory="Mme Sorel", by=by, at=at)


def out(by: StaffMember, *lines, first: date = date(2026, 5, 12), at: datetime = AT, **facts) -> Loan:
    row = signed(by, *lines, first=first, at=at, **facts)
    leaves = paris(first.year, first.month, first.day, 9)
    return ops.hand_out(loan=row, signatory="Mme Sorel", checklist=["complete"], by=by, at=leaves)


def later(days: int) -> datetime:
    return AT + timedelta(days=days)
