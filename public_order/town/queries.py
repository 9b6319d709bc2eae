"""What happens in one commune: its blocks, and its map with one layer for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import cos, pi, sin, sqrt

from django.utils.safestring import SafeString

from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import NotFound
from directorate.web.maps import Area, Perimeter, Point, svg_map
from public_order.councils.queries import board
from public_order.towns import Told, TownBlock, told_of

# Objects of a commune have no address: they are set around its centre, so that one does not hide another.
STEP = 0.0011
GOLDEN = pi * (3 - sqrt(5))
MOST_POINTS = 120


@dataclass(frozen=True)
class Shown:
    block: TownBlock
    told: Told
    is_chosen: bool

    @property
    def marks(self) -> int:
        return len(self.told.lines) if self.block.on_map else 0


def known_commune(insee: str) -> Commune:
    row = Commune.objects.select_related("arrondissement").filter(pk=insee).first()
    if row is None:
        raise NotFound("Cette commune n'existe pas.")
    return row


def shown_of(staff: StaffMember, commune: Commune, at: datetime, chosen: Sequence[str]) -> list[Shown]:
    """Every block; their layers are those that were asked for, all of them when none was."""
    told = told_of(staff, commune, at)
    wanted = {block.slug for block, _ in told} & set(chosen) or {block.slug for block, _ in told}
    return [Shown(block, found, block.slug in wanted) for block, found in told]


def around(rank: int, commune: Commune) -> tuple[float, float]:
    """A spiral: longitude and latitude of the mark of this rank."""
    radius, angle = STEP * sqrt(rank), GOLDEN * rank
    return float(commune.longitude) + 1.5 * radius * cos(angle), float(commune.latitude) + radius * sin(angle)


def drawn(commune: Commune, shown: Sequence[Shown]) -> SafeString:
    """The commune, its districts as wide as they are, a mark for each object of the chosen layers."""
    points, perimeters, rank = [], [], 0
    for one in shown:
        if not (one.is_chosen and one.block.on_map):
            continue
        for line in one.told.lines:
            if line.shape:
                perimeters.append(Perimeter(line.label, line.shape, line.url, line.tone or "warning"))
                continue
            if rank >= MOST_POINTS or not line.url:
                continue
            longitude, latitude = line.place or around(rank, commune)
            rank += line.place is None
            points.append(
                Point(f"{one.block.title} : {line.label}", longitude, latitude, line.url, f"town-{one.block.slug}")
            )
    return svg_map([Area(commune.insee, commune.name, commune.contour, 1)], title=f"Carte : {commune.name}",
                   points=points, perimeters=perimeters)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A commune on the page where one is chosen."""

    commune: Commune
    status: str
    council: str


def rows(on: date) -> list[Row]:
    """Every commune, with the state of its council once the obligations are computed."""
    lines = {line.commune.pk: line for line in board(on)}
    found = []
    for town in Commune.objects.defer("contour").order_by("sort_name"):
        line = lines.get(town.pk)
        found.append(Row(town, line.status if line else "", line.council.name if line and line.council else ""))
    return found
