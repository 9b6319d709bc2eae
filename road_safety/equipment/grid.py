"""The calendar of the loans as a grid of cells: lanes of bars over columns of days or of weeks. Pure."""

import calendar as months
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from road_safety.equipment.occupation import DAY, Held, Span, on_day

WEEKS = 13
LETTERS = "LMMJVSD"


@dataclass(frozen=True)
class Slot:
    """A column: a day of a month, or a week of a quarter."""

    span: Span
    label: str
    sub: str
    name: str
    is_today: bool
    is_off: bool


@dataclass(frozen=True)
class Bar:
    """A loan, its preparation or a maintenance, over days both included."""

    span: Span
    tone: str
    label: str = ""
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Cell:
    """`width` columns of a lane: a bar, or one empty column with the address that starts a loan there."""

    width: int
    slots: Sequence[Slot]
    bar: Bar | None = None
    url: str = ""
    # The bar goes on before the first column, after the last one.
    is_cut_before: bool = False
    is_cut_after: bool = False

    @property
    def is_today(self) -> bool:
        return any(slot.is_today for slot in self.slots)

    @property
    def is_off(self) -> bool:
        return all(slot.is_off for slot in self.slots)


@dataclass(frozen=True)
class Row:
    """A unit or a lot. `free`: for a lot, what is left in each column."""

    label: str
    detail: str
    url: str
    start_url: str
    lanes: Sequence[Sequence[Cell]]
    free: Sequence[tuple[Slot, int, str]] = field(default_factory=list)
    mark: str = ""

    @property
    def height(self) -> int:
        return len(self.lanes) + (1 if self.free else 0)


def month_slots(first: date, today: date) -> list[Slot]:
    """The days of the month of `first`."""
    count = months.monthrange(first.year, first.month)[1]
    days = [date(first.year, first.month, number) for number in range(1, count + 1)]
    return [
        Slot(Span(day, day), str(day.day), LETTERS[day.weekday()], f"{day:%d/%m/%Y}", day == today, day.weekday() > 4)
        for day in days
    ]


def week_slots(first: date, today: date) -> list[Slot]:
    """Thirteen weeks from the one of `first`."""
    monday = first - timedelta(days=first.weekday())
    slots = []
    for rank in range(WEEKS):
        start = monday + 7 * rank * DAY
        last = start + 6 * DAY
        slots.append(
            Slot(Span(start, last), f"{start:%d/%m}", f"S{start.isocalendar().week}",
                 f"semaine du {start:%d/%m/%Y}", start <= today <= last, False)
        )  # fmt: skip
    return slots


def whole(slots: Sequence[Slot]) -> Span:
    return Span(slots[0].span.first, slots[-1].span.last)


def columns_of(bar: Bar, slots: Sequence[Slot]) -> range:
    """The columns that the bar touches, empty when there are none."""
    touched = [rank for rank, slot in enumerate(slots) if slot.span.meets(bar.span)]
    return range(touched[0], touched[-1] + 1) if touched else range(0)


def in_lanes(groups: Iterable[Sequence[Bar]], slots: Sequence[Slot]) -> list[list[tuple[range, Bar]]]:
    """Each group (a loan with its preparation) in the first lane that is free where it lies.

    Where two bars of a group share a column, as days do in a week, the later one of the group gives way: a group
    names its loan first."""
    lanes: list[list[tuple[range, Bar]]] = []
    placed = []
    for group in groups:
        taken: set[int] = set()
        mine: list[tuple[range, Bar]] = []
        for bar in group:
            columns = [rank for rank in columns_of(bar, slots) if rank not in taken]
            if columns:
                taken |= set(columns)
                mine.append((range(columns[0], columns[-1] + 1), bar))
        if mine:
            placed.append((min(taken), taken, mine))
    for _, taken, mine in sorted(placed, key=lambda row: row[0]):
        for lane in lanes:
            if all(taken.isdisjoint(columns) for columns, _ in lane):
                break
        else:
            lane = []
            lanes.append(lane)
        lane.extend(mine)
    return lanes or [[]]


def cells(lane: Iterable[tuple[range, Bar]], slots: Sequence[Slot], start: str) -> Iterator[Cell]:
    """A lane as the cells of a table. `start`: the address that starts a loan, to which the day is added."""
    rank = 0
    for columns, bar in sorted(lane, key=lambda each: each[0].start):
        yield from empty(slots[rank : columns.start], start)
        span = bar.span
        yield Cell(
            len(columns), slots[columns.start : columns.stop], bar,
            is_cut_before=columns.start == 0 and span.first < slots[0].span.first,
            is_cut_after=columns.stop == len(slots)
            and (span.last is None or span.last > (slots[-1].span.last or span.last)),
        )  # fmt: skip
        rank = columns.stop
    yield from empty(slots[rank:], start)


def empty(slots: Sequence[Slot], start: str) -> Iterator[Cell]:
    for slot in slots:
        yield Cell(1, [slot], url=f"{start}{slot.span.first:%Y-%m-%d}" if start else "")


def left_in(slots: Sequence[Slot], stock: int, held: Sequence[Held], upkeep: Sequence[Held]) -> list:
    """For each column the least that is left on one of its days, with its tone."""
    found = []
    for slot in slots:
        left = min(max(0, stock - on_day(held, day) - on_day(upkeep, day)) for day in slot.span.days())
        found.append((slot, left, "none" if not left else "few" if 3 * left <= stock else ""))
    return found


def next_month(first: date, step: int) -> date:
    rank = first.year * 12 + first.month - 1 + step
    return date(rank // 12, rank % 12 + 1, 1)
