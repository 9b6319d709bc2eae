"""Positions as they are typed, or found in a GeoJSON: read strictly, and nothing else of what was sent. Pure."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from directorate.web.errors import DomainError

Point = tuple[float, float]  # longitude, latitude in degrees, as GeoJSON writes them
Line = list[Point]
DECIMALS = 5  # about a metre
LONGEST_LINE = 80
DEEPEST = 40
GEOMETRIES = ("Point", "LineString", "Polygon")
TYPED = re.compile(r"(-?\d{1,2}[.,]\d+)(?:\s*[;,]\s*|\s+)(-?\d{1,3}[.,]\d+)")


class PositionsRefused(DomainError):
    """What was sent is no place that may be kept; said beside its field."""


class Unreadable(ValueError):
    """This is no GeoJSON."""


def typed_points(lines: Sequence[str], field: str) -> Line:
    """One point a line: "48.79010, 2.45560", latitude first as maps write it. Raises PositionsRefused."""
    found: Line = []
    for rank, line in enumerate(lines, 1):
        words = " ".join(line.split())
        match = TYPED.fullmatch(words) if len(words) <= LONGEST_LINE else None
        if match is None:
            raise PositionsRefused(
                f"Ligne {rank} : écrire une latitude et une longitude, par exemple « 48.7901, 2.4556 ».", field=field
            )
        latitude, longitude = (float(number.replace(",", ".")) for number in match.groups())
        found.append((longitude, latitude))
    return found


def json_of(content: bytes) -> Any:
    """Raises Unreadable."""
    try:
        return json.loads(content, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        raise Unreadable from None


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Unreadable
    return value


def parts_of(data: Any, wanted: str, depth: int = 0) -> Iterator[list[Any]]:
    """The coordinates of each `wanted` geometry ("LineString", "Polygon") of a GeoJSON. Raises Unreadable.

    In a geometry, a feature or a collection of them; geometries of other kinds are left aside.
    """
    if not isinstance(data, dict) or depth > DEEPEST:
        raise Unreadable
    kind = data.get("type")
    if kind == "Feature":
        if data.get("geometry") is not None:
            yield from parts_of(data["geometry"], wanted, depth + 1)
    elif kind in ("FeatureCollection", "GeometryCollection"):
        for item in listed(data.get("features" if kind == "FeatureCollection" else "geometries")):
            yield from parts_of(item, wanted, depth + 1)
    elif kind == wanted:
        yield listed(data.get("coordinates"))
    elif kind == f"Multi{wanted}":
        for part in listed(data.get("coordinates")):
            yield listed(part)
    elif not isinstance(kind, str) or kind.removeprefix("Multi") not in GEOMETRIES:
        raise Unreadable
