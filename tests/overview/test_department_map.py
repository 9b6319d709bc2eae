"""The map of the department: what a person may see, chosen layers, names that nobody knows."""

from decimal import Decimal

from django.urls import reverse

from directorate.overview.department_map import layers_for
from tests.civil_protection.establishment_rows import AT, an_establishment

MAP = reverse("directorate:map")


def test_a_layer_is_shown_to_those_who_read_it_and_to_nobody_else(house, client):
    place = an_establishment(by=house.director, activity="L_SHOW", public_total=1600, name="Cinéma <b>Rio</b>",
                             latitude="48.79", longitude="2.45")  # fmt: skip
    assert place.category == 1
    seen = {one.layer.code: one for one in layers_for(house.director, AT, ["establishments"])}
    assert [mark.latitude for mark in seen["establishments"].marks] == [Decimal("48.79")]
    assert seen["establishments"].is_chosen
    assert "establishments" not in {one.layer.code for one in layers_for(house.agent, AT, ["establishments"])}
    client.force_login(house.director)
    page = client.get(MAP, {"layer": ["establishments", "inconnue", "\x00"]}).content.decode()
    assert "Cinéma &lt;b&gt;Rio&lt;/b&gt;" in page
    assert "<b>Rio" not in page
    client.force_login(house.agent)
    page = client.get(MAP, {"layer": "establishments"})
    assert page.status_code == 200
    assert "Rio" not in page.content.decode()


def test_the_first_layer_is_chosen_when_none_is(house):
    an_establishment(by=house.director, activity="L_SHOW", public_total=1600, latitude="48.79", longitude="2.45")
    shown = layers_for(house.director, AT, [])
    assert [one.is_chosen for one in shown] == [True] + [False] * (len(shown) - 1)


def test_nobody_unknown_reads_the_map(client):
    assert client.get(MAP).status_code == 302
