"""What happens in one commune, block by block: each part of the bureau puts its own, and says only what a reader may
know. The page, its map and the speaking note of the préfet read the same blocks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from directorate.org.models import StaffMember
from directorate.territory.models import Commune


@dataclass(frozen=True)
class Line:
    """One object. `state` with its `tone`; `place`: longitude and latitude when it has its own; `shape`: GeoJSON."""

    label: str
    url: str = ""
    detail: str = ""
    day: date | None = None
    state: str = ""
    tone: str = ""
    place: tuple[float, float] | None = None
    shape: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Told:
    """What a block says: its lines, a sentence about all of them, where to read more."""

    lines: Sequence[Line] = ()
    summary: str = ""
    more: tuple[str, str] = ("", "")


Reader = Callable[[StaffMember, Commune, datetime], Told]


@dataclass(frozen=True)
class TownBlock:
    """`read` costs a fixed number of queries. `on_map`: its lines are marked on the map."""

    slug: str
    title: str
    empty: str
    read: Reader
    order: int = 100
    on_map: bool = True


TOWN_BLOCKS: dict[str, TownBlock] = {}


def tell_of_towns(block: TownBlock) -> TownBlock:
    """Once for each slug: a second one of the same name takes the place of the first."""
    TOWN_BLOCKS[block.slug] = block
    return block


def told_of(staff: StaffMember, commune: Commune, at: datetime) -> list[tuple[TownBlock, Told]]:
    blocks = sorted(TOWN_BLOCKS.values(), key=lambda one: (one.order, one.slug))
    return [(block, block.read(staff, commune, at)) for block in blocks]


# What the balance of a year counts, register by register: label and value.
YearFigures = Callable[[int], Sequence[tuple[str, str]]]
YEAR_FIGURES: list[tuple[int, YearFigures]] = []


def tell_of_the_year(order: int, read: YearFigures) -> YearFigures:
    YEAR_FIGURES.append((order, read))
    return read


def year_figures(year: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for _, read in sorted(YEAR_FIGURES, key=lambda one: one[0]):
        found += read(year)
    return found
