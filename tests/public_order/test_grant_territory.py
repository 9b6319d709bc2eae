"""QPV and QRR of a project: from its addresses, shown with their trace, corrected with a reason."""

from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from directorate.territory.geography import is_inside, polygons_of
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.grants import place_operations as operations
from public_order.grants import territories
from public_order.grants.models import GrantApplication
from public_order.grants.territories import Address, locate
from tests.public_order.grant_stage import AT, drafted, opened

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
KNOWN = (
    {"kind": "qpv", "code": "QN1", "name": "Les Tilleuls", "communes": ["A"], "contour": SQUARE},
    {"kind": "qrr", "code": "Z1", "name": "Le Port", "communes": ["A"],
     "contour": {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}},
)  # fmt: skip


@pytest.mark.parametrize(
    ("point", "commune", "codes", "words"),
    [
        ((0.5, 0.5), "A", {"QN1", "Z1"}, "dans le QPV Les Tilleuls (QN1), QRR Le Port (Z1)"),
        ((1.5, 1.5), "A", {"Z1"}, "dans le QRR Le Port"), ((5, 5), "A", set(), "hors de tout quartier"),
        (None, "A", set(), "sans position, les 2 quartiers de la commune ne se vérifient pas"),
        (None, "B", set(), "aucun quartier prioritaire"),
    ],
)  # fmt: skip
def test_an_address_is_in_a_district_by_its_position_alone(point, commune, codes, words):
    found = locate([Address("3 rue du Port", commune, point)], KNOWN)
    assert {area["code"] for area in found.areas} == codes
    assert words in found.traces[0].words
    assert found.is_in("qpv") == ("QN1" in codes)


def test_several_addresses_give_each_district_once():
    found = locate([Address("1", "A", (0.5, 0.5)), Address("2", "A", (0.4, 0.4)), Address("3", "B")], KNOWN)
    assert [area["code"] for area in found.areas] == ["QN1", "Z1"]
    assert len(found.traces) == 3


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_nothing_outside_the_contours_is_claimed(x, y):
    found = locate([Address("ici", "A", (x, y))], KNOWN)
    if x < 0 or y < 0 or x > 2 or y > 2:
        assert not found.areas


# --- with the tables ----------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def project(bureau) -> GrantApplication:
    return drafted(opened(bureau.head), bureau.agent)


def inside(kind: str) -> tuple[str, Commune]:
    """A point of a real district: the middle of the first triangle of its contour that holds it."""
    for area in territories.areas():
        if area["kind"] != kind:
            continue
        ring = polygons_of(area["contour"])[0][0]
        for rank in range(len(ring) - 2):
            x, y = (round(sum(point[axis] for point in ring[rank : rank + 3]) / 3, 5) for axis in (0, 1))
            if is_inside((x, y), area["contour"]):
                return f"{y}, {x}", Commune.objects.order_by("pk").first()
    raise AssertionError(kind)


def test_a_real_address_marks_the_project_and_its_removal_unmarks_it(bureau, project):
    position, town = inside("qpv")
    place = operations.add_place(
        application=project, address="3 rue du Port", commune=town, position=position, by=bureau.agent, at=AT
    )
    project.refresh_from_db()
    assert project.is_qpv
    assert project.territory.areas[0]["kind"] == "qpv"
    with pytest.raises(Conflict, match="déjà"):
        operations.add_place(
            application=project, address="3 rue du Port", commune=town, position=position, by=bureau.agent, at=AT
        )
    operations.remove_place(place=place, by=bureau.agent, at=AT)
    project.refresh_from_db()
    assert not project.is_qpv
    with pytest.raises(Conflict, match="déjà retirée"):
        operations.remove_place(place=place, by=bureau.agent, at=AT)


def test_the_district_of_reconquest_marks_it_too(bureau, project):
    position, town = inside("qrr")
    operations.add_place(
        application=project, address="1 place", commune=town, position=position, by=bureau.agent, at=AT
    )
    project.refresh_from_db()
    assert project.is_qrr


def test_a_correction_has_its_reason_and_holds_until_it_is_dropped(bureau, project, client):
    with pytest.raises(DomainError, match="quelques mots"):
        operations.correct_territory(
            application=project, is_qpv=True, is_qrr=False, reason="  ", by=bureau.agent, at=AT
        )
    client.force_login(bureau.agent)
    page = reverse("public_order:grant-territory", args=[project.pk])
    assert "Aucune adresse" in client.get(page).content.decode()
    act = reverse("public_order:grant-territory-act", args=[project.pk, "corriger"])
    told = {"is_qpv": "on", "reason": "Les jeunes viennent tous du quartier voisin"}
    assert client.post(act, told).status_code == 302
    town = Commune.objects.order_by("pk").first()
    operations.add_place(application=project, address="1 rue", commune=town, by=bureau.agent, at=AT)
    project.refresh_from_db()
    assert project.is_qpv
    shown = client.get(page).content.decode()
    assert "quartier voisin" in shown
    assert "corrigé" in shown
    assert client.post(reverse("public_order:grant-territory-act", args=[project.pk, "calculer"])).status_code == 302
    project.refresh_from_db()
    assert not project.is_qpv
    with pytest.raises(Conflict, match="suit déjà"):
        operations.follow_again(application=project, by=bureau.agent, at=AT)
    with pytest.raises(NotAllowed):
        operations.add_place(application=project, address="2", commune=town, by=bureau.house.administrator, at=AT)


@pytest.mark.parametrize("position", ["ici", "48.79", "2.45, 348.79", "48.79, 2.45, 3", "=cmd"])
def test_a_position_that_does_not_read_is_refused_beside_its_field_and_loses_nothing(bureau, project, client, position):
    client.force_login(bureau.agent)
    town = Commune.objects.order_by("pk").first()
    told = {"address": "3 rue du Port", "commune": town.pk, "position": position}
    response = client.post(reverse("public_order:grant-territory-act", args=[project.pk, "adresse"]), told)
    assert response.status_code == 422
    assert 'value="3 rue du Port"' in response.content.decode()
    assert not project.places.exists()


def test_an_address_far_from_here_is_in_no_district(bureau, project):
    town = Commune.objects.order_by("pk").first()
    place = operations.add_place(
        application=project, address="Loin", commune=town, position="10.5, 10.5", by=bureau.agent, at=AT
    )
    assert place.latitude == Decimal("10.5")
    assert not project.territory.areas
