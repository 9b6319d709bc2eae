"""Metres and contours: how long a route is, which communes it crosses, how near two routes pass. Pure.

The department is small: a degree of longitude has one length for all of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from math import ceil, cos, dist, hypot, inf, radians
from typing import Any

from police_admin.events.tracks import Line, Point

DEGREE_M = 111_195
# A point at least every so many metres along a route, and no more than so many points in all.
STEP_M, MOST_STEPS = 40, 6_000
# Points of a sketch, how many of them share a box, and the decimals of their degrees: a decimetre.
COMPARED_POINTS, RUN, DECIMALS = 300, 20, 6


def metres(first: Point, second: Point) -> float:
    squeeze = cos(radians((first[1] + second[1]) / 2))
    return DEGREE_M * hypot((first[0] - second[0]) * squeeze, first[1] - second[1])


def length_of(lines: Iterable[Line]) -> int:
    return round(sum(metres(*pair) for line in lines for pair in pairwise(line)))


def along(lines: Sequence[Line]) -> Iterator[tuple[Point, float]]:
    """Points along a route, each with the metres that it stands for."""
    pace = max(STEP_M, length_of(lines) / MOST_STEPS)
    for line in lines:
        for first, second in pairwise(line):
            length = metres(first, second)
            parts = max(1, ceil(length / pace))
            for rank in range(parts):
                share = (rank + 0.5) / parts
                yield (
                    (first[0] + (second[0] - first[0]) * share, first[1] + (second[1] - first[1]) * share),
                    length / parts,
                )


# --- contours -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box:
    west: float
    south: float
    east: float
    north: float

    def holds(self, point: Point) -> bool:
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north

    def wider(self, distance_m: float) -> "Box":
        high = distance_m / DEGREE_M
        wide = high / cos(radians((self.south + self.north) / 2))
        return Box(self.west - wide, self.south - high, self.east + wide, self.north + high)

    def touches(self, other: "Box") -> bool:
        return not (
            other.west > self.east or other.east < self.west or other.south > self.north or other.north < self.south
        )


def box_of(points: Iterable[Sequence[float]]) -> Box:
    points = list(points)
    return Box(
        min(p[0] for p in points), min(p[1] for p in points), max(p[0] for p in points), max(p[1] for p in points)
    )


def polygons_of(contour: Mapping) -> list[list[list[Sequence[float]]]]:
    return contour["coordinates"] if contour["type"] == "MultiPolygon" else [contour["coordinates"]]


def is_inside(point: Point, contour: Mapping) -> bool:
    """Even number of crossings: outside; a hole takes back what its polygon gave."""
    return any(sum(crossings(point, ring) for ring in polygon) % 2 for polygon in polygons_of(contour))


def crossings(point: Point, ring: Sequence[Sequence[float]]) -> int:
    x, y = point
    return sum(
        1
        for (x1, y1, *_), (x2, y2, *_) in pairwise(ring)
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    )


def crossed(lines: Sequence[Line], contours: Mapping[str, Mapping]) -> dict[str, int]:
    """Metres of the route in each commune that it enters, in the order of its way."""
    boxes = {
        code: box_of(position for polygon in polygons_of(contour) for ring in polygon for position in ring)
        for code, contour in contours.items()
    }
    found: dict[str, float] = {}
    last = ""
    for point, length in along(lines):
        # A route stays in its commune more often than it leaves it.
        if not (last and is_inside(point, contours[last])):
            last = next(
                (code for code, box in boxes.items() if box.holds(point) and is_inside(point, contours[code])), ""
            )
        if last:
            found[last] = found.get(last, 0) + length
    return {code: round(length) for code, length in found.items()}


# --- two routes ---------------------------------------------------------------------------------------------


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
