"""The stock of documents: references, moves that only add up, orders served in whole or in part."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.registers.operations import take_number
from directorate.web.errors import Conflict, DomainError
from road_safety.documentation.models import DocumentOrder, DocumentOrderLine, DocumentReference, StockMove
from road_safety.documentation.queries import stock_of
from road_safety.strategy.writing import past, reasoned, tell, worker

State = DocumentOrder.State
Kind = StockMove.Kind
REGISTER = "document-order"
BACK_ORDER, GIVE_UP = "back_order", "give_up"
REST = ((BACK_ORDER, "Mettre le reste en reliquat"), (GIVE_UP, "Annuler le reste"))
# What each kind does to the stock; an inventory goes either way.
SIGNS = {Kind.IN: 1, Kind.OUT: -1, Kind.SCRAP: -1, Kind.ADJUST: 0}


@transaction.atomic
def record_reference(
    *, reference: DocumentReference | None = None, by: StaffMember, at: datetime, **facts: Any
) -> DocumentReference:
    worker(by, at)
    row = DocumentReference.objects.select_for_update().get(pk=reference.pk) if reference else DocumentReference()
    if DocumentReference.objects.filter(code=facts["code"]).exclude(pk=row.pk).exists():
        raise DomainError("Cette référence est déjà prise.", field="code")
    for name, given in facts.items():
        setattr(row, name, given)
    row.save()
    tell("document.corrected" if reference else "document.recorded", row, by, at)
    return row


@transaction.atomic
def record_move(
    *, reference: DocumentReference, kind: str, quantity: int, on: date, recipient: str = "", note: str = "",
    line: DocumentOrderLine | None = None, by: StaffMember, at: datetime,
) -> StockMove:  # fmt: skip
    """DOC-01: one more line, never a total. `quantity` is positive but for an inventory, which may lower the stock."""
    today = worker(by, at)
    past(on, today, "on")
    row = DocumentReference.objects.select_for_update().get(pk=reference.pk)
    if kind not in Kind.values:
        raise DomainError("Ce mouvement n'existe pas.", field="kind")
    sign = SIGNS[Kind(kind)]
    if not quantity or (sign and quantity < 0):
        raise DomainError("Donner une quantité positive.", field="quantity")
    if kind == Kind.OUT and row.is_obsolete:
        raise DomainError("DOC-04 : cette édition est périmée, elle ne se distribue plus.", field="kind")
    signed = quantity * sign if sign else quantity
    stock = stock_of(row)
    if stock + signed < 0:
        raise DomainError(f"DOC-01 : il reste {stock} « {row} » en stock.", field="quantity")
    move = StockMove.objects.create(
        reference=row, kind=kind, quantity=signed, on=on, recipient=recipient, note=note, line=line, at=at, by=by
    )
    tell("document.moved", row, by, at, kind=kind, quantity=signed, stock=stock + signed)
    return move


@transaction.atomic
def count_stock(*, reference: DocumentReference, counted: int, note: str, by: StaffMember, at: datetime) -> StockMove:
    """An inventory: what was counted becomes the difference with the sum of the moves."""
    on = worker(by, at)
    row = DocumentReference.objects.select_for_update().get(pk=reference.pk)
    gap = counted - stock_of(row)
    if not gap:
        raise DomainError("Le stock compté est celui des mouvements : rien à corriger.", field="counted")
    return record_move(reference=row, kind=Kind.ADJUST, quantity=gap, on=on, note=note, by=by, at=at)


# --- orders -----------------------------------------------------------------------------------------------------


def new_order(*, lines: Sequence[tuple[DocumentReference, int]], at: datetime, **facts: Any) -> DocumentOrder:
    on = paris_day(at)
    row = DocumentOrder.objects.create(
        number=f"DOC-{on.year}-{take_number(REGISTER, on.year):04d}", requested_on=on, recorded_at=at, **facts
    )
    DocumentOrderLine.objects.bulk_create(
        [DocumentOrderLine(order=row, reference=reference, requested=count) for reference, count in lines]
    )
    return row


@transaction.atomic
def request_documents(
    *, recipient: str, lines: Sequence[tuple[DocumentReference, int]], by: StaffMember, at: datetime, **facts: Any
) -> DocumentOrder:
    worker(by, at)
    if not lines:
        raise DomainError("Choisir un document.", field="reference_1")
    if len({reference.pk for reference, _ in lines}) != len(lines):
        raise DomainError("Un document figure deux fois.", field="reference_1")
    for reference, _ in lines:
        if reference.is_obsolete:
            raise DomainError(f"DOC-04 : « {reference} » est une édition périmée.", field="reference_1")
    row = new_order(lines=lines, recipient=recipient, at=at, **facts)
    tell("document_order.requested", row, by, at)
    return row


def locked(order: DocumentOrder, states: Sequence[str], what: str) -> DocumentOrder:
    row = DocumentOrder.objects.select_for_update().get(pk=order.pk)
    if row.state not in states:
        raise Conflict(f"La commande est « {row.get_state_display().lower()} » : elle ne peut pas être {what}.")
    return row


@transaction.atomic
def prepare(
    *, order: DocumentOrder, served: Mapping[int, int], rest: str = BACK_ORDER, by: StaffMember, at: datetime
) -> DocumentOrder:
    """DOC-03: what there is leaves the stock; the rest waits in an order of its own, or is given up.

    `served`: by line. The references are locked in their order, so that two orders never wait for each other."""
    on = worker(by, at)
    row = locked(order, (State.REQUESTED,), "préparée")
    left = []
    if not any(served.values()):
        raise DomainError("Rien n'est servi : refuser la commande, ou attendre le réassort.")
    for line in row.lines.select_related("reference").order_by("reference"):
        count = served.get(line.pk, 0)
        if not 0 <= count <= line.requested:
            raise DomainError(f"{line.requested} demandés.", field=f"served_{line.pk}")
        if count:
            try:
                record_move(reference=line.reference, kind=Kind.OUT, quantity=count, on=on, recipient=row.recipient,
                            line=line, by=by, at=at)  # fmt: skip
            except DomainError as refusal:
                refusal.field = f"served_{line.pk}"
                raise
        line.served = count
        line.save(update_fields=["served"])
        if count < line.requested:
            left.append((line.reference, line.requested - count))
    if left and rest == BACK_ORDER:
        names = ("recipient", "contact", "email", "address", "commune", "action")
        rest_order = new_order(lines=left, rest_of=row, at=at, **{name: getattr(row, name) for name in names})
        tell("document_order.back_order", rest_order, by, at, of=row.number)
    row.state, row.prepared_on = State.PREPARED, on
    row.save()
    tell("document_order.prepared", row, by, at, rest=rest if left else "")
    return row


@transaction.atomic
def send(*, order: DocumentOrder, by: StaffMember, at: datetime) -> DocumentOrder:
    on = worker(by, at)
    row = locked(order, (State.PREPARED,), "envoyée")
    row.state, row.sent_on = State.SENT, on
    row.save(update_fields=["state", "sent_on"])
    tell("document_order.sent", row, by, at)
    return row


@transaction.atomic
def receive(*, order: DocumentOrder, received_on: date, by: StaffMember, at: datetime) -> DocumentOrder:
    on = worker(by, at)
    past(received_on, on, "received_on")
    row = locked(order, (State.SENT,), "reçue")
    if row.sent_on and received_on < row.sent_on:
        raise DomainError(f"La commande est partie le {row.sent_on:%d/%m/%Y}.", field="received_on")
    row.state, row.received_on = State.RECEIVED, received_on
    row.save(update_fields=["state", "received_on"])
    tell("document_order.received", row, by, at)
    return row


@transaction.atomic
def refuse(*, order: DocumentOrder, reason: str, by: StaffMember, at: datetime) -> DocumentOrder:
    worker(by, at)
    row = locked(order, (State.REQUESTED,), "refusée")
    row.state, row.reason = State.REFUSED, reasoned(reason)[:500]
    row.save(update_fields=["state", "reason"])
    tell("document_order.refused", row, by, at, reason=row.reason)
    return row
