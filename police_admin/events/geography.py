"""How near two routes pass, told from few points of each. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil, cos, dist, inf, radians
from typing import Any

from directorate.territory.geography import DEGREE_M, Box, along, box_of, length_of
from directorate.territory.positions import Line, Point

# Points of a sketch, how many of them share a box, and the decimals of their degrees: a decimetre.
COMPARED_POINTS, RUN, DECIMALS = 300, 20, 6


@dataclass(frozen=True)
class Outline:
    """Where a route passes, in boxes: enough to tell that it is far from another without reading its points.

    `box`: around the whole route. `runs`: around each so many points of its sketch. `spacing_m`: the metres of way
    between two of these points.
    """

    box: Box
    runs: Sequence[Box]
    spacing_m: float


@dataclass(frozen=True)
class Sketch:
    """A route, or a place of one point, in few points spread along its way: what is compared with another."""

    points: Sequence[Sequence[float]]
    outline: Outline

    def run(self, rank: int) -> Sequence[Sequence[float]]:
        return self.points[rank * RUN : (rank + 1) * RUN]


def sketch_of(lines: Sequence[Line]) -> Sketch:
    points = [point for point, _ in along(lines)] or [point for line in lines for point in line]
    every = max(1, ceil(len(points) / COMPARED_POINTS))
    kept = [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in points[::every]]
    runs = [box_of(kept[start : start + RUN]) for start in range(0, len(kept), RUN)]
    return Sketch(kept, Outline(box_of(point for line in lines for point in line), runs, length_of(lines) / len(kept)))


def stored(sketch: Sketch) -> dict[str, Any]:
    """As the row of a route keeps it."""
    return {"points": sketch.points, "outline": asdict(sketch.outline)}


def outline_of(kept: Mapping[str, Any]) -> Outline:
    return Outline(Box(**kept["box"]), [Box(**run) for run in kept["runs"]], kept["spacing_m"])


def near_runs(first: Outline, second: Outline, within_m: float) -> list[tuple[int, int]]:
    """The runs of two routes that may pass within so many metres of each other, by their ranks; none: they do not."""
    if not first.box.wider(within_m).touches(second.box):
        return []
    reach = within_m + doubt_of(first, second)
    around = second.box.wider(reach)
    wider = [(rank, run.wider(reach)) for rank, run in enumerate(first.runs) if around.touches(run)]
    return [(one, two) for one, run in wider for two, other in enumerate(second.runs) if run.touches(other)]


def doubt_of(first: Outline, second: Outline) -> float:
    """Two routes are compared by points: what lies between two of them is in doubt, in favour of saying so."""
    return (first.spacing_m + second.spacing_m) / 2


@dataclass
class Meter:
    """How many distances may still be computed."""

    left: int

    @property
    def is_over(self) -> bool:
        return self.left < 0


def gap(first: Sketch, second: Sketch, within_m: float, meter: Meter | None = None) -> int | None:
    """The metres between two routes, or places of one point, where they pass nearest; None beyond `within_m`.

    Nothing is told once the meter is over.
    """
    meter = meter or Meter(COMPARED_POINTS**2)
    doubt = doubt_of(first.outline, second.outline)
    south = min(first.outline.box.south, second.outline.box.south)
    north = max(first.outline.box.north, second.outline.box.north)
    squeeze = cos(radians((south + north) / 2))
    nearest = inf
    for one, two in near_runs(first.outline, second.outline, within_m):
        ours, theirs = on_a_plane(first.run(one), squeeze), on_a_plane(second.run(two), squeeze)
        meter.left -= len(ours) * len(theirs)
        if meter.is_over:
            return None
        nearest = min(nearest, *(dist(here, there) for here in ours for there in theirs))
        if nearest <= doubt:
            return 0
    return round(nearest - doubt) if nearest - doubt <= within_m else None


def on_a_plane(points: Iterable[Sequence[float]], squeeze: float) -> list[Point]:
    """Metres, wherever they are counted from."""
    return [(x * squeeze * DEGREE_M, y * DEGREE_M) for x, y in points]
