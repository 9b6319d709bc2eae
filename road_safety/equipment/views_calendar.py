"""The calendar of the loans: rows are the units and the lots, columns the days of a month or the weeks of a quarter."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Q
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from directorate.web.access import allow
from directorate.web.errors import DomainError
from directorate.web.lists import refuse_other_names
from road_safety.equipment import queries
from road_safety.equipment.catalogue import Family, Tracking
from road_safety.equipment.grid import Bar, Row, cells, in_lanes, left_in, month_slots, next_month, week_slots, whole
from road_safety.equipment.models import Allocation, EquipmentItem, EquipmentModel, Loan, Maintenance
from road_safety.equipment.occupation import DAY, Held, Span
from road_safety.equipment.tables import lines_of, loan_url, model_url
from road_safety.policies import reads_road_safety, works_in_road_safety

TITLE = "Calendrier des prêts"
VIEWS = {"mois": "Mois", "semaines": "Treize semaines"}
BAR_TONES = {
    Loan.State.OPTION: "option", Loan.State.CONFIRMED: "held", Loan.State.SIGNED: "held", Loan.State.OUT: "out",
    Loan.State.RETURNED: "back", Loan.State.CHECKED: "back", Loan.State.CLOSED: "back", Loan.State.DISPUTED: "dispute",
}  # fmt: skip


class UnreadablePeriod(DomainError):
    status = 400
    title = "Période illisible"


def asked_day(request, today: date) -> date:
    text = request.GET.get("du", "")
    if not text:
        return today
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise UnreadablePeriod("Écrire la date sous la forme 2026-05-01, entre 2000 et 2100.")
    return day


def asked_choice(request, name: str, known, default: str = "") -> str:
    text = request.GET.get(name, default)
    if text and text not in known:
        raise UnreadablePeriod("Cette vue n'existe pas.")
    return text or default


@require_GET
@allow(reads_road_safety)
def loan_calendar(request):
    refuse_other_names(request, TITLE, "du", "vue", "famille")
    today = localdate()
    view = asked_choice(request, "vue", VIEWS, "mois")
    family = asked_choice(request, "famille", Family.values)
    day = asked_day(request, today)
    if view == "mois":
        first = day.replace(day=1)
        slots = month_slots(first, today)
        steps = [next_month(first, -1), next_month(first, 1)]
    else:
        slots = week_slots(day, today)
        first = slots[0].span.first
        steps = [first - timedelta(weeks=13), first + timedelta(weeks=13)]
    period = whole(slots)
    works = works_in_road_safety(request.user, on=today)
    kinds = EquipmentModel.objects.filter(is_active=True).order_by("family", "name")
    if family:
        kinds = kinds.filter(family=family)
    order = {code: rank for rank, code in enumerate(Family.values)}
    groups, shown = rows_of(sorted(kinds, key=lambda kind: order[kind.family]), slots, period, works, today)

    def address(start: date, kind: str = view) -> str:
        more = f"&famille={family}" if family else ""
        return f"{reverse('road_safety:loan-calendar')}?vue={kind}&du={start:%Y-%m-%d}{more}"

    return TemplateResponse(
        request,
        "road_safety/equipment/calendar.html",
        {
            "title": TITLE,
            "slots": slots,
            "groups": groups,
            "loans": shown,
            "first": period.first,
            "last": period.last,
            "view": view,
            "views": [(name, label, address(first if first > today or period.last < today else today, name))
                      for name, label in VIEWS.items()],
            "before": address(steps[0]),
            "after": address(steps[1]),
            "now": address(today),
            "family": family,
            "families": Family.choices,
            "works": works,
            "new": reverse("road_safety:loan-new"),
            "has_today": any(slot.is_today for slot in slots),
        },
    )  # fmt: skip


def rows_of(kinds: list[EquipmentModel], slots, period: Span, works: bool, today: date):
    """The rows by family, and the loans that they show, for the table that says the same."""
    keys = [kind.pk for kind in kinds]
    units: dict[int, list[EquipmentItem]] = defaultdict(list)
    for item in EquipmentItem.objects.filter(model__in=keys).exclude(condition="scrapped").order_by("inventory_number"):
        units[item.model_id].append(item)
    held = Allocation.objects.filter(
        Q(holds=True) | Q(tracking=Tracking.CONSUMABLE, loan__state__in=queries.LENT), model__in=keys,
    ).filter(
        Q(days__overlap=(period.first, (period.last or period.first) + DAY)) | Q(loan__state=Loan.State.OUT, holds=True)
    ).select_related("loan", "model")  # fmt: skip
    by_item: dict[int, list[Allocation]] = defaultdict(list)
    by_model: dict[int, list[Allocation]] = defaultdict(list)
    loans: dict[int, Loan] = {}
    for row in held:
        if not queries.occupied(row, today).meets(period):
            continue
        (by_item[row.item_id] if row.tracking == Tracking.SERIALISED else by_model[row.model_id]).append(row)
        loans[row.loan_id] = row.loan
    upkeep: dict[int, list[Maintenance]] = defaultdict(list)
    for busy in Maintenance.objects.filter(item__model__in=keys, first_on__lte=period.last).filter(
        Q(last_on=None) | Q(last_on__gte=period.first)
    ):
        upkeep[busy.item_id].append(busy)
    groups: dict[str, list[Row]] = defaultdict(list)
    for kind in kinds:
        start = f"{reverse('road_safety:loan-new')}?materiel={kind.pk}&jour=" if works else ""
        found = groups[kind.get_family_display()]
        if kind.tracking == Tracking.SERIALISED:
            for item in units[kind.pk]:
                bars = [bars_of(row, today) for row in by_item[item.pk]]
                bars += [[upkeep_bar(busy)] for busy in upkeep[item.pk]]
                mark = "" if item.condition in queries.USABLE else item.get_condition_display()
                lanes = [list(cells(lane, slots, "" if mark else start)) for lane in in_lanes(bars, slots)]
                found.append(Row(item.inventory_number, kind.name, model_url(kind), "" if mark else start, lanes,
                                 mark=mark))  # fmt: skip
        elif units[kind.pk]:
            found.append(lot_row(kind, units[kind.pk], by_model[kind.pk], upkeep, slots, start, today))
    rows = queries.loans().filter(pk__in=loans).order_by("pickup_at", "pk")
    return dict(groups), [(row, lines_of(row), queries.TONES[Loan.State(row.state)]) for row in rows]


def lot_row(kind, lots, allocations, upkeep, slots, start: str, today: date) -> Row:
    stock = sum(lot.quantity for lot in lots if lot.condition in queries.USABLE)
    bars = [bars_of(row, today) for row in allocations]
    busy = [each for lot in lots for each in upkeep[lot.pk]]
    bars += [[upkeep_bar(each)] for each in busy]
    taken = [Held(queries.occupied(row, today), row.quantity) for row in allocations if row.holds]
    stopped = [Held(Span(each.first_on, each.last_on), each.quantity) for each in busy]
    free = left_in(slots, stock, taken, stopped)
    lanes = [list(cells(lane, slots, start)) for lane in in_lanes(bars, slots)] if bars else []
    return Row(kind.name, f"{stock} en stock", model_url(kind), start, lanes, free)


def bars_of(row: Allocation, today: date) -> list[Bar]:
    """The loan first, then its days of preparation."""
    loan, span = row.loan, queries.occupied(row, today)
    url, count = loan_url(loan), f"{row.quantity} × " if row.quantity > 1 else ""
    late = queries.days_late(loan, today)
    tone = "late" if late else "doubt" if row.doubt_since else BAR_TONES.get(Loan.State(loan.state), "held")
    lent = Span(span.first + row.model.before_days * DAY, (span.last or span.first) - row.model.after_days * DAY)
    if lent.last is None or lent.last < lent.first:
        lent = span
    state = f"en retard de {late} j" if late else "plus assuré" if row.doubt_since else loan.get_state_display().lower()
    detail = f"{loan.number}, {count}{row.model}, du {lent.first:%d/%m} au {lent.last:%d/%m}, {state}"
    bars = [Bar(lent, tone, f"{count}{loan.borrower}", detail, url)]
    if span.first < lent.first:
        bars.append(Bar(Span(span.first, lent.first - DAY), "prepare", "", f"Préparation, {loan.number}"))
    if lent.last and span.last and lent.last < span.last:
        bars.append(Bar(Span(lent.last + DAY, span.last), "prepare", "", f"Remise en état, {loan.number}"))
    return bars


def upkeep_bar(busy: Maintenance) -> Bar:
    until = f"au {busy.last_on:%d/%m}" if busy.last_on else "sans terme"
    return Bar(Span(busy.first_on, busy.last_on), "upkeep", "Entretien",
               f"{busy.reason}, du {busy.first_on:%d/%m} {until}")  # fmt: skip
