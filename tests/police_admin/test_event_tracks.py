"""Routes out of files and typed points: what is kept, what is refused; metres, contours, and routes that come near."""

import json

import pytest

from directorate.territory.geography import crossed, is_inside, length_of
from directorate.territory.positions import PositionsRefused
from police_admin.events import geography
from police_admin.events.tracks import MAX_BYTES, MAX_POINTS, read_file, read_points

GPX = """<?xml version="1.0" encoding="UTF-8"?>
<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="Montre de Mme Tellier">
  <metadata><name>Chez moi</name><time>2026-06-01T08:00:00Z</time></metadata>
  <wpt lat="48.80" lon="2.40"><name>Maison</name></wpt>
  <trk><name>Essai</name><trkseg>
    <trkpt lat="48.790001" lon="2.4500004"><ele>40</ele><time>2026-06-01T08:00:01Z</time></trkpt>
    <trkpt lat="48.790001" lon="2.4500004"/><trkpt lat="48.80" lon="2.46"/>
  </trkseg></trk>
</gpx>"""
LINE = [[(2.45, 48.79), (2.46, 48.8)]]


def geojson(geometry) -> bytes:
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {"who": "x"}, "geometry": geometry}],
        }
    ).encode()


@pytest.mark.parametrize(
    "content",
    [
        GPX.encode(),
        b"\xef\xbb\xbf" + GPX.encode(),
        GPX.replace("trkpt", "rtept").replace("trkseg", "rte").encode(),
        geojson({"type": "LineString", "coordinates": [[2.45, 48.79, 40], [2.46, 48.8, 41]]}),
        geojson({"type": "MultiLineString", "coordinates": [[[2.45, 48.79], [2.46, 48.8]], [[2.4, 48.7]]]}),
        json.dumps({"type": "LineString", "coordinates": [[2.45, 48.79], [2.46, 48.8]]}).encode(),
    ],
)
def test_only_the_coordinates_of_a_route_are_kept(content):
    assert read_file(content) == LINE


BOMB = '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><gpx><trk>&b;</trk></gpx>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BOMB.encode(), "type de document"),
        (OUTSIDE.encode(), "type de document"),
        (b"", "ni un GPX ni un GeoJSON"),
        (b"%PDF-1.7", "ni un GPX ni un GeoJSON"),
        *((GPX.replace("UTF-8", name).encode(), "ni un GPX") for name in ("zzz", "hex", "utf-7", "shift_jis")),
        (b"<html><body/></html>", "ni un GPX ni un GeoJSON"),
        (b"<gpx><trk>", "ni un GPX ni un GeoJSON"),
        (b"<gpx>" + b"<a>" * 100_000, "ni un GPX ni un GeoJSON"),
        (b"<gpx><wpt lat='48' lon='2'/></gpx>", "ne contient pas d'itinéraire"),
        (GPX.replace('lat="48.80" lon="2.46"', 'lat="98.80" lon="2.46"').encode(), "impossible"),
        (GPX.replace('lat="48.80" lon="2.46"', 'lon="2.46"').encode(), "ni un GPX"),
        (GPX.replace('"2.46"', '"deux"').encode(), "illisible"),
        (b"{", "ni un GPX ni un GeoJSON"),
        (b'{"type":' * 100_000, "ni un GPX ni un GeoJSON"),
        (b"{}", "ni un GPX ni un GeoJSON"),
        (geojson({"type": "Point", "coordinates": [2.4, 48.7]}), "ne contient pas d'itinéraire"),
        (geojson({"type": "LineString", "coordinates": [[2.4, 48.7], [True, 48.8]]}), "ni un GPX"),
        (geojson({"type": "LineString", "coordinates": [[2.4], [2.5]]}), "ni un GPX"),
        (geojson({"type": "LineString", "coordinates": "x"}), "ni un GPX"),
        (geojson({"type": "LineString", "coordinates": [[2.4, 48.7], [10**400, 48.7]]}), "illisible"),
        (b'{"type": "LineString", "coordinates": [[NaN, 48.7], [2.4, 48.8]]}', "ni un GPX"),
        (geojson({"type": "LineString", "coordinates": [[2.4, 48.7]] * (MAX_POINTS + 1)}), "plus de 20 000 points"),
        (b" " * (MAX_BYTES + 1), "dépasse 2 Mo"),
    ],
)
def test_what_is_no_route_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(PositionsRefused, match=sentence):
        read_file(content)


def test_points_are_typed_latitude_first():
    assert read_points(["48.79, 2.45", "48,80 ; 2,46"]) == LINE
    with pytest.raises(PositionsRefused, match="Ligne 2"):
        read_points(["48.79, 2.45", "place de la Mairie"])
    with pytest.raises(PositionsRefused, match="deux points"):
        read_points(["48.79, 2.45", "48.79, 2.45"])


@pytest.mark.parametrize("line", ["48.79" + " " * 200 + "2.45", "  48.79 \t;  2.45  "])
def test_spaces_beside_a_point_do_not_count(line):
    assert read_points([line, "48,80 ; 2,46"]) == LINE


@pytest.mark.parametrize("line", ["48.79" + " " * 50_000 + "x", "48." + "7" * 100 + ", 2.45"])
def test_a_line_that_is_no_point_is_refused_whatever_its_length(line):
    with pytest.raises(PositionsRefused, match="Ligne 1"):
        read_points([line])


# --- metres and contours ------------------------------------------------------------------------------------


def square(west, south, size=0.01, hole=None):
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring, *([hole] if hole else [])]}


CONTOURS = {"A": square(2.40, 48.79), "B": square(2.41, 48.79), "C": square(2.42, 48.79)}


def test_a_route_is_as_long_as_on_the_ground():
    # One hundredth of a degree of latitude is 1.11 km; of longitude, here, 0.73 km.
    assert length_of([[(2.4, 48.79), (2.4, 48.80)]]) == 1112
    assert 725 < length_of([[(2.40, 48.79), (2.41, 48.79)]]) < 740


def test_communes_are_crossed_in_the_order_of_the_way_and_what_is_left_aside_is_not():
    found = crossed([[(2.425, 48.795), (2.405, 48.795)]], CONTOURS)
    assert list(found) == ["C", "B", "A"]
    assert abs(found["B"] - 733) < 40
    assert abs(sum(found.values()) - length_of([[(2.425, 48.795), (2.405, 48.795)]])) < 5
    assert crossed([[(2.3, 48.7), (2.31, 48.7)]], CONTOURS) == {}


def test_a_hole_and_an_island_are_read():
    hole = square(2.403, 48.793, 0.004)["coordinates"][0]
    assert not is_inside((2.405, 48.795), square(2.40, 48.79, hole=hole))
    assert is_inside((2.401, 48.791), square(2.40, 48.79, hole=hole))
    islands = {"type": "MultiPolygon", "coordinates": [CONTOURS["A"]["coordinates"], CONTOURS["C"]["coordinates"]]}
    assert [is_inside((x, 48.795), islands) for x in (2.405, 2.415, 2.425)] == [True, False, True]


@pytest.mark.parametrize(
    ("other", "near"),
    [
        ([[(2.405, 48.785), (2.405, 48.800)]], True),  # crosses it
        ([[(2.400, 48.7910), (2.410, 48.7910)]], True),  # 111 m beside
        ([[(2.400, 48.7960), (2.410, 48.7960)]], False),  # 667 m beside
        ([[(2.405, 48.7915)]], True),  # a place 167 m away
        ([[(2.9, 48.9), (2.91, 48.9)]], False),
    ],
)
def test_two_routes_are_near_or_not(other, near):
    route, other = geography.sketch_of([[(2.400, 48.790), (2.410, 48.790)]]), geography.sketch_of(other)
    assert (geography.gap(route, other, 300) is not None) is near
    assert (geography.gap(other, route, 300) is not None) is near


def test_a_long_route_is_compared_by_few_points():
    drawn = [[(2.40 + rank / 50_000, 48.79 + (rank % 2) / 1_000) for rank in range(MAX_POINTS)]]
    sketch = geography.sketch_of(drawn)
    assert len(sketch.points) <= geography.COMPARED_POINTS
    assert geography.gap(sketch, geography.sketch_of([[(2.40, 48.79)]]), 300) == 0
    assert geography.gap(sketch, geography.sketch_of([[(2.60, 48.90)]]), 300) is None


def winding(rank: int, size: int = 2_000) -> list:
    """A hostile route: up and down without end over the same square, beside those of other ranks."""
    return [[(2.40 + rank * 0.00001 + step / size * 0.01, 48.79 + step % 2 * 0.01) for step in range(size)]]


def test_routes_far_apart_are_told_so_by_their_outlines_alone():
    first, second = geography.sketch_of(winding(0)), geography.sketch_of([[(2.5, 48.79), (2.51, 48.80)]])
    assert geography.near_runs(first.outline, second.outline, 300) == []
    # Around the corner of an L: one box holds the place, those of the runs do not.
    corner = geography.sketch_of([[(2.40, 48.79), (2.44, 48.79), (2.44, 48.82)]])
    place = geography.sketch_of([[(2.405, 48.815)]])
    assert corner.outline.box.touches(place.outline.box)
    assert geography.near_runs(corner.outline, place.outline, 300) == []


def test_an_outline_is_read_again_as_it_was_kept():
    sketch = geography.sketch_of(winding(0))
    kept = json.loads(json.dumps(geography.stored(sketch)))
    again = geography.Sketch(kept["points"], geography.outline_of(kept["outline"]))
    assert again.outline == sketch.outline
    other = geography.sketch_of([[(2.405, 48.7865)]])
    assert geography.gap(again, other, 600) == geography.gap(sketch, other, 600) is not None


def test_no_more_distances_are_computed_than_the_meter_allows():
    first, second = geography.sketch_of([[(2.40, 48.79), (2.41, 48.79)]]), geography.sketch_of([[(2.405, 48.791)]])
    enough, short = geography.Meter(1_000), geography.Meter(3)
    assert geography.gap(first, second, 300, enough) == geography.gap(first, second, 300)
    assert 0 <= enough.left < 1_000
    assert geography.gap(first, second, 300, short) is None
    assert short.is_over
