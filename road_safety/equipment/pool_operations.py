"""The pool: its models, its units and lots, their upkeep; and what a change there does to the bookings (MAT-05)."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from directorate.casework.move import paris_day
from directorate.documents.files import store_upload
from directorate.jobs.outbox_operations import post_mail
from directorate.legal_calendar.arithmetic import counted
from directorate.org.models import StaffMember, Unit
from directorate.web.errors import Conflict, DomainError
from road_safety.equipment import queries
from road_safety.equipment.catalogue import USABLE, Condition, Tracking
from road_safety.equipment.models import (
    Allocation,
    EquipmentItem,
    EquipmentModel,
    Loan,
    LoanStep,
    Maintenance,
)
from road_safety.equipment.occupation import Held, overbooked
from road_safety.policies import UNIT
from road_safety.strategy.writing import reasoned, tell, worker


@transaction.atomic
def record_model(
    *, model: EquipmentModel | None = None, manual: UploadedFile | None = None, by: StaffMember, at: datetime,
    **facts: Any,
) -> EquipmentModel:  # fmt: skip
    """A model, new or corrected. Its way of being counted is fixed by its first unit."""
    worker(by, at)
    row = EquipmentModel.objects.select_for_update().get(pk=model.pk) if model else EquipmentModel()
    if model and row.tracking != facts["tracking"] and row.items.exists():
        raise DomainError("Ce modèle a déjà du matériel : son suivi ne change plus.", field="tracking")
    if EquipmentModel.objects.filter(name=facts["name"]).exclude(pk=row.pk).exists():
        raise DomainError("Un modèle porte déjà ce nom.", field="name")
    for name, given in facts.items():
        setattr(row, name, given)
    if manual:
        row.manual = store_upload(manual, by=by, at=at)
    row.save()
    tell("equipment_model.corrected" if model else "equipment_model.recorded", row, by, at)
    return row


@transaction.atomic
def record_item(
    *, model: EquipmentModel, item: EquipmentItem | None = None, by: StaffMember, at: datetime, **facts: Any
) -> EquipmentItem:
    on = worker(by, at)
    kind = EquipmentModel.objects.select_for_update().get(pk=model.pk)
    row = EquipmentItem.objects.select_for_update().get(pk=item.pk) if item else EquipmentItem(model=kind)
    if kind.tracking == Tracking.SERIALISED and facts.get("quantity", 1) != 1:
        raise DomainError("Ce modèle se suit unité par unité : la quantité est de 1.", field="quantity")
    if facts.get("expires_on") and kind.tracking != Tracking.CONSUMABLE:
        raise DomainError("Seul un consommable a une date de péremption.", field="expires_on")
    if EquipmentItem.objects.filter(inventory_number=facts["inventory_number"]).exclude(pk=row.pk).exists():
        raise DomainError("Ce numéro d'inventaire est déjà pris.", field="inventory_number")
    for name, given in facts.items():
        setattr(row, name, given)
    row.save()
    tell("equipment.corrected" if item else "equipment.recorded", row, by, at, condition=row.condition)
    recompute(kind, on=on, by=by, at=at)
    return row


@transaction.atomic
def start_maintenance(
    *, item: EquipmentItem, first_on: date, reason: str, last_on: date | None = None, quantity: int = 1,
    provider: str = "", cost: Decimal | None = None, loan: Loan | None = None, by: StaffMember, at: datetime,
) -> Maintenance:  # fmt: skip
    """Days during which it cannot be lent. What it breaks is said to those who booked it."""
    on = worker(by, at)
    kind = EquipmentModel.objects.select_for_update().get(pk=item.model_id)
    if last_on is not None and last_on < first_on:
        raise DomainError("La fin précède le début.", field="last_on")
    if not 1 <= quantity <= item.quantity:
        raise DomainError(f"Ce matériel est en {counted(item.quantity, 'exemplaires')}.", field="quantity")
    row = Maintenance.objects.create(
        item=item, quantity=quantity, first_on=first_on, last_on=last_on, reason=reason.strip(), provider=provider,
        cost=cost, loan=loan,
    )  # fmt: skip
    tell("equipment.maintenance", item, by, at, reason=row.reason, first=str(first_on), last=str(last_on or ""))
    recompute(kind, on=on, by=by, at=at)
    return row


@transaction.atomic
def end_maintenance(
    *, maintenance: Maintenance, last_on: date, cost: Decimal | None = None, next_check_on: date | None = None,
    condition: str = Condition.GOOD, by: StaffMember, at: datetime,
) -> Maintenance:  # fmt: skip
    """Back in the pool, in the condition found, with its next check."""
    on = worker(by, at)
    kind = EquipmentModel.objects.select_for_update().get(pk=maintenance.item.model_id)
    row = Maintenance.objects.select_for_update().get(pk=maintenance.pk)
    if row.last_on is not None and row.last_on < on:
        raise Conflict("Cet entretien est déjà terminé.")
    if last_on < row.first_on:
        raise DomainError("La fin précède le début.", field="last_on")
    row.last_on, row.cost = last_on, row.cost if cost is None else cost
    row.save()
    item = EquipmentItem.objects.select_for_update().get(pk=row.item_id)
    item.condition = condition
    item.next_check_on = next_check_on or item.next_check_on
    item.save(update_fields=["condition", "next_check_on"])
    tell("equipment.maintenance_ended", item, by, at, last=str(last_on), condition=condition)
    recompute(kind, on=on, by=by, at=at)
    return row


@transaction.atomic
def change_condition(
    *, item: EquipmentItem, condition: str, reason: str, by: StaffMember, at: datetime
) -> EquipmentItem:
    on = worker(by, at)
    kind = EquipmentModel.objects.select_for_update().get(pk=item.model_id)
    row = EquipmentItem.objects.select_for_update().get(pk=item.pk)
    row.condition = condition
    row.save(update_fields=["condition"])
    tell("equipment.condition", row, by, at, condition=condition, reason=reasoned(reason))
    recompute(kind, on=on, by=by, at=at)
    return row


# --- MAT-05: the bookings after a change ---------------------------------------------------------------------------


def recompute(model: EquipmentModel, *, on: date, by: StaffMember | None, at: datetime) -> list[Allocation]:
    """The next bookings judged again in their order, the model being locked: who comes first keeps what is left,
    another unit takes the place of a broken one, the others are told. Gives back those newly in doubt."""
    rows = list(queries.next_bookings(model, on))
    lost = {
        Tracking.SERIALISED: lost_units,
        Tracking.LOT: lost_numbers,
        Tracking.CONSUMABLE: lost_consumables,
    }[Tracking(model.tracking)](model, rows, on)  # fmt: skip
    told = []
    for row in rows:
        assured = row.pk not in lost or replaced(row, on, by, at)
        if not assured and row.doubt_since is None:
            row.doubt_since = at
            row.save(update_fields=["doubt_since"])
            say(row, "Le matériel retenu n'est plus assuré", "loan_doubt", by, at)
            told.append(row)
        elif assured and row.doubt_since is not None:
            row.doubt_since = None
            row.save(update_fields=["doubt_since"])
            say(row, "Le matériel retenu est de nouveau assuré", "loan_assured", by, at)
    return told


def lost_units(model: EquipmentModel, rows: Iterable[Allocation], on: date) -> set[int]:
    # Where a unit is, under repair or not back yet, it cannot be taken.
    away = [Held(queries.occupied(row, on), 1, row.item_id or 0) for row in queries.away(model)]
    busy = [*queries.upkeep_of(model), *away]
    return {
        row.pk
        for row in rows
        if row.item.condition not in USABLE
        or any(each.key == row.item_id and each.span.meets(queries.span_of(row.days)) for each in busy)
    }


def lost_numbers(model: EquipmentModel, rows: Iterable[Allocation], on: date) -> set[int]:
    held = [Held(queries.span_of(row.days), row.quantity, row.pk) for row in rows]
    away = [Held(queries.occupied(row, on), row.quantity, 0) for row in queries.away(model)]
    busy = [*queries.upkeep_of(model), *away]
    return {each.key for each in overbooked(held, queries.quantity_of(model), busy)}


def lost_consumables(model: EquipmentModel, rows: Iterable[Allocation], on: date) -> set[int]:
    left: dict[int, int] = {}
    lost = set()
    for row in rows:
        rest = left.get(row.item_id, row.item.quantity if row.item.condition in USABLE else 0) - row.quantity
        if rest < 0:
            lost.add(row.pk)
        else:
            left[row.item_id] = rest
    return lost


def replaced(row: Allocation, on: date, by: StaffMember | None, at: datetime) -> bool:
    """Another unit of the model, free over the same days."""
    if row.tracking != Tracking.SERIALISED:
        return False
    loan = row.loan
    back = paris_day(loan.return_at)
    mine = set(Allocation.objects.filter(loan=loan, holds=True).values_list("item_id", flat=True))
    found = queries.room(row.model, queries.span_of(row.days), back, 1, on=on, without=loan.pk)
    for other in found.free:
        if other.pk in mine:
            continue
        former, row.item = row.item, other
        try:
            with transaction.atomic():
                row.save(update_fields=["item"])
        except IntegrityError:
            row.item = former
            continue
        step(loan, f"{other.inventory_number} remplace {former.inventory_number}", by, at)
        return True
    return False


def step(loan: Loan, words: str, by: StaffMember | None, at: datetime, comment: str = "") -> None:
    LoanStep.objects.create(loan=loan, state=loan.state, words=words[:300], comment=comment, at=at, by=by)
    tell(f"loan.{loan.state}", loan, by, at, words=words, comment=comment)


def say(row: Allocation, words: str, template: str, by: StaffMember | None, at: datetime) -> None:
    """The step on the loan, and a mail to its holder."""
    step(row.loan, f"{words} : {row.model}", by, at)
    mail(row.loan, f"{template}:{row.pk}:{at.isoformat()}", f"Prêt {row.loan.number} : {words.lower()}", template, at,
         model=row.model)  # fmt: skip


def mail(loan: Loan, key: str, subject: str, template: str, at: datetime, **facts: Any) -> None:
    if not loan.email:
        return
    body = render_to_string(f"emails/{template}.txt", {"loan": loan, "unit": Unit.objects.get(pk=UNIT), **facts})
    post_mail(key=key, to=loan.email, subject=subject, body=body, at=at)
