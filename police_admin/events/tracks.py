"""A route out of a file (GPX, GeoJSON) or out of typed points: its coordinates, and nothing else of what was sent.

Judged by its content: bounded size and number of points, no document type (so no entity to expand), no reference
followed.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, NoReturn
from xml.parsers import expat

from directorate.web.errors import DomainError

Point = tuple[float, float]  # longitude, latitude in degrees, as GeoJSON writes them
Line = list[Point]
MAX_BYTES = 2_000_000
MAX_POINTS = 20_000
DECIMALS = 5  # about a metre
DEEPEST = 40
LONGEST_LINE = 80
TYPED = re.compile(r"(-?\d{1,2}[.,]\d+)(?:\s*[;,]\s*|\s+)(-?\d{1,3}[.,]\d+)")
UNREADABLE = "Ce fichier n'est ni un GPX ni un GeoJSON lisible."
EMPTY = "Ce fichier ne contient pas d'itinéraire : il faut au moins une ligne de deux points."


class TrackRefused(DomainError):
    """What was sent is no route that may be kept; said beside its field."""


def read_file(content: bytes) -> list[Line]:
    """The lines of a file, told by its first sign. Raises TrackRefused."""
    if len(content) > MAX_BYTES:
        raise TrackRefused(f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo.", field="document")
    text = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    reader = READERS.get(text[:1])
    if reader is None:
        raise TrackRefused(UNREADABLE, field="document")
    return kept(reader(text), "document")


def read_points(lines: Sequence[str]) -> list[Line]:
    """One point a line: "48.79010, 2.45560", latitude first as maps write it. Raises TrackRefused."""
    found: Line = []
    for rank, line in enumerate(lines, 1):
        words = " ".join(line.split())
        match = TYPED.fullmatch(words) if len(words) <= LONGEST_LINE else None
        if match is None:
            raise TrackRefused(
                f"Ligne {rank} : écrire une latitude et une longitude, par exemple « 48.7901, 2.4556 ».", field="points"
            )
        latitude, longitude = (float(number.replace(",", ".")) for number in match.groups())
        found.append((longitude, latitude))
    return kept([found], "points")


def kept(lines: Sequence[Sequence[Point]], field: str) -> list[Line]:
    """Rounded, without a point said twice running; only the lines that go somewhere."""
    if sum(len(line) for line in lines) > MAX_POINTS:
        raise TrackRefused(f"L'itinéraire compte plus de {MAX_POINTS:,} points.".replace(",", " "), field=field)
    found = []
    for line in lines:
        rounded: Line = []
        for longitude, latitude in line:
            if not (isfinite(longitude) and isfinite(latitude) and abs(longitude) <= 180 and abs(latitude) <= 90):
                raise TrackRefused("Une coordonnée de l'itinéraire est impossible.", field=field)
            point = (round(longitude, DECIMALS), round(latitude, DECIMALS))
            if not rounded or rounded[-1] != point:
                rounded.append(point)
        if len(rounded) > 1:
            found.append(rounded)
    if not found:
        raise TrackRefused(EMPTY if field == "document" else "Indiquer au moins deux points différents.", field=field)
    return found


# --- GPX ----------------------------------------------------------------------------------------------------


def refuse_document_type(*args: Any) -> NoReturn:
    raise TrackRefused("Un fichier GPX ne déclare pas de type de document : il est refusé.", field="document")


def read_gpx(content: bytes) -> list[Line]:
    """The segments of tracks and the routes; points of interest, names, dates and extensions are left aside."""
    lines: list[Line] = []
    seen: list[str] = []
    depth = 0

    def opened(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise TrackRefused(UNREADABLE, field="document")
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
        raise TrackRefused(UNREADABLE, field="document") from None
    if seen != ["gpx"]:
        raise TrackRefused(UNREADABLE, field="document")
    return lines


# --- GeoJSON ------------------------------------------------------------------------------------------------


def read_geojson(content: bytes) -> list[Line]:
    try:
        data = json.loads(content, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        raise TrackRefused(UNREADABLE, field="document") from None
    return [[point_of(position) for position in line] for line in lines_in(data, 0)]


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def lines_in(data: Any, depth: int) -> Iterator[list[Any]]:
    """The lists of positions of a geometry, a feature or a collection of them; points and areas are left aside."""
    if not isinstance(data, dict) or depth > DEEPEST:
        raise TrackRefused(UNREADABLE, field="document")
    kind = data.get("type")
    if kind == "Feature":
        if data.get("geometry") is not None:
            yield from lines_in(data["geometry"], depth + 1)
    elif kind in ("FeatureCollection", "GeometryCollection"):
        for item in listed(data.get("features" if kind == "FeatureCollection" else "geometries")):
            yield from lines_in(item, depth + 1)
    elif kind == "LineString":
        yield listed(data.get("coordinates"))
    elif kind == "MultiLineString":
        for line in listed(data.get("coordinates")):
            yield listed(line)
    elif kind not in ("Point", "MultiPoint", "Polygon", "MultiPolygon"):
        raise TrackRefused(UNREADABLE, field="document")


def listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TrackRefused(UNREADABLE, field="document")
    return value


def point_of(position: Any) -> Point:
    if len(listed(position)) < 2:
        raise TrackRefused(UNREADABLE, field="document")
    return number(position[0]), number(position[1])


def number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TrackRefused(UNREADABLE, field="document")
    try:
        return float(value)
    except (ValueError, OverflowError):
        raise TrackRefused("Une coordonnée de l'itinéraire est illisible.", field="document") from None


READERS: Mapping[bytes, Callable[[bytes], list[Line]]] = {b"<": read_gpx, b"{": read_geojson}
