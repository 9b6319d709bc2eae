"""Perimeters out of a GeoJSON, of corners or of a circle: what is kept, what is refused, which communes they meet."""

import json

import pytest

from directorate.territory.geography import is_inside
from directorate.territory.positions import PositionsRefused
from directorate.territory.shapes import MAX_BYTES, MAX_POINTS, is_near, read_shape, touched, typed_shape
from directorate.web.maps import Area, Perimeter, svg_map

RING = [[2.40, 48.79], [2.42, 48.79], [2.42, 48.81], [2.40, 48.81], [2.40, 48.79]]
SQUARE = {"type": "Polygon", "coordinates": [RING]}
CONTOURS = {
    "A": {"type": "Polygon", "coordinates": [[[x + 0.03, y] for x, y in RING]]},
    "B": {"type": "Polygon", "coordinates": [[[x + 0.06, y] for x, y in RING]]},
    "C": {"type": "Polygon", "coordinates": [[[x + 0.20, y] for x, y in RING]]},
}


def sent(geometry) -> bytes:
    return json.dumps(geometry).encode()


@pytest.mark.parametrize(
    "geometry",
    [
        SQUARE,
        {"type": "MultiPolygon", "coordinates": [[RING]]},
        {"type": "Polygon", "coordinates": [[*RING[:2], RING[1], *RING[2:4]]]},  # said twice, and left open
        {"type": "Feature", "properties": {"who": "x"}, "geometry": {"type": "Polygon", "coordinates": [RING]}},
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [2.4, 48.7]}},
                {"type": "Feature", "geometry": None},
                {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[*p, 31] for p in RING]]}},
            ],
        },
    ],
)
def test_only_the_closed_rings_of_a_shape_are_kept(geometry):
    assert read_shape(sent(geometry), "text") == {"type": "MultiPolygon", "coordinates": [[RING]]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "GeoJSON lisible"),
        (b"%PDF-1.7", "GeoJSON lisible"),
        (b"[" * 100_000, "GeoJSON lisible"),
        (b'{"type":' * 50_000, "GeoJSON lisible"),
        (b'{"type": "Polygon", "coordinates": [[[NaN, 48.7], [2.4, 48.8], [2.5, 48.8]]]}', "GeoJSON lisible"),
        (sent({"type": "Polygon", "coordinates": [[[2.4], [2.5], [2.6]]]}), "GeoJSON lisible"),
        (sent({"type": "Polygon", "coordinates": [[["2.4", 48.7], [2.5, 48.7], [2.5, 48.8]]]}), "GeoJSON lisible"),
        (sent({"type": "Polygon", "coordinates": [[[True, 48.7], [2.5, 48.7], [2.5, 48.8]]]}), "GeoJSON lisible"),
        (sent({"type": "Polygon", "coordinates": [[[10**400, 48.7], [2.5, 48.7], [2.5, 48.8]]]}), "GeoJSON lisible"),
        (sent({"type": "LineString", "coordinates": RING}), "polygone"),
        (sent({"type": "Polygon", "coordinates": []}), "polygone"),
        (sent({"type": "Polygon", "coordinates": [[[2.4, 48.7], [2.5, 48.8], [2.6, 48.9]]]}), "n'entoure rien"),
        (sent({"type": "Polygon", "coordinates": [[[2.4, 48.7], [2.4, 98.7], [2.5, 48.7]]]}), "impossible"),
        (sent({"type": "Polygon", "coordinates": [[[2, 4]] * (MAX_POINTS + 1)]}), "5 000 points"),
        (sent({"type": "MultiPolygon", "coordinates": [[RING]] * 51}), "50 parties"),
        (b" " * (MAX_BYTES + 1), "500 ko"),
    ],
)
def test_what_is_no_perimeter_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(PositionsRefused, match=sentence) as refusal:
        read_shape(content, "text")
    assert refusal.value.field == "text"


def test_corners_or_a_point_and_a_distance_are_typed_latitude_first():
    corners = ["48.79, 2.40", "48.79, 2.42", "48.81, 2.42", "48.81, 2.40"]
    assert typed_shape(corners, None, "points")["coordinates"] == [[RING]]
    circle = typed_shape(["48.80, 2.41"], 1_000, "points")
    assert is_inside((2.41, 48.8089), circle)
    assert is_inside((2.4236, 48.80), circle)
    assert not is_inside((2.41, 48.8091), circle)
    for lines, distance, sentence in [
        (corners[:2], None, "trois sommets"), (corners, 500, "un seul point"), (corners[:1], 5, "rayon"),
        (corners[:1], 31_000, "rayon"), (["mairie"], None, "Ligne 1"),
    ]:  # fmt: skip
        with pytest.raises(PositionsRefused, match=sentence):
            typed_shape(lines, distance, "points")


def test_a_perimeter_meets_the_communes_that_it_crosses_or_holds_and_is_near_them_or_not():
    wide = typed_shape(["48.70, 2.435", "48.70, 2.49", "48.90, 2.49", "48.90, 2.435"], None, "points")
    assert touched(wide, CONTOURS) == ["A", "B"]
    inside = typed_shape(["48.80, 2.44"], 100, "points")
    assert touched(inside, CONTOURS) == ["A"]
    assert is_near(wide, CONTOURS, 20_000)
    assert not is_near(wide, CONTOURS, 1_000)
    assert is_near(wide, {}, 0)


def test_a_perimeter_is_drawn_over_the_communes_and_its_name_is_text():
    drawn = svg_map([Area("A", "A", CONTOURS["A"])], title="Carte", perimeters=[Perimeter("<b>zone</b>", SQUARE, "/x")])
    assert 'class="map__perimeter map__perimeter--error"' in drawn
    assert "&lt;b&gt;zone&lt;/b&gt;" in drawn and "<b>" not in drawn
