"""PDASR-06: the equipment that an action asks for, and the loan that its grant begins."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError
from road_safety.equipment import forms, queries
from road_safety.equipment.catalogue import Family
from road_safety.equipment.loan_operations import move, new_number, over
from road_safety.equipment.models import EquipmentModel, EquipmentWish, Loan, LoanLine
from road_safety.strategy.catalogue import Lever
from road_safety.strategy.levers import Link, Sequel, register_sequel
from road_safety.strategy.models import Action

# The material is fetched at most that long before the action, and brought back that long after.
NEAR = timedelta(days=7)
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
    starts, ends = found.get("starts_on"), found.get("ends_on")
    if wanted and starts and first and first < starts - NEAR:
        raise DomainError("Le matériel s'enlève au plus sept jours avant l'action.", field="wish_pickup_on")
    if wanted and ends and last and last > ends + NEAR:
        raise DomainError("Le matériel se rend au plus sept jours après l'action.", field="wish_return_on")
    return ", ".join(f"{count} × {Family(family).label}" for family, count in wanted.items())


def keep(action: Action, found: Mapping[str, Any]) -> None:
    action.wishes.all().delete()
    first, last = found.get("wish_pickup_on"), found.get("wish_return_on")
    EquipmentWish.objects.bulk_create(
        EquipmentWish(action=action, family=family, quantity=count, pickup_on=first, return_on=last)
        for family, count in chosen(found).items()
    )


def days_of(action: Action, wish: EquipmentWish | None) -> tuple[date, date] | None:
    """The days asked for, those of the action for what was left blank, or when it moved away from what was asked."""
    starts, ends = action.starts_on, action.ends_on or action.starts_on
    first, last = (wish.pickup_on, wish.return_on) if wish else (None, None)
    if starts and ends:
        first = first if first and starts - NEAR <= first <= ends else starts
        last = last if last and starts <= last <= ends + NEAR else ends
    if first is None or last is None:
        return None
    return first, max(first, last)


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
    days = days_of(action, wishes[0] if wishes else None)
    if days is None:
        return
    first, last = days
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
        Link(row.number, reverse("road_safety:loan", args=[row.pk]), row.get_state_display().lower(),
             queries.gap_of(row, action))
        for row in Loan.objects.filter(action=action).order_by("pk")
    ]  # fmt: skip


def begun(action: Action):
    rows = Loan.objects.select_for_update().filter(action=action, state__in=queries.BEFORE)
    return list(rows.order_by("pk"))


def moved(action: Action, by: StaffMember, at: datetime) -> None:
    """A request, which holds nothing, follows its action; what is held already is for the bureau to free or to keep."""
    days = days_of(action, action.wishes.first())
    for row in begun(action):
        if row.state == Loan.State.REQUESTED and days and queries.gap_of(row, action):
            row.pickup_at = datetime.combine(days[0], MORNING, PARIS)
            row.return_at = datetime.combine(days[1], EVENING, PARIS)
            move(row, row.state, "Jours changés avec ceux de l'action", by, at)


def ended(action: Action, by: StaffMember, at: datetime) -> None:
    """What has not left yet is given back to the pool."""
    for row in begun(action):
        reason = f"Le matériel n'est plus accordé à l'action {action.number or action.title}."
        over(row, Loan.State.CANCELLED, "Prêt annulé avec son action", reason, paris_day(at), by, at)


def register() -> None:
    found = Sequel(fields=forms.wish_fields, words=words, keep=keep, initial=initial, granted=granted, links=links,
                   moved=moved, over=ended, beside=lambda action: action.wishes.order_by("pk"))  # fmt: skip
    register_sequel(Lever.EQUIPMENT, found)
