"""ACC-07: what leaves the service names nobody and lets nobody be found again."""

import pytest
from django.urls import reverse

from road_safety.accidents.definitions import AGE_LABELS
from road_safety.accidents.publication import HEADINGS, published_rows
from road_safety.accidents.queries import editions_in_force
from road_safety.models import Accident
from tests.lists import lines_of, text_of
from tests.people import paris
from tests.road_safety.world import in_force

AT = paris(2026, 7, 20, 10)


@pytest.fixture()
def edition(bureau):
    in_force(bureau.agent, AT)
    return editions_in_force()[2021]


def test_acc_07_the_published_lines_are_aggregates_by_commune_and_quarter(edition):
    rows = [dict(zip(HEADINGS, row, strict=True)) for row in published_rows(edition)]
    assert [(row["Code commune"], row["Trimestre"], row["Accidents corporels"], row["Tués"]) for row in rows] == [
        ("94028", 4, 2, 1), ("94080", 4, 2, ""),
    ]  # fmt: skip
    assert rows[0]["Tués, 65–74 ans"] == 1
    assert sum(row["Accidents corporels"] for row in rows) == Accident.objects.filter(edition=edition).count()
    assert all(
        row["Tués"] == "" or row["Tués"] == sum(row[f"Tués, {label.lower()}"] for label in AGE_LABELS) for row in rows
    )


def test_acc_07_no_day_no_place_no_sex_no_exact_age_leaves_the_service(client, bureau, edition):
    client.force_login(bureau.agent)
    for kind in ("csv", "ods"):
        assert client.get(reverse("road_safety:accidents-publication", args=[2021, kind])).status_code == 200
    text = text_of(client.get(reverse("road_safety:accidents-publication", args=[2021, "csv"])))
    header, *lines = lines_of(text)
    assert len(lines) == 2
    assert not {"Date", "Heure", "Adresse", "Latitude", "Longitude", "Sexe", "Âge", "Numéro"} & set(header)
    for secret in ("QUAI DU LAC", "21/10/2021", "2021-10-21", "48.79", "48,79", "1950", "71"):
        assert secret not in text, secret
    assert client.get(reverse("road_safety:accidents-publication", args=[1999, "csv"])).status_code == 404
    assert client.get(reverse("road_safety:accidents-publication", args=[2021, "exe"])).status_code == 404
    client.force_login(bureau.house.agent)
    assert client.get(reverse("road_safety:accidents-publication", args=[2021, "csv"])).status_code == 403


def test_acc_07_the_api_says_nothing_of_the_people_of_an_accident(client, bureau, edition):
    client.force_login(bureau.agent)
    (row, *_) = client.get("/api/v1/accidents/").json()["results"]
    assert not {"sex", "birth_year", "age", "users", "name"} & set(row)
