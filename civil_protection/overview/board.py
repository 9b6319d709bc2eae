"""The home page of the service: its tiles, in the order of the questions that are asked of it.

Every figure comes from an indicator of the service's manifest: a subject that arrives brings its tile by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from civil_protection.roster import sources as roster
from civil_protection.vital_sectors import sources as vital_sectors
from directorate.manifests import MANIFESTS, Figure
from directorate.org.models import StaffMember
from directorate.web.tables import shown

SLUG = "civil-protection"
# The first tiles, in this order; the other indicators follow in that of the manifest.
FIRST = (
    "crises", "vigipirate", "plans", "communal", "alert", "public-information", "exercises", "roster",
)  # fmt: skip


@dataclass(frozen=True)
class Tile:
    """A subject and its figures."""

    code: str
    label: str
    figures: Sequence[Figure]

    @property
    def lines(self) -> Iterator[tuple[Figure, str]]:
        """(figure, its value in words)."""
        for figure in self.figures:
            yield figure, shown(figure.value)


def tiles(staff: StaffMember, at: datetime) -> list[Tile]:
    """What this person may see."""
    order = {code: rank for rank, code in enumerate(FIRST)}
    indicators = sorted(MANIFESTS[SLUG].indicators, key=lambda row: order.get(row.code, len(FIRST)))
    found = [Tile(row.code, row.label, row.compute(staff, at)) for row in indicators if row.policy(staff)]
    # What no list counts is shown here and not in Pilotage.
    return [
        *found,
        Tile("roster-holes", "Tableau d'astreinte", roster.hole_figures(at)),
        Tile("vital-sectors", "Secteurs vitaux", vital_sectors.figures(at)),
    ]
