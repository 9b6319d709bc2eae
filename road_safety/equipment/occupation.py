"""MAT-01: which days a loan takes, and whether the stock of each day allows it. Pure.

A day is taken from the preparation before the pickup to the end of the preparation after the return, both included.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from directorate.legal_calendar.arithmetic import counted

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days, both included. `last` None: until further notice."""

    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def meets(self, other: "Span") -> bool:
        return (self.last is None or other.first <= self.last) and (other.last is None or self.first <= other.last)

    def days(self) -> Iterator[date]:
        assert self.last is not None
        for step in range((self.last - self.first).days + 1):
            yield self.first + step * DAY


@dataclass(frozen=True)
class Held:
    """A quantity taken over days. `key`: what tells one booking from another."""

    span: Span
    quantity: int
    key: int = 0


@dataclass(frozen=True)
class Lack:
    """The first day on which the stock does not suffice: what is held, what cannot be lent, what there is."""

    day: date
    stock: int
    held: int
    upkeep: int
    wanted: int

    @property
    def left(self) -> int:
        return max(0, self.stock - self.upkeep - self.held)

    def words(self, name: str) -> str:
        upkeep = f", {self.upkeep} en entretien" if self.upkeep else ""
        wanted, left = counted(self.wanted, "demandés"), counted(self.left, "libres")
        stock = f"stock {self.stock}, {counted(self.held, 'retenus')}{upkeep}"
        return f"MAT-01 : « {name} » manque le {self.day:%d/%m/%Y} : {wanted}, {left} ({stock})."


def taken(pickup: date, back: date, before: int, after: int) -> Span:
    """MAT-01: `[pickup − before, return + after]`, inclusive."""
    if back < pickup:
        raise ValueError("the return precedes the pickup")
    return Span(pickup - before * DAY, back + after * DAY)


def on_day(held: Iterable[Held], day: date) -> int:
    return sum(each.quantity for each in held if each.span.holds(day))


def first_lack(span: Span, wanted: int, stock: int, held: Iterable[Held], upkeep: Iterable[Held] = ()) -> Lack | None:
    """None when each day of the span leaves `wanted` of the stock."""
    others, busy = list(held), list(upkeep)
    for day in span.days():
        found = Lack(day, stock, on_day(others, day), on_day(busy, day), wanted)
        if found.wanted > found.stock - found.upkeep - found.held:
            return found
    return None


def overbooked(held: Iterable[Held], stock: int, upkeep: Iterable[Held] = ()) -> list[Held]:
    """MAT-05: the bookings that a stock become smaller no longer serves, each judged after those that begin before
    it: who comes first keeps what is left."""
    kept: list[Held] = []
    lost: list[Held] = []
    busy = list(upkeep)
    for each in sorted(held, key=lambda row: (row.span.first, row.key)):
        (lost if first_lack(each.span, each.quantity, stock, kept, busy) else kept).append(each)
    return lost


TOWING = ("none", "B", "B96", "BE")


def may_tow(category: str, needed: str) -> bool:
    """MAT-04: a category allows those before it."""
    return needed == "none" or (category in TOWING and TOWING.index(category) >= TOWING.index(needed))


@dataclass(frozen=True)
class Use:
    """Days out over days that could be lent."""

    out: int
    available: int

    @property
    def rate(self) -> int | None:
        """Percent; None, shown blank, when nothing could be lent."""
        return None if not self.available else round(100 * self.out / self.available)


def use_of(period: Span, stock: int, out: Iterable[Held], upkeep: Iterable[Held] = ()) -> Use:
    lent, busy = list(out), list(upkeep)
    days = list(period.days())
    return Use(
        out=sum(on_day(lent, day) for day in days),
        available=sum(max(0, stock - on_day(busy, day)) for day in days),
    )
