"""What first aid brings to the common pages, its reports R8.1 to R8.6, its API and its demonstration."""

import time
from datetime import date, timedelta

import pytest
from django.urls import reverse

from civil_protection.first_aid import sources, stories
from civil_protection.first_aid.models import Certificate, RescuePost
from civil_protection.first_aid.views_reports import BOOK
from civil_protection.gatherings.models import Gathering
from directorate.manifests import Question
from tests.civil_protection.first_aid_rows import announced, approved, association, first_aided, sized
from tests.people import paris

AT = paris(2026, 6, 24)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def filled(desk):
    first_aided(desk.house, AT)
    return desk


def test_every_report_has_its_page_and_its_files_full_and_empty(client, desk):
    client.force_login(desk.agent)
    page = reverse("civil_protection:first-aid-report")
    words = client.get(page).content.decode()
    for said in ("Aucun agrément.", "Aucun brevet", "Aucune session", "Brevet national de sécurité"):
        assert said in words
    first_aided(desk.house, AT)
    words = client.get(page).content.decode()
    for said in ("Concert du lac", "DPS-ME", "100,0 %", "Secouristes de la Marne"):
        assert said in words
    for code in BOOK.reports:
        for kind in ("pdf", "ods", "csv"):
            found = client.get(reverse("civil_protection:first-aid-report-file", args=[code, kind]))
            assert found.status_code == 200, (code, kind)
    assert client.get(reverse("civil_protection:first-aid-report-file", args=["rien", "pdf"])).status_code == 404


def test_figures_agenda_search_map_and_history(filled):
    by, town = filled.agent, filled.house.creteil
    figures = {figure.label: figure.value for figure in sources.first_aid_figures(by, AT)}
    assert (figures["Agréments en vigueur"], figures["Dispositifs de secours à venir"]) == (1, 1)
    figures = {figure.label: figure.value for figure in sources.gathering_figures(by, AT)}
    assert figures == {"Rassemblements à venir": 1, "Avis manquants à 60 jours": 1, "Rassemblements à instruire": 0}
    day = (AT + 45 * DAY).date()
    assert [event.label for event in sources.gathering_agenda(by, day, day)] == ["Concert du lac, Créteil"]
    assert list(sources.gathering_agenda(by, day + DAY, day + DAY)) == []
    ends = [event.label for event in sources.first_aid_agenda(by, date(2027, 5, 11), date(2027, 5, 11))]
    assert ends == ["Fin : Agrément A, D de SDM"]
    number = RescuePost.objects.get().number
    for text, count in ((number, 1), ("marne", 1), ("SDM", 1), (Certificate.objects.get().number, 1), ("Vasseur", 0)):
        assert len(sources.find_first_aid(Question(by, text, AT, 10)).hits) == count, text
    assert sources.find_gatherings(Question(by, "lac", AT, 10)).total == 1
    assert [point.commune for point in sources.gatherings_on_the_map(by, AT)] == [town.pk]
    assert len(list(sources.gatherings_of_commune(by, "commune", town.pk, AT))) == 1
    stranger = filled.house.stranger
    for found in (
        sources.gathering_agenda(stranger, day, day), sources.gatherings_on_the_map(stranger, AT),
        sources.first_aid_agenda(stranger, day, day), sources.find_gatherings(Question(stranger, "lac", AT, 9)).hits,
        sources.gatherings_of_commune(stranger, "commune", town.pk, AT),
    ):  # fmt: skip
        assert not list(found)


def test_the_api_shows_the_rows_of_the_pages_and_no_person(client, filled):
    client.force_login(filled.agent)
    for name in ("gatherings", "rescue-posts", "approvals"):
        answer = client.get(f"/api/v1/{name}/")
        (row,) = answer.json()["results"]
        assert client.get(f"/api/v1/{name}/{row['id']}/").json() == row
        assert "Vasseur" not in answer.content.decode()
    assert client.get("/api/v1/gatherings/", {"state": "open"}).json()["results"] == []
    assert client.get("/api/v1/rescue-posts/", {"staff": "enough"}).json()["results"][0]["ratio"] == "12.350000"
    assert client.get("/api/v1/approvals/", {"inconnu": "1"}).status_code == 400
    client.force_login(filled.house.stranger)
    assert client.get("/api/v1/rescue-posts/").status_code == 403


def test_the_demonstration_is_cheap_and_plausible(client, desk):
    began = time.perf_counter()
    stories.tell(AT)
    assert time.perf_counter() - began < 8
    assert Gathering.objects.count() >= 20
    ranks = list(Certificate.objects.filter(unit="BNSSA", year=2024).order_by("rank").values_list("rank", flat=True))
    assert ranks == list(range(1, len(ranks) + 1))
    assert set(RescuePost.objects.values_list("state", flat=True)) == {"draft", "validated"}
    client.force_login(desk.agent)
    for name in ("gatherings", "rescue-posts", "approvals", "certificates", "exam-sessions", "first-aid-report"):
        assert client.get(reverse(f"civil_protection:{name}")).status_code == 200
    body = association(desk.agent, AT, name="Autre")
    approved(desk.agent, AT, body)
    row = announced(desk.agent, AT, desk.house.creteil)
    assert sized(desk.agent, AT, row).number not in RescuePost.objects.exclude(gathering=row).values_list(
        "number", flat=True
    )
