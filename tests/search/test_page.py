"""The page of the search and the box of Ctrl+K: what one may not see is neither shown nor counted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.casework.models import Case
from directorate.casework.text import learn_words
from directorate.permits.models import Permit
from directorate.permits.queries import matching as matching_permits
from directorate.registers.queries import matching as matching_acts
from directorate.registers.queries import visible_acts
from tests.factories import COMPANY, notified, open_demonstration, open_video_case
from tests.people import paris

pytestmark = pytest.mark.django_db
SEARCH, BOX, API = reverse("directorate:search"), reverse("directorate:search-box"), "/api/v1/search/"
HOSTILE = "<script>alert(1)</script> Colibri"
DAY = paris(2026, 6, 24)


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to(DAY, tick=False)


def read(client, staff, address, text, **more) -> str:
    client.force_login(staff)
    response = client.get(address, {"q": text, **more})
    assert response.status_code == 200
    return response.content.decode()


def test_an_exact_reference_leads_straight_to_its_case(client, house):
    case = open_video_case(house)
    open_video_case(house)
    client.force_login(house.agent)
    assert client.get(SEARCH, {"q": "2026 vp 1"}).url == reverse("directorate:case", args=[case.reference])
    assert case.reference in read(client, house.agent, BOX, "2026 vp 1")


def test_the_reference_of_a_secret_case_leads_nowhere(client, house):
    case = open_video_case(house)
    Case.objects.filter(pk=case.pk).update(sensitivity="secret")
    assert "Rien ne correspond" in read(client, house.stranger, SEARCH, case.reference)


def test_the_reference_of_a_case_of_another_service_leads_to_whom_to_ask_and_tells_nothing_else(client, house):
    case = open_video_case(house)
    page = read(client, house.stranger, SEARCH, case.reference)
    assert house.police.name in page and reverse("directorate:case", args=[case.reference]) in page
    assert case.title not in page and str(case.party) not in page
    assert "Rien ne correspond" in read(client, house.stranger, BOX, case.reference)


def test_the_number_of_a_permit_leads_to_it(client, house):
    permit = notified(house).permit
    client.force_login(house.head)
    assert client.get(SEARCH, {"q": permit.number.lower().replace("-", " ")}).url == reverse(
        "directorate:permit", args=[permit.pk]
    )
    assert list(matching_permits(Permit.objects.all(), "pharmacies du lac")) == [permit]


def test_an_act_is_found_by_its_number_and_its_title(house):
    act = notified(house).decision.letter
    acts = visible_acts(house.director, DAY.date())
    assert list(matching_acts(acts, act.number)) == [act]
    assert act in matching_acts(acts, "arrêtés vidéoprotection")


@pytest.mark.parametrize("address", [SEARCH, BOX, API])
@pytest.mark.parametrize("text", ["colibri", "colibrie", "Sorel", "94028", "2026-VP-00001"])
def test_a_secret_case_is_neither_shown_nor_counted_for_those_it_does_not_name(client, house, address, text):
    secret = open_video_case(house, party={**COMPANY, "last_name": "Hôtel Colibri"})
    Case.objects.filter(pk=secret.pk).update(sensitivity=Case.Sensitivity.SECRET)
    learn_words()
    for person in (house.colleague, house.deputy, house.stranger, house.administrator):
        shown = read(client, person, address, text)
        assert "Colibri" not in shown.replace(text, "")
        assert "/dossiers/2026-VP" not in shown
    if text != "2026-VP-00001" or address != SEARCH:
        assert "Colibri" in read(client, house.agent, address, text).replace("<mark>", "").replace("</mark>", "")


def test_a_nearly_right_name_is_found_under_its_own_heading(client, house):
    open_video_case(house, party={**COMPANY, "last_name": "Hôtel Colibri"})
    learn_words()
    shown = read(client, house.agent, SEARCH, "colobri")
    assert "orthographe voisine" in shown.replace("&#x27;", "'")
    assert "<mark>Colibri</mark>" in shown


@pytest.mark.parametrize("address", [SEARCH, BOX])
def test_hostile_text_is_shown_as_text(client, house, address):
    open_video_case(house, party={**COMPANY, "last_name": HOSTILE})
    learn_words()
    for text in ("colibri", "script", HOSTILE):
        shown = read(client, house.agent, address, text)
        assert "<script>alert" not in shown
        assert "&lt;" in shown


def test_pages_and_gestures_are_those_that_the_person_may_use(client, house):
    assert "Nouveau dossier" in read(client, house.agent, BOX, "nouveau dossier video").replace("<mark>", "").replace(
        "</mark>", ""
    )
    assert "/dossiers/nouveau/" not in read(client, house.stranger, BOX, "nouveau dossier video")
    assert reverse("directorate:absence-new") in read(client, house.head, BOX, "poser absence")
    assert reverse("directorate:absence-new") not in read(client, house.agent, BOX, "poser absence")
    assert reverse("directorate:api-clients") not in read(client, house.agent, BOX, "clients api")
    assert reverse("directorate:api-clients") in read(client, house.administrator, BOX, "clients api")


@pytest.mark.parametrize(
    ("text", "name", "key"),
    [
        ("duran", "person", "agent"), ("Zoé Durant", "person", "agent"), ("cretiel", "commune", "creteil"),
        ("commission vidéoprotection", "commission", "commission"), ("séance 11/06/2026", "session", "next_session"),
    ],
)  # fmt: skip
def test_people_places_and_commissions_are_found(client, house, text, name, key):
    target = getattr(house, key)
    assert reverse(f"directorate:{name}", args=[target.pk]) in read(client, house.head, SEARCH, text)


def test_the_box_offers_the_last_cases_of_the_person_before_anything_is_typed(client, house):
    case = open_video_case(house)
    hidden = open_video_case(house)
    Case.objects.filter(pk=hidden.pk).update(sensitivity=Case.Sensitivity.SECRET, caseworker=None)
    shown = read(client, house.agent, BOX, "")
    assert case.reference in shown
    assert hidden.reference not in shown
    assert case.reference not in read(client, house.head, BOX, "")


def test_all_the_results_are_one_click_away_in_the_list(client, house):
    for _ in range(9):
        open_video_case(house)
    address = f"{reverse('directorate:cases')}?status=&amp;q=pharmacie"
    shown = read(client, house.agent, SEARCH, "pharmacie")
    assert address in shown
    assert "pertinents parmi les 300" in shown
    client.force_login(house.agent)
    assert "2026-VP-00009" in client.get(address.replace("&amp;", "&")).content.decode()
    assert "300 plus récents." in read(client, house.agent, SEARCH, "pharmacie", tri="pertinence")


@pytest.mark.parametrize("address", [SEARCH, BOX, API])
@pytest.mark.parametrize("text", ["", "a", "& | ! :*", "'\"\\", "x" * 10_000, "\u202eabc", "😀", "%_%", "a\tb\nc"])
def test_any_question_has_an_answer(client, house, address, text):
    open_video_case(house)
    assert read(client, house.agent, address, text)


def test_a_question_costs_the_same_whatever_it_finds(client, house):
    open_demonstration(house)
    client.force_login(house.agent)

    def cost(text):
        client.get(SEARCH, {"q": text})
        with CaptureQueriesContext(connection) as captured:
            assert client.get(SEARCH, {"q": text}).status_code == 200
        return len(captured)

    open_video_case(house)
    few = cost("pharmacie")
    for _ in range(12):
        open_video_case(house)
    assert cost("pharmacie") <= few + 1
    # One query a source, and what the page itself asks.
    assert cost("pharmacie") < 32


def test_the_api_answers_people_and_refuses_programs(client, house):
    case = open_video_case(house)
    client.force_login(house.agent)
    groups = client.get(API, {"q": "pharmacie"}).json()["results"]
    cases = next(group for group in groups if group["code"] == "cases")
    assert cases["total"] == 1
    assert case.reference in cases["hits"][0]["label"]
    assert client.get(API, {"q": "a\0b"}).status_code == 400
    assert client.get(API, {"autre": "1"}).status_code == 400
