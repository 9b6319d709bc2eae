"""Drafting an order during an event, then recording that it was signed."""

from datetime import date, datetime

from django.db import transaction

from civil_protection.crisis.log_operations import append, kept_by, tell
from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.terms import Cell, EntryKind, Urgency
from civil_protection.orders.models import CrisisOrder
from civil_protection.orders.papers import TEMPLATES, order_words, title_of
from civil_protection.protection.acts import enter, number_of_ours
from civil_protection.protection.words import check_text, check_title
from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError

Kind = CrisisOrder.Kind
# How the register of acts calls each of them.
ACT_KINDS = {Kind.REQUISITION: "police_measure", Kind.PROHIBITION: "ban"}


def draft(order: CrisisOrder, by: StaffMember, at: datetime, **facts: str | datetime) -> CrisisOrder:
    """The order with these facts, once every rule has accepted them."""
    check_title(facts["subject"], field="subject")
    for name in ("holder", "holder_address", "perimeter", "reason"):
        check_text(facts.get(name, ""), field=name)
    for name, given in facts.items():
        setattr(order, name, given)
    if order.ends_at <= order.starts_at:
        raise DomainError("La fin suit le début.", field="ends_at")
    order.save()
    tell("order_drafted", order.event, by, at, order=str(order))
    return order


@transaction.atomic
def draft_requisition(
    *, event: CrisisEvent, subject: str, holder: str, holder_address: str, perimeter: str, reason: str,
    starts_at: datetime, ends_at: datetime, by: StaffMember, at: datetime,
) -> CrisisOrder:  # fmt: skip
    """Goods, services or persons requisitioned from somebody (CGCT, art. L2215-1, 4°)."""
    order = CrisisOrder(event=kept_by(event, by, at), kind=Kind.REQUISITION, drafted_at=at, drafted_by=by)
    return draft(order, by, at, subject=subject, holder=holder, holder_address=holder_address, perimeter=perimeter,
                 reason=reason, starts_at=starts_at, ends_at=ends_at)  # fmt: skip


@transaction.atomic
def draft_prohibition(
    *, event: CrisisEvent, forbidden: str, subject: str, perimeter: str, reason: str, starts_at: datetime,
    ends_at: datetime, by: StaffMember, at: datetime,
) -> CrisisOrder:  # fmt: skip
    """Traffic, access, bathing or gatherings forbidden somewhere, for a time (CGCT, art. L2215-1)."""
    if forbidden not in CrisisOrder.Forbidden.values:
        raise DomainError("Dire ce qui est interdit.", field="forbidden")
    order = CrisisOrder(event=kept_by(event, by, at), kind=Kind.PROHIBITION, drafted_at=at, drafted_by=by)
    return draft(order, by, at, forbidden=forbidden, subject=subject, perimeter=perimeter, reason=reason,
                 starts_at=starts_at, ends_at=ends_at)  # fmt: skip


def unsigned(order: CrisisOrder, by: StaffMember, at: datetime) -> CrisisOrder:
    event = kept_by(order.event, by, at)
    row = CrisisOrder.objects.select_for_update().get(pk=order.pk)
    if row.signed_on is not None:
        raise Conflict(f"Cet arrêté est signé, sous le n° {row.number} : il ne change plus.")
    row.event = event
    return row


@transaction.atomic
def correct(*, order: CrisisOrder, by: StaffMember, at: datetime, **facts: str | datetime) -> CrisisOrder:
    """A draft is corrected until it is signed. `facts`: the fields of its form."""
    return draft(unsigned(order, by, at), by, at, **facts)


@transaction.atomic
def sign(*, order: CrisisOrder, number: str, signed_on: date, by: StaffMember, at: datetime) -> CrisisOrder:
    """It was signed on paper: its number, its words, its place in the registers, and its line in the log.

    A prohibition is published; a requisition is notified to whom it binds. An order of an exercise is never signed.
    """
    row = unsigned(order, by, at)
    if row.event.is_exercise:
        raise Conflict("Un arrêté d'exercice ne prend pas de numéro et n'entre dans aucun registre.")
    if signed_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="signed_on")
    if signed_on < paris_day(row.event.alerted_at):
        raise DomainError("Cette date précède l'événement.", field="signed_on")
    row.number, row.signed_on = number_of_ours(number, signed_on), signed_on
    row.letter = enter(
        kind=ACT_KINDS[Kind(row.kind)], title=f"Arrêté {title_of(row)}", template=TEMPLATES[row.kind],
        context=order_words(row, signed_on, row.number), number=row.number, signed_on=signed_on,
        published=row.kind == Kind.PROHIBITION, by=by, at=at,
    )  # fmt: skip
    row.save(update_fields=["number", "signed_on", "letter"])
    append(row.event, by, at, kind=EntryKind.DECISION, cell=Cell.DIRECTION, urgency=Urgency.URGENT,
           text=f"Arrêté n° {row.number} {title_of(row)}.")  # fmt: skip
    tell("order_signed", row.event, by, at, order=str(row), number=row.number)
    return row
