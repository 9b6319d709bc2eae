"""Circonscriptions with their dated communes, and communes that change: recorded, corrected, ended, told."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorate.journal.models import JournalEntry
from directorate.territory.models import Commune
from directorate.territory.operations import load_department
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.statistics import places, queries, stories
from public_order.statistics.models import CommuneChange, DistrictMembership, PoliceDistrict
from tests.public_order.stat_world import AT, COMMUNES, in_force

SINCE, MOVED = date(2016, 1, 1), date(2025, 1, 1)


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def by(bureau):
    load_department()
    return bureau.agent


@pytest.fixture()
def creteil(by):
    row = places.record_district(code="csp-04", name="Créteil", by=by, at=AT).row
    places.add_commune(district=row, commune=town("94028"), since=SINCE, by=by, at=AT)
    row.refresh_from_db()
    return row


def town(insee: str) -> Commune:
    return Commune.objects.get(pk=insee)


def address(name: str, *arguments) -> str:
    return reverse(f"public_order:{name}", args=arguments)


def test_a_district_is_recorded_with_its_communes_and_says_which_series_follow(client, by):
    in_force(by, ("communes.csv", COMMUNES))
    client.force_login(by)
    answer = client.post(address("district-new"), {"code": "CSP-04", "name": "Créteil"}, follow=True)
    assert "Ses communes restent à rattacher" in answer.content.decode()
    facts = {"commune": "94028", "since": "2016-01-01", "version": 1}
    page = client.post(address("district-member-new", "CSP-04"), facts, follow=True).content.decode()
    assert "sous-totaux par circonscription recalculés pour 2024" in page.lower()
    assert queries.groupings("circonscription", date(2024, 1, 1)) == {"Créteil": ["94028"]}
    board = client.get(address("crime-board") + "?indicateur=vols-armes&annee=2024&perimetre=circonscription")
    assert '<th scope="row">Créteil</th><td class="number">1</td>' in board.content.decode()
    assert "Créteil" in client.get(address("districts") + "?q=créteil").content.decode()
    assert JournalEntry.objects.filter(action="police_district.commune_added").count() == 1


def test_a_commune_is_in_one_district_at_a_time_also_in_the_base(by, creteil):
    other = places.record_district(code="CSP-08", name="Maisons-Alfort", by=by, at=AT).row
    with pytest.raises(Conflict, match="Créteil est dans la circonscription de Créteil depuis le 01/01/2016"):
        places.add_commune(district=other, commune=town("94028"), since=MOVED, by=by, at=AT)
    for since, until in ((MOVED, None), (date(2015, 1, 1), date(2016, 1, 2))):
        with pytest.raises(IntegrityError), transaction.atomic():
            DistrictMembership.objects.create(district=other, commune_id="94028", since=since, until=until)
    held = DistrictMembership.objects.get()
    made = places.correct_commune(membership=held, since=SINCE, until=MOVED, by=by, at=AT)
    assert made.words == "Aucune série en vigueur ne change."
    places.add_commune(district=other, commune=town("94028"), since=MOVED, by=by, at=AT)
    assert queries.communes_of_districts(date(2024, 12, 31)) == {"Créteil": ["94028"]}
    assert queries.communes_of_districts(MOVED) == {"Maisons-Alfort": ["94028"]}


def test_only_the_years_of_the_days_that_change_are_named(by, creteil):
    in_force(by, ("communes.csv", COMMUNES))
    held = DistrictMembership.objects.get()
    late = places.correct_commune(membership=held, since=SINCE, until=MOVED, by=by, at=AT)
    assert late.words == "Aucune série en vigueur ne change.", "2024 keeps it"
    early = places.correct_commune(membership=held, since=SINCE, until=date(2024, 1, 1), by=by, at=AT)
    assert "recalculés pour 2024" in early.words and "ne sont pas réécrits" in early.words


def test_a_page_that_saw_another_state_is_refused_and_loses_nothing(client, by, creteil):
    client.force_login(by)
    held = DistrictMembership.objects.get()
    page = address("district-member", held.pk)
    facts = {"since": "2017-01-01", "until": "", "version": creteil.version}
    assert client.post(page, facts).status_code == 302
    stale = client.post(page, {**facts, "since": "2018-01-01"})
    assert stale.status_code == 422 and "a changé depuis" in stale.content.decode()
    assert 'value="2018-01-01"' in stale.content.decode()
    assert DistrictMembership.objects.get().since == date(2017, 1, 1)
    for name in ("district-edit", "district-end", "district-member-new"):
        answer = client.post(
            address(name, creteil.pk),
            {"name": "X", "until": "2027-01-01", "commune": "94001", "since": "2020-01-01", "version": 1},
        )
        assert answer.status_code == 422 and "a changé depuis" in answer.content.decode(), name


def test_a_district_ends_with_its_communes(by, creteil):
    with pytest.raises(DomainError, match="Créteil y est encore après ce jour"):
        places.end_district(district=creteil, until=date(2015, 1, 1), by=by, at=AT)
    places.end_district(district=creteil, until=MOVED, by=by, at=AT)
    assert DistrictMembership.objects.get().until == MOVED
    assert queries.districts_on(MOVED) == {}
    with pytest.raises(Conflict, match="déjà supprimée"):
        places.end_district(district=creteil, until=MOVED, by=by, at=AT)
    with pytest.raises(DomainError, match="supprimée au"):
        places.add_commune(district=creteil, commune=town("94001"), since=MOVED, by=by, at=AT)


def test_a_membership_recorded_by_mistake_is_withdrawn_with_a_reason(client, by, creteil):
    client.force_login(by)
    page = address("district-member-drop", DistrictMembership.objects.get().pk)
    assert client.post(page, {"reason": "non", "version": creteil.version}).status_code == 422
    assert client.post(page, {"reason": "Saisie de la mauvaise commune"}).status_code == 302
    assert not DistrictMembership.objects.exists()
    assert JournalEntry.objects.get(action="police_district.commune_dropped").details["commune"] == "Créteil"
    assert client.post(page, {"reason": "Saisie de la mauvaise commune"}).status_code == 404


def test_names_and_codes_are_taken_once(by, creteil):
    with pytest.raises(Conflict, match="déjà pris"):
        places.record_district(code="CSP-04", name="Autre", by=by, at=AT)
    with pytest.raises(Conflict, match="déjà ce nom"):
        places.record_district(code="CSP-99", name="créteil", by=by, at=AT)
    places.record_district(district=creteil, name="Créteil et Bonneuil", by=by, at=AT)
    assert PoliceDistrict.objects.get().name == "Créteil et Bonneuil"


CHANGE = {"kind": "merger", "former_code": "94999", "former_name": "Les Bords", "code": "94028", "name": "Créteil",
          "since": date(2024, 1, 1)}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Les Bords (94999) fait partie de la commune depuis le 01/01/2024"),
        ({"kind": "split"}, "Commune séparée des Bords (94999) le 01/01/2024"),
        ({"kind": "renaming", "former_code": "94028"}, "Les Bords s'appelle Créteil depuis le 01/01/2024"),
    ],
)
def test_b1_2_7_each_change_of_a_commune_is_told_on_its_sheet(client, by, facts, sentence):
    in_force(by, ("communes.csv", COMMUNES))
    client.force_login(by)
    answer = client.post(address("commune-change-new"), {**CHANGE, **facts, "since": "2024-01-01"}, follow=True)
    assert "Fiche de Créteil" in answer.content.decode() and "2024" in answer.content.decode()
    sheet = client.get(address("crime-commune", "94028")).content.decode().replace("&#x27;", "'")
    assert sentence in sheet
    row = CommuneChange.objects.get()
    assert "Ce qui suit" in client.get(address("commune-change", row.pk)).content.decode()


def test_a_change_of_commune_is_corrected_withdrawn_and_never_told_twice(client, by):
    row = places.record_change(**CHANGE, by=by, at=AT).row
    for facts, words in (
        ({}, "déjà enregistré"),
        ({"since": date(2025, 1, 1)}, "fait déjà partie"),
        ({"former_code": "94028"}, "mêmes : un changement de nom"),
        ({"kind": "renaming", "former_name": "créteil"}, "deux noms sont les mêmes"),
        ({"code": "9X"}, "n'est pas un code de commune"),
        ({"former_code": "94028", "former_name": "Créteil", "code": "94999"}, "l'inverse ne se peut pas"),
    ):
        with pytest.raises(DomainError, match=words):
            places.record_change(**{**CHANGE, **facts}, by=by, at=AT)
    client.force_login(by)
    page = address("commune-change-edit", row.pk)
    assert client.post(page, {**CHANGE, "since": "2023-01-01", "version": 1}).status_code == 302
    assert client.post(page, {**CHANGE, "since": "2022-01-01", "version": 1}).status_code == 422
    assert CommuneChange.objects.get().since == date(2023, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommuneChange.objects.create(**{**CHANGE, "code": "94999"})
    places.drop_change(change=row, reason="Saisie par erreur", by=by, at=AT)
    assert not CommuneChange.objects.exists()


def test_readers_see_the_pages_and_change_nothing(client, bureau, by, creteil):
    client.force_login(bureau.house.prefect)
    assert client.get(address("districts")).status_code == 200
    page = client.get(address("district", creteil.pk)).content.decode()
    assert "Rattacher" not in page and "mettre fin" not in page
    assert client.post(address("district-new"), {"code": "X", "name": "Y"}).status_code == 403
    with pytest.raises(NotAllowed):
        places.record_change(**CHANGE, by=bureau.house.prefect, at=AT)
    client.force_login(bureau.house.administrator)
    assert client.get(address("districts")).status_code == 403
    assert client.get(address("commune-changes")).status_code == 403


def test_the_districts_of_the_demonstration_never_overlap(by):
    stories.draw_districts()
    assert DistrictMembership.objects.count() == 49
