"""Reading the equipment: what is there, what is held, what a loan still lacks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from directorate.casework.move import paris_day
from directorate.web.errors import NotFound
from road_safety.equipment.catalogue import USABLE, Operator, Paper, Towing, Tracking, Way
from road_safety.equipment.models import Allocation, EquipmentItem, EquipmentModel, Loan, Maintenance
from road_safety.equipment.occupation import Held, Lack, Span, first_lack, may_tow, taken
from road_safety.strategy.levers import gap
from road_safety.strategy.models import Action
from road_safety.volunteers.models import Mission, MissionAssignment
from road_safety.volunteers.queries import valid_modules

State = Loan.State
TONES = {
    State.REQUESTED: "new", State.REFUSED: "error", State.OPTION: "info", State.CONFIRMED: "info",
    State.SIGNED: "success", State.OUT: "warning", State.RETURNED: "info", State.CHECKED: "success",
    State.CLOSED: "paused", State.DISPUTED: "error", State.CANCELLED: "paused",
}  # fmt: skip
# Before the material leaves; those of them that hold stock; back.
BEFORE = (State.REQUESTED, State.OPTION, State.CONFIRMED, State.SIGNED)
HOLDING = (State.OPTION, State.CONFIRMED, State.SIGNED)
BACK = (State.RETURNED, State.CHECKED, State.CLOSED, State.DISPUTED)
LENT = (State.OUT, *BACK)


def span_of(days) -> Span:
    """A range of the base, whose last day is excluded, as days both included."""
    return Span(days.lower, days.upper - timedelta(days=1))


def occupied(row: Allocation, on: date) -> Span:
    """The days of a booking. What is out is taken as back today at the earliest, then prepared: late is not free."""
    span = span_of(row.days)
    if row.loan.state != State.OUT or not row.holds:
        return span
    return Span(span.first, max(span.last or on, on + timedelta(days=row.model.after_days)))


def models() -> QuerySet[EquipmentModel]:
    return EquipmentModel.objects.prefetch_related("items")


def known_model(pk: int) -> EquipmentModel:
    row = models().select_related("manual").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce modèle n'existe pas.")
    return row


def items() -> QuerySet[EquipmentItem]:
    return EquipmentItem.objects.select_related("model")


def known_item(pk: int) -> EquipmentItem:
    row = items().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce matériel n'existe pas.")
    return row


def loans() -> QuerySet[Loan]:
    return Loan.objects.select_related("commune", "action", "mission", "insurance").prefetch_related("lines__model")


def known_loan(pk: int) -> Loan:
    row = loans().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce prêt n'existe pas.")
    return row


def late(on: date) -> QuerySet[Loan]:
    return to_return().filter(return_at__date__lt=on)


def to_return() -> QuerySet[Loan]:
    """Out, with something that comes back: what is given holds nothing any more (MAT-07)."""
    return Loan.objects.filter(Exists(Allocation.objects.filter(loan=OuterRef("pk"), holds=True)), state=State.OUT)


def in_doubt() -> QuerySet[Loan]:
    return Loan.objects.filter(allocations__holds=True, allocations__doubt_since__isnull=False).distinct()


def days_late(loan: Loan, on: date) -> int:
    days = (on - paris_day(loan.return_at)).days
    is_away = days > 0 and loan.state == State.OUT and loan.allocations.filter(holds=True).exists()
    return days if is_away else 0


# --- the stock of a model, day by day ----------------------------------------------------------------------------


def span_for(loan: Loan, model: EquipmentModel) -> Span:
    return taken(paris_day(loan.pickup_at), paris_day(loan.return_at), model.before_days, model.after_days)


def usable(model: EquipmentModel) -> QuerySet[EquipmentItem]:
    return model.items.filter(condition__in=USABLE)


def upkeep_of(model: EquipmentModel) -> list[Held]:
    rows = Maintenance.objects.filter(item__model=model, item__condition__in=USABLE)
    return [Held(Span(row.first_on, row.last_on), row.quantity, row.item_id) for row in rows]


def holdings(model: EquipmentModel, without: int | None = None) -> QuerySet[Allocation]:
    """What is held of a model, but for one loan."""
    return model.allocations.filter(holds=True).exclude(loan=without).select_related("loan", "item", "model")


def given(loan: Loan) -> list[Allocation]:
    """What leaves, or has left, with the loan; not what it held once and let go of."""
    rows = loan.allocations.select_related("item__model", "model")
    left = loan.out_at is not None
    return [each for each in rows if each.holds or (left and each.handed.filter(handover__way=Way.OUT).exists())]


@dataclass(frozen=True)
class Room:
    """What may be taken of a model over a span: the units, or the first day on which it lacks."""

    free: Sequence[EquipmentItem]
    lack: Lack | None
    # MAT-06: units that would be free but for a check due before the return.
    unchecked: Sequence[EquipmentItem]


def room(
    model: EquipmentModel, span: Span, back: date, wanted: int, *, on: date, without: int | None = None
) -> Room:  # fmt: skip
    """MAT-01 and MAT-06. `back`: the day of the return; `on`: today, until when at least what is late is away."""
    held = [Held(occupied(row, on), row.quantity, row.item_id or 0) for row in holdings(model, without)]
    return room_of(model.tracking, list(usable(model)), held, upkeep_of(model), span, back, wanted)


def room_of(
    tracking: str, every: Sequence[EquipmentItem], held: Sequence[Held], upkeep: Sequence[Held], span: Span, back: date,
    wanted: int,
) -> Room:  # fmt: skip
    due = [row for row in every if row.next_check_on is not None and row.next_check_on < back]
    able = [row for row in every if row not in due]
    if tracking == Tracking.CONSUMABLE:
        return consumable_room(able, due, span, held, wanted)
    busy = [each for each in upkeep if all(each.key != row.pk for row in due)]
    if tracking == Tracking.LOT:
        lack = first_lack(span, wanted, sum(row.quantity for row in able), held, busy)
        return Room(able, lack, due)
    blocked = {each.key for each in (*held, *upkeep) if each.span.meets(span)}
    free = [row for row in able if row.pk not in blocked]
    if len(free) >= wanted:
        return Room(free, None, due)
    lack = first_lack(span, wanted, len(able), held, busy)
    # Each day leaves enough, but no unit is free of them all.
    lack = lack or Lack(span.first, len(able), len(able) - len(free), 0, wanted)
    return Room(free, lack, [row for row in due if row.pk not in blocked])


@dataclass(frozen=True)
class Availability:
    """What may be asked of a model for a pickup and a return: the quantity that each day leaves, preparation included.

    `lack`: the first day that leaves nothing. `unchecked`: units that a check due before the return keeps here.
    """

    model: EquipmentModel
    stock: int
    free: int
    lack: date | None
    unchecked: int


def availability(kinds: Sequence[EquipmentModel], first: date, last: date, on: date) -> list[Availability]:
    """MAT-01, MAT-06 and MAT-07 for each model, in three questions whatever their number."""
    keys = [kind.pk for kind in kinds]
    items: dict[int, list[EquipmentItem]] = {key: [] for key in keys}
    held: dict[int, list[Held]] = {key: [] for key in keys}
    upkeep: dict[int, list[Held]] = {key: [] for key in keys}
    for item in EquipmentItem.objects.filter(model__in=keys, condition__in=USABLE).order_by("pk"):
        items[item.model_id].append(item)
    for row in Allocation.objects.filter(model__in=keys, holds=True).select_related("loan", "model"):
        held[row.model_id].append(Held(occupied(row, on), row.quantity, row.item_id or 0))
    for busy in Maintenance.objects.filter(item__model__in=keys, item__condition__in=USABLE).select_related("item"):
        upkeep[busy.item.model_id].append(Held(Span(busy.first_on, busy.last_on), busy.quantity, busy.item_id))
    found = []
    for kind in kinds:
        span = taken(first, last, kind.before_days, kind.after_days)
        facts = (kind.tracking, items[kind.pk], held[kind.pk], upkeep[kind.pk], span, last)
        one = room_of(*facts, 1)
        found.append(
            Availability(
                model=kind, stock=sum(item.quantity for item in items[kind.pk]), free=free_quantity(*facts),
                lack=one.lack.day if one.lack else None, unchecked=len(one.unchecked),
            )
        )  # fmt: skip
    return found


def free_quantity(
    tracking: str, every: Sequence[EquipmentItem], held: Sequence[Held], upkeep: Sequence[Held], span: Span, back: date
) -> int:
    """The most that the operations would accept: what the day with the least leaves."""
    most = sum(row.quantity for row in every)
    least, more = 0, most
    while least < more:
        middle = (least + more + 1) // 2
        if room_of(tracking, every, held, upkeep, span, back, middle).lack is None:
            least = middle
        else:
            more = middle - 1
    return least


def consumable_room(able: Iterable[EquipmentItem], due, span: Span, held: Iterable[Held], wanted: int) -> Room:
    """MAT-07: what expires first leaves first; what leaves does not come back."""
    promised: dict[int, int] = {}
    for each in held:
        promised[each.key] = promised.get(each.key, 0) + each.quantity
    last = span.last or span.first
    good = [row for row in able if row.expires_on is None or row.expires_on >= last]
    good.sort(key=lambda row: (row.expires_on or date.max, row.pk))
    free = [row for row in good if row.quantity > promised.get(row.pk, 0)]
    for row in free:
        row.left = row.quantity - promised.get(row.pk, 0)
    stock = sum(row.quantity for row in good)
    left = sum(row.left for row in free)
    return Room(free, Lack(span.first, stock, stock - left, 0, wanted) if left < wanted else None, due)


def away(model: EquipmentModel) -> QuerySet[Allocation]:
    """What has left, or is being checked, and still takes days: it comes before whatever is to come."""
    return holdings(model).exclude(loan__state__in=HOLDING)


def quantity_of(model: EquipmentModel) -> int:
    return usable(model).aggregate(sum=Sum("quantity"))["sum"] or 0


def next_bookings(model: EquipmentModel, on: date) -> QuerySet[Allocation]:
    """What is held and has not left yet, in order."""
    return (
        holdings(model)
        .filter(loan__state__in=HOLDING, days__endswith__gt=on)
        .order_by("days__startswith", "pk")
    )  # fmt: skip


# --- what a loan still lacks --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    rule: str
    tone: str
    words: str
    # Nothing leaves before this is settled.
    blocks: bool = False


def trained_volunteers(loan: Loan, module: str) -> list[str]:
    """MAT-04: who is confirmed on the mission of the loan, or on one of its action, and holds the module that day."""
    missions = {loan.mission_id} if loan.mission_id else set()
    if loan.action_id:
        missions |= set(Mission.objects.filter(action=loan.action_id).values_list("pk", flat=True))
    rows = MissionAssignment.objects.filter(
        mission__in=missions, status__in=("confirmed", "present"), mission__starts_at__lt=loan.return_at,
        mission__ends_at__gt=loan.pickup_at,
    )  # fmt: skip
    found = list(rows.select_related("volunteer", "mission"))
    modules = valid_modules([row.volunteer_id for row in found], paris_day(loan.pickup_at))
    trained = {row.volunteer_id: row for row in found if module in modules[row.volunteer_id]}
    return [f"{row.volunteer}, mission {row.mission.number}" for row in trained.values()]


def gap_of(loan: Loan, action: Action) -> str:
    """What no longer agrees between a loan that is not over and the action that it serves."""
    live = loan.state in (*BEFORE, State.OUT)
    return gap(action, paris_day(loan.pickup_at), paris_day(loan.return_at)) if live else ""


def findings_of(loan: Loan, on: date) -> list[Finding]:
    """What the rules say of a loan, for its page and for the operations: the same words."""
    found = [*transport(loan), *operators(loan), *cover(loan)]
    if loan.state == State.REQUESTED:
        found += list(lacks(loan, on))
    if loan.state in HOLDING:
        found += [
            Finding("MAT-06", "error", f"« {row.item} » doit être vérifié avant le retour.", blocks=True)
            for row in loan.allocations.filter(
                holds=True, item__next_check_on__lt=paris_day(loan.return_at)
            ).select_related("item__model")
        ]
        found += [
            Finding("MAT-05", "error", f"« {row.model} » n'est plus assuré : le matériel retenu ne peut plus sortir.",
                    blocks=True)
            for row in loan.allocations.filter(holds=True, doubt_since__isnull=False).select_related("model")
        ]  # fmt: skip
    if loan.action and (words := gap_of(loan, loan.action)):
        found.append(Finding("PDASR-06", "warning", words))
    if late_by := days_late(loan, on):
        found.append(Finding("Retard", "error", f"Retour attendu depuis {late_by} jour{'s' if late_by > 1 else ''}."))
    return found


def lacks(loan: Loan, on: date) -> Iterable[Finding]:
    for line in loan.lines.select_related("model"):
        found = room(
            line.model, span_for(loan, line.model), paris_day(loan.return_at), line.quantity, on=on, without=loan.pk
        )
        if found.lack is None:
            free = f"{line.quantity} disponible{'s' if line.quantity > 1 else ''}"
            yield Finding("MAT-01", "success", f"« {line.model} » : {free} sur toute la période.")
        elif found.unchecked:
            names = ", ".join(row.inventory_number for row in found.unchecked)
            yield Finding(
                "MAT-06", "error", f"« {line.model} » : vérification à faire avant le retour ({names}).", True
            )
        else:
            yield Finding("MAT-01", "error", found.lack.words(str(line.model)).removeprefix("MAT-01 : "), True)


def transport(loan: Loan) -> Iterable[Finding]:
    for line in loan.lines.all():
        needed = line.model.towing
        if needed == Towing.NONE:
            continue
        name = f"« {line.model} » se tracte avec le permis {needed}"
        if may_tow(loan.driver_category, needed):
            yield Finding("MAT-04", "success", f"{name} : le conducteur a le permis {loan.driver_category}.")
        else:
            yield Finding(
                "MAT-04", "warning", f"{name} : le permis du conducteur n'est pas connu ou ne suffit pas.", True
            )


def operators(loan: Loan) -> Iterable[Finding]:
    for line in loan.lines.all():
        module = line.model.operator
        if not module:
            continue
        people = trained_volunteers(loan, module)
        name = f"« {line.model} » ({Operator(module).label.lower()})"
        if people:
            yield Finding("MAT-04", "success", f"{name} : {' ; '.join(people)}.")
        elif loan.trained_agent:
            yield Finding("MAT-04", "success", f"{name} : {loan.trained_agent}, agent formé de l'emprunteur.")
        else:
            yield Finding(
                "MAT-04", "warning",
                f"{name} : ni intervenant formé confirmé sur une mission, ni agent formé de l'emprunteur.", True,
            )  # fmt: skip


def cover(loan: Loan) -> Iterable[Finding]:
    if loan.state not in BEFORE:
        return
    back = paris_day(loan.return_at)
    if loan.signed_on is None:
        yield Finding("MAT-03", "warning", "La convention de prêt n'est pas signée.", True)
    if loan.insurance_id is None:
        yield Finding("MAT-03", "warning", "L'attestation d'assurance n'est pas reçue.", True)
    elif loan.insured_until is None or loan.insured_until < back:
        yield Finding("MAT-03", "warning", f"L'assurance s'arrête avant le retour du {back:%d/%m/%Y}.", True)


def agreement_of(loan: Loan):
    return loan.papers.filter(kind=Paper.AGREEMENT).select_related("letter__pdf", "letter__odt").last()


def meets(first: date, last: date) -> Q:
    """Loans whose days, from pickup to return, meet a period."""
    return Q(pickup_at__date__lte=last, return_at__date__gte=first)
