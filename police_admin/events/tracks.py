"""A route out of a file (GPX, GeoJSON) or out of typed points: its coordinates, and nothing else of what was sent.

Judged by its content: bounded size and number of points, no document type (so no entity to expand), no reference
followed.
"""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, NoReturn
from xml.parsers import expat

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

MAX_BYTES = 2_000_000
MAX_POINTS = 20_000
DEEPEST = 40
UNREADABLE = "Ce fichier n'est ni un GPX ni un GeoJSON lisible."
EMPTY = "Ce fichier ne contient pas d'itinéraire : il faut au moins une ligne de deux points."


def read_file(content: bytes) -> list[Line]:
    """The lines of a file, told by its first sign. Raises PositionsRefused."""
    if len(content) > MAX_BYTES:
        raise PositionsRefused(f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo.", field="document")
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    reader = READERS.get(text[:1])
    if reader is None:
        raise PositionsRefused(UNREADABLE, field="document")
    return kept(reader(text), "document")


def read_points(lines: Sequence[str]) -> list[Line]:
    """Points typed one a line, latitude first. Raises PositionsRefused."""
    return kept([typed_points(lines, "points")], "points")


def kept(lines: Sequence[Sequence[Point]], field: str) -> list[Line]:
    """Rounded, without a point said twice running; only the lines that go somewhere."""
    if sum(len(line) for line in lines) > MAX_POINTS:
        raise PositionsRefused(f"L'itinéraire compte plus de {MAX_POINTS:,} points.".replace(",", " "), field=field)
    found = []
    for line in lines:
        rounded: Line = []
        for longitude, latitude in line:
            if not (isfinite(longitude) and isfinite(latitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
                raise PositionsRefused("Une coordonnée de l'itinéraire est impossible.", field=field)
            point = (round(longitude, DECIMALS), round(latitude, DECIMALS))
            if not rounded or rounded[-1] != point:
                rounded.append(point)
        if len(rounded) > 1:
            found.append(rounded)
    if not found:
        raise PositionsRefused(
            EMPTY if field == "document" else "Indiquer au moins deux points différents.", field=field
        )
    return found


# --- GPX ----------------------------------------------------------------------------------------------------


def refuse_document_type(*args: Any) -> NoReturn:
    raise PositionsRefused("Un fichier GPX ne déclare pas de type de document : il est refusé.", field="document")


def read_gpx(content: bytes) -> list[Line]:
    """The segments of tracks and the routes; points of interest, names, dates and extensions are left aside."""
    lines: list[Line] = []
    seen: list[str] = []
    depth = 0

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise PositionsRefused(UNREADABLE, field="document")
        tag = name.rpartition(":")[2]
        seen.append(tag) if not seen else None
        if tag in ("trkseg", "rte"):
            lines.append([])
        elif tag in ("trkpt", "rtept") and lines:
            lines[-1].append((number(attributes.get("lon")), number(attributes.get("lat"))))
            if len(lines[-1]) > MAX_POINTS:
                kept(lines, "document")

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_document_type
    parser.EntityDeclHandler = refuse_document_type
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(content, True)
    # The last two: an encoding that does not exist, or that the parser cannot read.
    except (expat.ExpatError, LookupError, ValueError):
        raise PositionsRefused(UNREADABLE, field="document") from None
    if seen != ["gpx"]:
        raise PositionsRefused(UNREADABLE, field="document")
    return lines


# --- GeoJSON ------------------------------------------------------------------------------------------------


def read_geojson(content: bytes) -> list[Line]:
    try:
        return [[point_of(position) for position in line] for line in parts_of(json_of(content), "LineString")]
    except Unreadable:
        raise PositionsRefused(UNREADABLE, field="document") from None


def point_of(position: Any) -> Point:
    if len(listed(position)) < 2:
        raise PositionsRefused(UNREADABLE, field="document")
    return number(position[0]), number(position[1])


def number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PositionsRefused(UNREADABLE, field="document")
    try:
        return float(value)
    except (ValueError, OverflowError):
        raise PositionsRefused("Une coordonnée de l'itinéraire est illisible.", field="document") from None


READERS: Mapping[bytes, Callable[[bytes], list[Line]]] = {b"<": read_gpx, b"{": read_geojson}
