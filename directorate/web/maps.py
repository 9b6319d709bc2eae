"""Maps as SVG made on the server: contours, tones and points, the same on the page and in a PDF. Pure.

Colours are plain attributes and classes: WeasyPrint reads the first, the page the second (light and dark).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDTH = 640
MARGIN = 8
SHADES = ("#f5f5fe", "#cacafb", "#8585f6", "#313178", "#000091")
HATCHING = (
    '<defs><pattern id="map-hatching" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="6" height="6" fill="#ffffff"/>'
    '<line x1="0" x2="0" y1="0" y2="6" stroke="#929292" stroke-width="2"/></pattern></defs>'
)


@dataclass(frozen=True)
class Area:
    """One contour: `shade` from 0 to 4 says how much there is; `url` makes it a link. `hatched`: not to be told."""

    code: str
    label: str
    contour: Mapping
    shade: int = 0
    url: str = ""
    strong: bool = False
    hatched: bool = False


@dataclass(frozen=True)
class Point:
    label: str
    longitude: float
    latitude: float
    url: str = ""
    tone: str = "info"


@dataclass(frozen=True)
class Perimeter:
    """A shape over the communes: a GeoJSON Polygon or MultiPolygon."""

    label: str
    contour: Mapping
    url: str = ""
    tone: str = "error"


@dataclass(frozen=True)
class Way:
    """A route: its lines, each a list of (longitude, latitude)."""

    label: str
    lines: Sequence[Sequence[Sequence[float]]]
    tone: str = "info"


def rings(contour: Mapping) -> list[Sequence]:
    polygons = contour["coordinates"] if contour["type"] == "MultiPolygon" else [contour["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def shade_of(value: float, greatest: float) -> int:
    """Zero stays apart from a little."""
    if value <= 0 or greatest <= 0:
        return 0
    return min(4, 1 + int(value / greatest * 3.999))


def svg_map(
    areas: Iterable[Area],
    *,
    title: str,
    points: Iterable[Point] = (),
    ways: Iterable[Way] = (),
    perimeters: Iterable[Perimeter] = (),
) -> SafeString:
    """An equirectangular map, fitted to the areas, the ways and the perimeters. Empty when there is nothing to draw."""
    areas, ways, perimeters = [area for area in areas if area.contour], list(ways), list(perimeters)
    if not areas:
        return mark_safe("")
    every = [position for area in areas for ring in rings(area.contour) for position in ring]
    every += [position for way in ways for line in way.lines for position in line]
    every += [position for perimeter in perimeters for ring in rings(perimeter.contour) for position in ring]
    west, east = min(p[0] for p in every), max(p[0] for p in every)
    south, north = min(p[1] for p in every), max(p[1] for p in every)
    squeeze = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)
    height = round((north - south) * scale + 2 * MARGIN)

    def place(longitude, latitude):
        return (
            round(MARGIN + (float(longitude) - west) * squeeze * scale, 1),
            round(MARGIN + (north - float(latitude)) * scale, 1),
        )

    def outline(contour):
        return "".join(
            "M" + "L".join(f"{x} {y}" for x, y in (place(*position) for position in ring)) + "Z"
            for ring in rings(contour)
        )

    def linked(url, label, shape):
        return f'<a href="{escape(url)}" aria-label="{escape(label)}">{shape}</a>' if url else shape

    drawn = [HATCHING] if any(area.hatched for area in areas) else []
    for area in areas:
        path = outline(area.contour)
        css = f"map__area map__area--{'hatched' if area.hatched else area.shade}"
        css += " map__area--strong" if area.strong else ""
        fill = "url(#map-hatching)" if area.hatched else SHADES[area.shade]
        shape = (
            f'<path d="{path}" class="{css}" fill="{fill}" stroke="#929292" stroke-width="0.8"'
            f' fill-rule="evenodd"><title>{escape(area.label)}</title></path>'
        )
        drawn.append(linked(area.url, area.label, shape))
    for perimeter in perimeters:
        shape = (
            f'<path d="{outline(perimeter.contour)}" class="map__perimeter map__perimeter--{escape(perimeter.tone)}"'
            f' fill="#e1000f" fill-opacity="0.25" fill-rule="evenodd" stroke="#e1000f" stroke-width="2"'
            f' stroke-dasharray="6 3"><title>{escape(perimeter.label)}</title></path>'
        )
        drawn.append(linked(perimeter.url, perimeter.label, shape))
    for way in ways:
        path = "".join(
            "M" + "L".join(f"{x} {y}" for x, y in (place(*position) for position in line)) for line in way.lines
        )
        drawn.append(
            f'<path d="{path}" class="map__way map__way--{escape(way.tone)}" fill="none" stroke="#e1000f"'
            f' stroke-width="3" stroke-linejoin="round"><title>{escape(way.label)}</title></path>'
        )
    for point in points:
        x, y = place(point.longitude, point.latitude)
        mark = (
            f'<circle cx="{x}" cy="{y}" r="5" class="map__point map__point--{escape(point.tone)}" fill="#e1000f"'
            f' stroke="#ffffff"><title>{escape(point.label)}</title></circle>'
        )
        drawn.append(linked(point.url, point.label, mark))
    return mark_safe(
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="group"'
        f' aria-label="{escape(title)}">{"".join(drawn)}</svg>'
    )
