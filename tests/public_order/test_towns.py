"""Ce qui se passe dans une commune: its blocks, its map, its secrets, its cost."""

from datetime import date

import pytest
from django.urls import reverse

from public_order import towns
from public_order.councils import local_operations as local
from public_order.councils import meeting_operations as life
from public_order.councils import operations
from public_order.headlines import blocks_for
from public_order.town import queries
from tests.people import paris
from tests.public_order.council_stage import (
    AFTER,
    AT,
    SECRET,
    bodies_with_members,
    council,
    held,
    planned,
    police,
    protocol,
)

pytestmark = pytest.mark.django_db


@pytest.fixture()
def kept(bureau, time_machine):
    time_machine.move_to(AFTER, tick=False)
    bodies_with_members()
    return bureau


@pytest.fixture()
def busy(house, kept):
    """Créteil with a council, a sitting to come, a protocol, a theme and an action of an état-major."""
    by = kept.agent
    operations.compute_duties(year=2026, by=by, at=AT)
    row = council(house, by)
    operations.record_sitting(council=row, formation="plenary", held_on=date(2025, 3, 15), by=by, at=AT)
    local.plan_council_sitting(council=row, formation="plenary", starts_at=paris(2026, 6, 11), by=by, at=AT)
    protocol(house, by)
    meeting = held(by, formation="thematic", theme="Halls de Créteil")
    life.decide(meeting=meeting, text="Fermer un hall à Créteil", owner=police(), due_on=date(2026, 6, 1), by=by,
                at=AFTER)  # fmt: skip
    square = [[2.43, 48.77], [2.48, 48.77], [2.48, 48.81], [2.43, 48.81], [2.43, 48.77]]
    house.creteil.contour = {"type": "Polygon", "coordinates": [square]}
    house.creteil.save(update_fields=["contour"])
    return house.creteil


def page_of(client, insee: str, query: str = "") -> str:
    return client.get(reverse("public_order:town", args=[insee]) + query).content.decode()


def test_b8_a_commune_shows_its_council_its_protocols_and_what_was_said_of_it(client, kept, busy):
    client.force_login(kept.agent)
    page = page_of(client, busy.pk)
    for words in ("Ce qui se passe à Créteil", "CLSPD de Créteil", "Dormant", "en retard de 66 jours (PRE-02)",
                  "Prochaine séance : plénière", "Représentant à désigner", "Coordination de Créteil",
                  "Halls de Créteil", "Fermer un hall à Créteil", "Fiche statistique de la commune",
                  "Coordonnateur à désigner (PRE-03)", "Aucune opération depuis trois ans"):  # fmt: skip
        assert words in page, words


def test_b8_a_restricted_formation_is_not_told_even_to_its_readers(client, kept, busy):
    row = planned(kept.head, formation="restricted", at=AFTER, starts_at=paris(2026, 7, 1))
    life.add_restricted_point(meeting=row, title=f"{SECRET}, Créteil", by=kept.head, at=AFTER)
    for person in (kept.agent, kept.head, kept.house.director):
        client.force_login(person)
        page = page_of(client, busy.pk)
        assert "Zzyzx" not in page and "restreinte)" not in page and "01/07/2026" not in page, person


def test_b8_the_map_marks_the_layers_that_were_chosen(client, kept, busy):
    client.force_login(kept.agent)
    whole, one = page_of(client, busy.pk), page_of(client, busy.pk, "?layer=protocols")
    assert whole.count('class="map__point ') > one.count('class="map__point ') == 1
    assert "Protocoles : Coordination de Créteil" in one
    # A layer that does not exist chooses nothing.
    assert page_of(client, busy.pk, "?layer=inconnue").count('class="map__point ') == whole.count('class="map__point ')


def test_b8_marks_without_an_address_do_not_hide_one_another(house):
    places = {queries.around(rank, house.creteil) for rank in range(60)}
    assert len(places) == 60
    assert all(abs(latitude - float(house.creteil.latitude)) < 0.02 for _, latitude in places)


def test_b8_an_empty_commune_says_so_block_by_block(client, house, kept):
    client.force_login(kept.agent)
    page = page_of(client, house.vincennes.pk)
    for block in towns.TOWN_BLOCKS.values():
        if block.slug != "delinquency":
            assert block.empty.replace("'", "&#x27;") in page, block.slug
    assert client.get(reverse("public_order:town", args=["99999"])).status_code == 404


def test_b8_who_enters_and_from_where(client, house, kept, busy):
    here, every = reverse("public_order:town", args=[busy.pk]), reverse("public_order:towns")
    for person in (kept.agent, kept.head, house.director, house.prefect):
        client.force_login(person)
        assert client.get(here).status_code == 200 and "Créteil" in client.get(every).content.decode()
        assert here in client.get(reverse("directorate:commune", args=[busy.pk])).content.decode()
        assert every in client.get(reverse("public_order:prevention-board")).content.decode()
    client.force_login(house.stranger)
    assert client.get(here).status_code == 403 and client.get(every).status_code == 403
    assert here not in client.get(reverse("directorate:commune", args=[busy.pk])).content.decode()
    for block, told in towns.told_of(house.stranger, busy, AFTER):
        assert not told.lines, block.slug


def test_b8_the_page_costs_as_much_for_a_busy_commune_as_for_an_empty_one(
    house, kept, busy, django_assert_max_num_queries
):
    with django_assert_max_num_queries(45):
        assert queries.shown_of(kept.agent, busy, AFTER, [])
    with django_assert_max_num_queries(45):
        assert queries.shown_of(kept.agent, house.vincennes, AFTER, [])
    for number in range(8):
        protocol(house, kept.agent, title=f"Coordination {number}")
    with django_assert_max_num_queries(45):
        [told] = [one.told for one in queries.shown_of(kept.agent, busy, AFTER, []) if one.block.slug == "protocols"]
    assert len(told.lines) == 9


def test_b8_the_prefects_page_tells_the_communes_to_remind_and_where_to_read_them(kept, busy):
    title, month = "Prévention dans les communes", date(2026, 4, 1)
    told = {one.label: one for one in dict(blocks_for(kept.agent, AFTER, month))[title]}
    assert told["Conseils dormants"].value == "1" and told["Conseils dormants"].url == reverse("public_order:towns")
    assert set(told) == {"Conseils obligatoires manquants", "Conseils dormants", "Coordonnateurs à désigner"}
    assert title not in dict(blocks_for(kept.house.stranger, AFTER, month))
