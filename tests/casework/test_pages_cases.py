"""The list of cases, the choice of a procedure and the opening of a case."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.casework.models import Case
from tests.factories import COMPANY, PLACE, VIDEO_ANSWERS, open_demonstration, open_video_case
from tests.lists import export, text_of
from tests.people import paris

pytestmark = pytest.mark.django_db
CASES = reverse("directorate:cases")
NEW = reverse("directorate:case-new", args=["video_protection_authorisation"])


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(paris(2026, 5, 18), tick=False)


@pytest.fixture()
def agent(client, house):
    client.force_login(house.agent)
    return client


def shown(response) -> str:
    return response.content.decode()


def references(response) -> list[str]:
    return [row.reference for row in response.context["page"].object_list]


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# --- the list -----------------------------------------------------------------------------------------------


def test_the_list_costs_the_same_with_one_case_and_with_twenty(agent, house):
    open_video_case(house)
    agent.get(CASES)
    one = queries(agent, CASES)
    for _ in range(19):
        open_video_case(house)
    assert queries(agent, CASES) == one


def test_a_stranger_sees_no_case(client, house):
    case = open_video_case(house)
    client.force_login(house.stranger)
    assert case.reference not in shown(client.get(CASES, {"status": ""}))


def test_markup_in_a_name_is_shown_as_text(agent, house):
    open_video_case(house, party={**COMPANY, "last_name": "<script>alert(1)</script>"})
    page = shown(agent.get(CASES))
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"q": "tellier"}, "demonstration"),
        ({"q": "lac pharmacie"}, "video"),
        ({"procedure": "video_protection_authorisation", "caseworker": "me"}, "video"),
        ({"caseworker": "none"}, "unassigned"),
        ({"commune": "94080"}, "demonstration"),
        ({"silence": "refusal", "caseworker": "me"}, "video"),
        ({"received_after": "2026-05-01", "caseworker": "me"}, "demonstration"),
    ],
)
def test_a_filter_keeps_what_it_says(agent, house, filters, kept):
    rows = {
        "video": open_video_case(house),
        "unassigned": open_video_case(house, caseworker=None, place={**PLACE, "name": "Kiosque"}, party={
            **COMPANY, "last_name": "Kiosque de la gare", "email": ""}),
        "demonstration": open_demonstration(house),
    }  # fmt: skip
    assert references(agent.get(CASES, filters)) == [rows[kept].reference]


@pytest.mark.parametrize(("days", "deadline"), [(1, "late"), (-3, "week"), (-20, "month")])
def test_a_deadline_filter_follows_the_day(client, house, time_machine, days, deadline):
    case = open_video_case(house)
    due = Case.objects.get(pk=case.pk).next_due_on
    time_machine.move_to(paris(due.year, due.month, due.day) + timedelta(days=days))
    client.force_login(house.agent)
    expected = {"late": {"late"}, "week": {"week", "month"}, "month": {"month"}}[deadline]
    found = {name for name in ("late", "week", "month") if references(client.get(CASES, {"deadline": name}))}
    assert found == expected


def test_a_word_that_is_no_filter_value_is_refused_and_said(agent, house):
    open_video_case(house)
    response = agent.get(CASES, {"caseworker": "1 OR 1=1"})
    assert response.status_code == 200
    assert "Agent instructeur" in shown(response)


def test_the_export_is_what_is_filtered(agent, house):
    kept, left = open_video_case(house), open_demonstration(house)
    text = text_of(export(agent, "cases", "procedure=video_protection_authorisation"))
    assert kept.reference in text
    assert left.reference not in text


def test_without_a_filter_only_open_cases_are_listed(agent, house):
    case = open_video_case(house)
    Case.objects.filter(pk=case.pk).update(is_open=False, closed_at=paris(2026, 5, 1), stage="no_further_action")
    assert references(agent.get(CASES)) == []
    assert references(agent.get(CASES, {"status": ""})) == [case.reference]


# --- opening ------------------------------------------------------------------------------------------------


def opening(house, **changes) -> dict:
    answers = {name: "on" if value is True else value for name, value in VIDEO_ANSWERS.items() if value is not False}
    return {
        **answers,
        "received_on": "2026-05-15",
        "channel": "desk",
        "caseworker": house.agent.pk,
        "party_kind": "company",
        "last_name": "Pharmacie du Lac",
        "representative": "Mme Adèle Sorel, gérante",
        "address": "12 place du Marché\n94000 Créteil",
        "commune": "94028",
        "place_name": "Pharmacie du Lac",
        "place_address": "12 place du Marché",
        "key": str(uuid4()),
        **changes,
    }


def test_only_the_procedures_of_ones_service_are_offered(client, house):
    client.force_login(house.stranger)
    page = shown(client.get(reverse("directorate:case-choose")))
    assert NEW not in page
    client.force_login(house.agent)
    page = shown(client.get(reverse("directorate:case-choose")))
    assert NEW in page
    assert "Le silence vaut rejet" in page


def test_a_stranger_may_not_open_a_case_of_another_service(client, house):
    client.force_login(house.stranger)
    assert client.get(NEW).status_code == 403


def test_a_filled_form_opens_a_case(agent, house):
    response = agent.post(NEW, opening(house, received_pieces=["report"]))
    case = Case.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("directorate:case", args=[case.reference])
    assert case.received_on == date(2026, 5, 15)
    assert case.caseworker == house.agent
    assert case.answers["cameras_indoor"] == 4
    assert [piece.code for piece in case.pieces.filter(state="received")] == ["report"]


def test_a_second_click_opens_one_case_only(agent, house):
    sent = opening(house)
    first, second = agent.post(NEW, sent), agent.post(NEW, sent)
    assert first.url == second.url
    assert Case.objects.count() == 1


def test_two_forms_open_two_cases(agent, house):
    agent.post(NEW, opening(house))
    agent.post(NEW, opening(house))
    assert Case.objects.count() == 2


def test_every_refusal_is_beside_its_field_and_nothing_is_lost(agent, house):
    response = agent.post(
        NEW, opening(house, received_on="2026-06-01", siret="123", commune="75056", last_name="Kéo & Cie")
    )
    page = shown(response)
    assert response.status_code == 422
    assert Case.objects.count() == 0
    assert "La date de réception est dans l&#x27;avenir." in page
    assert "Cette commune n&#x27;est pas dans le département" in page
    assert 'href="#id_siret"' in page
    assert "Kéo &amp; Cie" in page


def test_a_forged_key_is_replaced(agent, house):
    agent.post(NEW, opening(house, key="'; --"))
    assert Case.objects.count() == 1


def test_an_unknown_procedure_is_not_found(agent):
    assert agent.get(reverse("directorate:case-new", args=["nothing"])).status_code == 404
