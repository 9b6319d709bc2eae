"""A perimeter drawn elsewhere and given here: a GeoJSON, typed corners, or a point and a distance. Pure.

Judged by its content: bounded size and number of points, closed rings that enclose something, places that exist. Only
the coordinates are kept, as a GeoJSON MultiPolygon.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import cos, isfinite, pi, radians, sin
from typing import Any

from directorate.territory.geography import DEGREE_M, around, crossed, is_inside, polygons_of, positions_of
from directorate.territory.positions import (
    DECIMALS,
    Line,
    Point,
    PositionsRefused,
    Unreadable,
    json_of,
    listed,
    parts_of,
    typed_points,
)

MAX_BYTES = 500_000
MAX_POINTS = 5_000
MOST_POLYGONS = 50
CIRCLE_POINTS = 72
LEAST_M, MOST_M = 10, 30_000
UNREADABLE = "Ce texte n'est pas un GeoJSON lisible."
NO_POLYGON = "Ce GeoJSON ne contient pas de polygone : un point ou une ligne n'est pas un périmètre."
TOO_MANY = f"Le périmètre compte plus de {MAX_POINTS:,} points.".replace(",", " ")

Shape = dict[str, Any]


def read_shape(content: bytes, field: str) -> Shape:
    """The polygons of a GeoJSON: a geometry, a feature, or a collection of them. Raises PositionsRefused."""
    if len(content) > MAX_BYTES:
        raise PositionsRefused(f"Ce GeoJSON dépasse {MAX_BYTES // 1000} ko.", field=field)
    try:
        polygons = list(parts_of(json_of(content.removeprefix(b"\xef\xbb\xbf")), "Polygon"))
        lines = [[line_of(ring) for ring in polygon] for polygon in polygons]
    except Unreadable:
        raise PositionsRefused(UNREADABLE, field=field) from None
    if not lines:
        raise PositionsRefused(NO_POLYGON, field=field)
    return shape_of(lines, field)


def line_of(ring: Any) -> Line:
    return [(degrees(listed(position)[:1]), degrees(position[1:2])) for position in listed(ring)]


def degrees(found: list[Any]) -> float:
    if not found or isinstance(found[0], bool) or not isinstance(found[0], int | float):
        raise Unreadable
    try:
        return float(found[0])
    except OverflowError:
        raise Unreadable from None


def typed_shape(lines: Sequence[str], distance_m: int | None, field: str) -> Shape:
    """The corners of a perimeter, one a line; or one point and the metres around it. Raises PositionsRefused."""
    points = typed_points(lines, field)
    if distance_m is None:
        if len(set(points)) < 3:
            raise PositionsRefused("Indiquer au moins trois sommets, ou un seul point et un rayon.", field=field)
        return shape_of([[points]], field)
    if len(points) != 1:
        raise PositionsRefused("Un rayon va avec un seul point.", field=field)
    if not LEAST_M <= distance_m <= MOST_M:
        raise PositionsRefused(f"Le rayon va de {LEAST_M} m à {MOST_M // 1000} km.", field=field)
    return shape_of([[circle(points[0], distance_m)]], field)


def circle(center: Point, distance_m: int) -> Line:
    longitude, latitude = center
    high = distance_m / DEGREE_M
    wide = high / cos(radians(min(abs(latitude), 89)))
    turns = (2 * pi * rank / CIRCLE_POINTS for rank in range(CIRCLE_POINTS))
    return [(longitude + wide * cos(turn), latitude + high * sin(turn)) for turn in turns]


def shape_of(polygons: Sequence[Sequence[Line]], field: str) -> Shape:
    """Rounded, closed, without a point said twice running. Raises PositionsRefused."""
    if sum(len(ring) for polygon in polygons for ring in polygon) > MAX_POINTS:
        raise PositionsRefused(TOO_MANY, field=field)
    if len(polygons) > MOST_POLYGONS:
        raise PositionsRefused(f"Le périmètre compte plus de {MOST_POLYGONS} parties.", field=field)
    kept = [[closed(ring, field) for ring in polygon] for polygon in polygons]
    if not all(kept):
        raise PositionsRefused(NO_POLYGON, field=field)
    return {"type": "MultiPolygon", "coordinates": [[[list(p) for p in ring] for ring in polygon] for polygon in kept]}


def closed(ring: Line, field: str) -> Line:
    found: Line = []
    for longitude, latitude in ring:
        if not (isfinite(longitude) and isfinite(latitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
            raise PositionsRefused("Une coordonnée du périmètre est impossible.", field=field)
        point = (round(longitude, DECIMALS), round(latitude, DECIMALS))
        if not found or found[-1] != point:
            found.append(point)
    if found and found[0] != found[-1]:
        found.append(found[0])
    if len(found) < 4 or not surface(found):
        raise PositionsRefused("Une partie du périmètre n'entoure rien : il faut au moins trois sommets.", field=field)
    return found


def surface(ring: Line) -> float:
    """Square degrees, counted from the first corner so that little is lost; zero for what is flat."""
    x, y = ring[0]
    twice = sum((x1 - x) * (y2 - y) - (x2 - x) * (y1 - y) for (x1, y1), (x2, y2) in pairwise(ring))
    return round(abs(twice) / 2, 12)


def is_near(shape: Mapping, contours: Mapping[str, Mapping], distance_m: float) -> bool:
    """Whether all of it is at most so many metres beyond the box of these contours; true when there is none."""
    allowed = around(contours.values(), distance_m) if contours else None
    return allowed is None or all(allowed.holds(position) for position in positions_of(shape))


def touched(shape: Mapping, contours: Mapping[str, Mapping]) -> list[str]:
    """The communes that it meets: those that its outline crosses, and those that it holds whole."""
    outline = [[tuple(position) for position in ring] for polygon in polygons_of(shape) for ring in polygon]
    met = set(crossed(outline, contours))
    return [
        code for code, contour in contours.items()
        if code in met or is_inside(next(positions_of(contour)), shape)
    ]  # fmt: skip
