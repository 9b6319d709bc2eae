"""Metres and contours: how long a line is, which communes it crosses, what a box or a contour holds. Pure.

The department is small: a degree of longitude has one length for all of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, cos, hypot, radians

from directorate.territory.positions import Line, Point

DEGREE_M = 111_195
# A point at least every so many metres along a line, and no more than so many points in all.
STEP_M, MOST_STEPS = 40, 6_000


def metres(first: Point, second: Point) -> float:
    squeeze = cos(radians((first[1] + second[1]) / 2))
    return DEGREE_M * hypot((first[0] - second[0]) * squeeze, first[1] - second[1])


def length_of(lines: Iterable[Line]) -> int:
    return round(sum(metres(*pair) for line in lines for pair in pairwise(line)))


def along(lines: Sequence[Line]) -> Iterator[tuple[Point, float]]:
    """Points along lines, each with the metres that it stands for."""
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


def positions_of(contour: Mapping) -> Iterator[Sequence[float]]:
    return (position for polygon in polygons_of(contour) for ring in polygon for position in ring)


def around(contours: Iterable[Mapping], distance_m: float) -> Box:
    """The box of all these contours, so many metres wider."""
    return box_of(position for contour in contours for position in positions_of(contour)).wider(distance_m)


def crossed(lines: Sequence[Line], contours: Mapping[str, Mapping]) -> dict[str, int]:
    """Metres of the lines in each commune that they enter, in the order of their way."""
    boxes = {code: box_of(positions_of(contour)) for code, contour in contours.items()}
    found: dict[str, float] = {}
    last = ""
    for point, length in along(lines):
        # A line stays in its commune more often than it leaves it.
        if not (last and is_inside(point, contours[last])):
            last = next(
                (code for code, box in boxes.items() if box.holds(point) and is_inside(point, contours[code])), ""
            )
        if last:
            found[last] = found.get(last, 0) + length
    return {code: round(length) for code, length in found.items()}
