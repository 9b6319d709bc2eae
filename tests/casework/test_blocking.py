"""Who keeps a case waiting is said on every list of open cases, in the same words."""

import pytest
from django.urls import reverse

from directorate.overview.pilotage import perimeter_of, stock_by_blocker
from tests.factories import open_demonstration, open_video_case, step
from tests.lists import export, lines_of, text_of
from tests.people import paris

AT = paris(2026, 5, 6)


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def consulted(house):
    """A case that waits for the police since 5 May, and one that waits for its caseworker since 4 March."""
    case = step(open_demonstration(house), "declare_complete", house.agent, paris(2026, 5, 5))
    open_video_case(house)
    return step(
        case, "request_opinion", house.agent, paris(2026, 5, 5), opinion="police_assessment",
        organisation=house.police_service,
    )  # fmt: skip


def test_the_body_awaited_is_named_on_every_page_that_shows_the_case(client, house, consulted):
    client.force_login(house.head)
    body = consulted.consultations.get().body_label
    for address in (
        reverse("directorate:cases"), reverse("directorate:inbox"), reverse("directorate:agenda"),
        reverse("directorate:case", args=[consulted.reference]),
    ):  # fmt: skip
        text = client.get(address).content.decode()
        assert body.replace("'", "&#x27;") in text, address
        assert "depuis le" in text, address
    client.force_login(house.director)
    assert "Qui est attendu" in client.get(reverse("directorate:dashboard")).content.decode()


def test_the_list_is_narrowed_to_who_is_awaited(client, house, consulted):
    client.force_login(house.head)
    body = consulted.consultations.get().body_label
    for query in ("blocker=partner", f"blocked_by={body[:12]}", "blocker=partner&blocked_before=2026-05-05"):
        page = client.get(f"{reverse('directorate:cases')}?{query}").context["page"]
        assert [row.reference for row in page] == [consulted.reference], query
    assert not client.get(f"{reverse('directorate:cases')}?blocked_before=2026-01-01").context["page"].object_list


def test_the_file_and_the_api_name_who_is_awaited(client, house, consulted):
    client.force_login(house.head)
    body = consulted.consultations.get().body_label
    header, *rows = lines_of(text_of(export(client, "cases")))
    told = {row[0]: row[header.index("Attend")] for row in rows}
    assert told.pop(consulted.reference) == body
    assert list(told.values()) == [str(house.agent)]
    found = client.get(f"/api/v1/cases/{consulted.reference}/").json()["waiting_for"]
    assert found == {"code": "partner", "label": body, "since": "2026-05-05"}
    inbox = client.get("/api/v1/inbox/", {"scope": "unit"}).json()["blocks"]
    rows = {row["reference"]: row["waiting_for"] for block in inbox for row in block["rows"]}
    assert rows[consulted.reference] == found


def test_each_figure_opens_the_list_that_it_counts(client, house, consulted):
    client.force_login(house.director)
    lines = stock_by_blocker(perimeter_of(house.director, AT.date(), {}))
    assert {line.label: line.count for line in lines} == {"Un organisme consulté": 1, "L'agent instructeur": 1}
    for line in lines:
        assert client.get(line.url).context["page"].paginator.count == line.count
