"""PDASR-06: the equipment that an action asks for, and the loan that its grant begins."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django.urls import reverse

from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError
from road_safety.equipment import forms
from road_safety.equipment.catalogue import Family
from road_safety.equipment.loan_operations import move, new_number
from road_safety.equipment.models import EquipmentModel, EquipmentWish, Loan, LoanLine
from road_safety.strategy.catalogue import Lever
from road_safety.strategy.levers import Link, Sequel, register_sequel
from road_safety.strategy.models import Action

MORNING, EVENING = time(9), time(17)


def chosen(found: Mapping[str, Any]) -> dict[str, int]:
    """The quantity of each family; the same one twice adds up."""
    wanted: dict[str, int] = {}
    for rank in range(1, forms.WISHES + 1):
        if family := found.get(f"wish_family_{rank}"):
            wanted[family] = wanted.get(family, 0) + (found.get(f"wish_quantity_{rank}") or 1)
        elif found.get(f"wish_quantity_{rank}"):
            raise DomainError("Choisir le matériel de cette quantité.", field=f"wish_family_{rank}")
    return wanted


def words(found: Mapping[str, Any]) -> str:
    wanted = chosen(found)
    first = found.get("wish_pickup_on") or found.get("starts_on")
    last = found.get("wish_return_on") or found.get("ends_on")
    if wanted and first and last and last < first:
        raise DomainError("Le retour précède l'enlèvement.", field="wish_return_on")
    return ", ".join(f"{count} × {Family(family).label}" for family, count in wanted.items())


def keep(action: Action, found: Mapping[str, Any]) -> None:
    action.wishes.all().delete()
    first = found.get("wish_pickup_on") or action.starts_on
    last = found.get("wish_return_on") or action.ends_on or first
    if first is None or last is None:
        return
    EquipmentWish.objects.bulk_create(
        EquipmentWish(action=action, family=family, quantity=count, pickup_on=first, return_on=max(first, last))
        for family, count in chosen(found).items()
    )


def initial(action: Action) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for rank, wish in enumerate(action.wishes.all(), 1):
        found |= {f"wish_family_{rank}": wish.family, f"wish_quantity_{rank}": wish.quantity,
                  "wish_pickup_on": wish.pickup_on, "wish_return_on": wish.return_on}  # fmt: skip
    return found


def granted(action: Action, by: StaffMember, at: datetime) -> None:
    """A loan request, once, with the first model of each family wished; what is not known is completed on its page."""
    if Loan.objects.filter(action=action).exclude(state__in=(Loan.State.CANCELLED, Loan.State.REFUSED)).exists():
        return
    wishes = list(action.wishes.all())
    first = wishes[0].pickup_on if wishes else action.starts_on
    last = wishes[0].return_on if wishes else action.ends_on or action.starts_on
    if first is None or last is None:
        return
    row = Loan(
        number=new_number(at), action=action, borrower=action.promoter, borrower_kind=action.promoter_kind,
        contact=action.leader, email=action.email, phone=action.phone, address=action.address, place=action.place,
        commune=action.communes.first(), purpose=action.title, expected=action.expected, recorded_at=at,
        pickup_at=datetime.combine(first, MORNING, PARIS), return_at=datetime.combine(last, EVENING, PARIS),
    )  # fmt: skip
    row.save()
    for wish in wishes:
        model = EquipmentModel.objects.filter(family=wish.family, is_active=True).order_by("name").first()
        if model is not None:
            LoanLine.objects.create(loan=row, model=model, quantity=wish.quantity)
    move(row, Loan.State.REQUESTED, f"Demande issue de l'action {action.number}", by, at)


def links(action: Action) -> Sequence[Link]:
    return [
        Link(row.number, reverse("road_safety:loan", args=[row.pk]), row.get_state_display().lower())
        for row in Loan.objects.filter(action=action).order_by("pk")
    ]


def register() -> None:
    found = Sequel(fields=forms.wish_fields, words=words, keep=keep, initial=initial, granted=granted, links=links)
    register_sequel(Lever.EQUIPMENT, found)
