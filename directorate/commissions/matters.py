"""What is heard under an item of an agenda. The package that puts its matters there says it; this one asks without
knowing why, and shows an item that nobody claims as it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from directorate.commissions.models import AgendaItem, CommissionSession
from directorate.org.models import StaffMember


@dataclass(frozen=True)
class Matter:
    """`url`: the page of what is heard, empty when the reader may not open it. `awaits`: it waits for an answer."""

    url: str = ""
    is_hidden: bool = False
    awaits: bool = False
    may_answer: bool = True


Finder = Callable[[Sequence[AgendaItem], StaffMember, date], Mapping[int, Matter]]
FINDERS: list[Finder] = []
UNCLAIMED = Matter()


def claim(finder: Finder) -> None:
    """Declare whose matters are on agendas: `finder(items, staff, on)` gives those it knows, by key of the item."""
    if finder not in FINDERS:
        FINDERS.append(finder)


def matters(items: Sequence[AgendaItem], staff: StaffMember, on: date) -> dict[int, Matter]:
    """Every item with its matter; the number of queries does not depend on the number of items."""
    found = {item.pk: UNCLAIMED for item in items}
    for finder in FINDERS:
        found |= finder(items, staff, on)
    return found


@dataclass(frozen=True)
class Point:
    """A line of the agenda as one reader sees it. `gesture`: the words of its button, empty when there is none."""

    item: AgendaItem
    matter: Matter
    gesture: str


def points(session: CommissionSession, staff: StaffMember, at: datetime, on: date) -> list[Point]:
    items = list(session.items.all())
    found = matters(items, staff, on)
    return [Point(item, found[item.pk], gesture(session, item, found[item.pk], at)) for item in items]


def gesture(session: CommissionSession, item: AgendaItem, matter: Matter, at: datetime) -> str:
    if session.starts_at > at or not matter.may_answer:
        return ""
    if item.opinion:
        return "Reporter l'avis au dossier" if matter.awaits else ""
    return "Enregistrer l'avis" if session.state == CommissionSession.State.PLANNED else ""
