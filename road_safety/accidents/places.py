"""Where accidents are: points outside their commune (ACC-02), accumulations of accidents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import cos, floor, hypot, radians

from directorate.parameters.queries import value as parameter
from directorate.territory.geography import DEGREE_M, box_of, is_inside, metres, polygons_of, positions_of
from directorate.territory.queries import contours
from road_safety.accidents.models import Accident, AccidentImport
from road_safety.accidents.values import OUTSIDE_METRES

Point = tuple[float, float]


def metres_to(point: Point, contour: Mapping) -> float:
    """From a point to the nearest side of a contour."""
    squeeze = cos(radians(point[1]))

    def flat(position: Sequence[float]) -> Point:
        return (position[0] - point[0]) * squeeze * DEGREE_M, (position[1] - point[1]) * DEGREE_M

    def side(first: Point, second: Point) -> float:
        (x1, y1), (x2, y2) = first, second
        long = (x2 - x1) ** 2 + (y2 - y1) ** 2
        share = max(0.0, min(1.0, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / long)) if long else 0.0
        return hypot(x1 + share * (x2 - x1), y1 + share * (y2 - y1))

    return min(
        side(flat(first), flat(second))
        for polygon in polygons_of(contour)
        for ring in polygon
        for first, second in pairwise(ring)
    )


def outside_their_commune(batch: AccidentImport, on: date) -> Iterator[dict]:
    """What to say of each accident of the batch whose point is too far from its commune."""
    limit = float(parameter(OUTSIDE_METRES, on))
    known = {row.insee: row.contour for row in contours() if row.contour}
    boxes = {code: box_of(positions_of(contour)) for code, contour in known.items()}
    rows = Accident.objects.filter(edition__batch=batch, latitude__isnull=False).values_list(
        "number", "commune_id", "latitude", "longitude"
    )
    for number, insee, latitude, longitude in rows.iterator(chunk_size=2_000):
        contour, point = known.get(insee), (float(longitude), float(latitude))
        if contour is None or (boxes[insee].holds(point) and is_inside(point, contour)):
            continue
        distance = metres_to(point, contour)
        if distance > limit:
            yield {
                "file": "caractéristiques", "line": 0, "text": number,
                "reason": f"Le point de l'accident {number} est à {distance:,.0f} m de la commune {insee}.".replace(
                    ",", " "),
            }  # fmt: skip


# --- accumulations ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spot:
    """Accidents that lie within the radius of one of them."""

    latitude: float
    longitude: float
    members: tuple[int, ...]


def spots(points: Iterable[tuple[int, float, float]], radius_m: float, least: int) -> list[Spot]:
    """(key, latitude, longitude) gathered around the densest first; an accident counts in one accumulation only."""
    points = list(points)
    step = radius_m / DEGREE_M
    squeeze = cos(radians(points[0][1])) if points else 1.0

    def cell(latitude: float, longitude: float) -> tuple[int, int]:
        return floor(latitude / step), floor(longitude * squeeze / step)

    grid: dict[tuple[int, int], list[tuple[int, float, float]]] = {}
    for point in points:
        grid.setdefault(cell(point[1], point[2]), []).append(point)

    def near(latitude: float, longitude: float, taken: set[int]) -> list[tuple[int, float, float]]:
        row, column = cell(latitude, longitude)
        return [
            other
            for y in (row - 1, row, row + 1)
            for x in (column - 1, column, column + 1)
            for other in grid.get((y, x), ())
            if other[0] not in taken and metres((longitude, latitude), (other[2], other[1])) <= radius_m
        ]

    found: list[Spot] = []
    taken: set[int] = set()
    ranked = sorted(((len(near(lat, lon, taken)), key, lat, lon) for key, lat, lon in points), reverse=True)
    for count, key, latitude, longitude in ranked:
        if count < least:
            break
        if key in taken:
            continue
        members = near(latitude, longitude, taken)
        if len(members) < least:
            continue
        taken.update(member[0] for member in members)
        found.append(Spot(
            sum(member[1] for member in members) / len(members), sum(member[2] for member in members) / len(members),
            tuple(sorted(member[0] for member in members)),
        ))  # fmt: skip
    return sorted(found, key=lambda spot: (-len(spot.members), spot.members))
