"""The perimeter of a ban: pasted or typed, on its page, on the map of each commune that it touches, for who may see."""

import json

import pytest
from django.urls import reverse

from directorate.casework.models import Case
from directorate.journal.models import JournalEntry
from directorate.manifests import all_of
from directorate.territory.models import Commune
from directorate.web.errors import DomainError, NotFound
from police_admin.events.models import EventRoute
from police_admin.events.perimeters import bounded_case, on_the_map, record_perimeter
from tests.people import House, paris
from tests.police_admin.test_event_tracks import square
from tests.police_admin.test_outlet_measures import BAN, opened

AT = paris(2026, 6, 18)


def ring(west: float, south: float, side: float = 0.004) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings) -> dict:
    return {"type": "MultiPolygon", "coordinates": [list(rings)]}


@pytest.fixture()
def banned(house: House) -> Case:
    """A ban that names Créteil, beside which lies Vincennes."""
    for insee, west in (("94028", 2.45), ("94080", 2.46)):
        Commune.objects.filter(pk=insee).update(contour=square(west, 48.78))
    return opened(house, "alcohol_sale_or_carry_ban", BAN)


def test_the_shape_of_a_ban_is_drawn_shown_and_removed(client, house, banned, time_machine):
    time_machine.move_to(AT, tick=False)
    page, record, remove = (
        reverse(f"police_admin:{name}", args=[banned.reference])
        for name in ("perimeter", "perimeter-record", "perimeter-remove")
    )
    client.force_login(house.agent)
    assert "Aucun tracé" in client.get(page).content.decode()
    refused = client.post(record, {"points": "48.78, 2.45\n48.79"})
    assert refused.status_code == 422
    assert "Ligne 2" in refused.content.decode()
    # Across the limit: Créteil is named by the order, Vincennes is not.
    assert client.post(record, {"text": json.dumps(polygon(ring(2.458, 48.782)))}).status_code == 302
    drawn = EventRoute.objects.get()
    assert (drawn.case, sorted(drawn.communes), drawn.source) == (banned, ["94028", "94080"], "file")
    for shown in (page, reverse("directorate:case", args=[banned.reference])):
        assert "que l'arrêté ne nomme pas : Vincennes" in client.get(shown).content.decode().replace("&#x27;", "'")
    client.force_login(house.stranger)
    assert client.get(page).status_code in (403, 404)
    client.force_login(house.agent)
    assert client.post(remove).status_code == 302
    assert not EventRoute.objects.exists()
    told = JournalEntry.objects.filter(action__startswith="ban.perimeter").order_by("pk")
    assert [row.action for row in told] == ["ban.perimeter_recorded", "ban.perimeter_removed"]


def test_a_ban_in_force_is_on_the_map_of_each_commune_for_those_who_may_see_it(house, banned):
    shape = polygon(ring(2.458, 48.782))
    record_perimeter(case=banned, shape=shape, source="points", by=house.agent, at=AT)
    assert list(on_the_map(house.agent, AT)) == []
    Case.objects.filter(pk=banned.pk).update(stage="in_execution")
    points = list(on_the_map(house.agent, AT))
    assert {(point.commune, json.dumps(point.shape)) for point in points} == {
        (insee, json.dumps(shape)) for insee in ("94028", "94080")
    }
    assert "perimeters" in {layer.code for layer in all_of("map_layers")}
    Case.objects.filter(pk=banned.pk).update(sensitivity="secret")
    assert list(on_the_map(house.deputy, AT)) == []
    with pytest.raises(NotFound):
        bounded_case(house.deputy, banned.reference, AT.date())


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (polygon(ring(48.782, 2.458)), "l'ordre des coordonnées"),
        (polygon(ring(2.452, 48.782), ring(2.453, 48.783, 0.001)), "percé"),
    ],
)
def test_a_shape_far_away_or_with_a_hole_is_refused_beside_its_field(house, banned, shape, sentence):
    with pytest.raises(DomainError, match=sentence) as refusal:
        record_perimeter(case=banned, shape=shape, source="text", by=house.agent, at=AT)
    assert refusal.value.field == "text"
