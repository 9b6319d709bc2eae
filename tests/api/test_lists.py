"""Lists: bounded pages in a stable order, the same number of queries whatever the rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directorate.permits.models import Permit
from tests.api.conftest import VIDEO, bearing


@pytest.fixture()
def permit(prefecture):
    def make(number, **facts):
        usual = {
            "procedure_code": VIDEO, "label": "Autorisation", "holder": "Colette Canari", "unit": prefecture.police,
            "commune": prefecture.creteil, "place_label": "Tabac du Port", "issued_on": date(2026, 2, 2),
            "valid_from": date(2026, 2, 2), "expires_on": date(2031, 2, 2),
        }  # fmt: skip
        return Permit.objects.create(number=number, **usual | facts)

    return make


def pages(client, address) -> list[list[str]]:
    found = []
    while address:
        response = client.get(address)
        assert response.status_code == 200, response.content
        found.append([row.get("reference") or row.get("number") or row["insee"] for row in response.json()["results"]])
        address = response.json()["next"]
    return found


def test_pages_follow_one_another_without_a_gap_or_a_repeat(agent, open_case, at):
    days = (0, 0, 0, 1, 1, 2, 5)
    cases = [open_case(received_on=at.date() - timedelta(days=day)) for day in days]
    expected = [case.reference for case in sorted(cases, key=lambda case: (case.received_on, case.pk), reverse=True)]
    found = pages(agent, "/api/v1/cases/?limit=3")
    assert [len(page) for page in found] == [3, 3, 1]
    assert sum(found, []) == expected


def test_a_row_that_arrives_between_two_pages_moves_nothing(agent, open_case):
    cases = [open_case() for _ in range(4)]
    first = agent.get("/api/v1/cases/?limit=2").json()
    open_case()
    second = agent.get(first["next"]).json()
    assert [row["reference"] for row in second["results"]] == [cases[1].reference, cases[0].reference]
    assert second["next"] is None


def test_the_next_address_keeps_the_filters_and_names_no_host(agent, open_case):
    for _ in range(3):
        open_case()
    following = agent.get("/api/v1/cases/?limit=1&status=open", HTTP_HOST="mechant.example").json()["next"]
    assert following.startswith("/api/v1/cases/?")
    assert "status=open" in following


def test_a_list_that_ends_exactly_on_a_page_has_no_next_one(agent, open_case):
    for _ in range(2):
        open_case()
    assert agent.get("/api/v1/cases/?limit=2").json()["next"] is None


def test_filters_are_those_of_the_page(prefecture, agent, open_case, at):
    old = open_case(received_on=at.date() - timedelta(days=40))
    closed = open_case(columns={"is_open": False, "closed_at": at, "stage": "closed"})
    elsewhere = open_case(commune=prefecture.vincennes)

    def found(query):
        return set(pages(agent, f"/api/v1/cases/?{query}")[0])

    assert found("") == {old.reference, closed.reference, elsewhere.reference}
    assert found("status=open") == {old.reference, elsewhere.reference}
    assert found("commune=94080") == {elsewhere.reference}
    assert found("received_before=2026-02-01") == {old.reference}
    assert found("stage=closed") == {closed.reference}
    assert found("q=canari") == {old.reference, closed.reference, elsewhere.reference}
    assert found("procedure=video_protection_renewal") == set()


def queries_of(client, address, rows) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
    assert len(response.json()["results"]) == rows
    return len(captured)


@pytest.mark.parametrize("caller", ["agent", "program"])
def test_a_list_of_cases_costs_the_same_for_one_row_and_for_twenty(request, caller, open_case):
    client = request.getfixturevalue(caller)
    client.get("/api/v1/cases/")
    open_case()
    one = queries_of(client, "/api/v1/cases/", 1)
    for _ in range(19):
        open_case()
    assert queries_of(client, "/api/v1/cases/", 20) == one


@pytest.mark.parametrize("caller", ["agent", "program"])
def test_a_list_of_permits_costs_the_same_for_one_row_and_for_twenty(request, caller, permit):
    client = request.getfixturevalue(caller)
    client.get("/api/v1/permits/")
    permit("VP-2026-00001")
    one = queries_of(client, "/api/v1/permits/", 1)
    for number in range(2, 21):
        permit(f"VP-2026-{number:05d}")
    assert queries_of(client, "/api/v1/permits/", 20) == one


def test_an_agent_reads_the_permits_of_the_service_and_a_stranger_does_not(prefecture, agent, session_of, permit):
    permit("VP-2026-00007", state="withdrawn", state_changed_on=date(2026, 2, 20))
    found = agent.get("/api/v1/permits/VP-2026-00007/").json()
    assert found["holder"] == "Colette Canari"
    assert (found["state"]["code"], found["state"]["detail"]) == ("withdrawn", "Depuis le 20 février 2026")
    assert pages(agent, "/api/v1/permits/?state=in_force") == [[]]
    stranger = session_of(prefecture.stranger)
    foreign, unknown = (stranger.get(f"/api/v1/permits/VP-2026-0000{end}/") for end in (7, 8))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json()["detail"] == unknown.json()["detail"]


def test_a_program_reads_permits_within_its_limits_without_their_holder(prefecture, issue, permit, open_case):
    permit("VP-2026-00001")
    permit("VP-2026-00002", commune=prefecture.vincennes)
    issued = issue(communes=["94028"])
    mine = permit("VP-2026-00003", commune=prefecture.vincennes, holder="Pharmacie du Lac")
    open_case(api_client=issued.client, by=None, channel="api", columns={"permit": mine})
    secret = permit("VP-2026-00004")
    open_case(columns={"permit": secret, "sensitivity": "secret"})
    rows = bearing(issued.token).get("/api/v1/permits/").json()["results"]
    assert {row["number"]: row["holder"] for row in rows} == {
        "VP-2026-00001": None,
        "VP-2026-00003": "Pharmacie du Lac",
    }


def test_communes_are_in_the_order_of_their_names_and_without_contour(prefecture, program):
    prefecture.creteil.contour = {"type": "Polygon", "coordinates": []}
    prefecture.creteil.save()
    assert pages(program, "/api/v1/communes/?limit=1") == [["94028"], ["94080"]]
    found = program.get("/api/v1/communes/94028/").json()
    assert found["arrondissement"] == {"code": "941", "name": "Créteil"}
    assert (found["population"], found["postal_codes"]) == (92_000, ["94000"])
    assert "contour" not in found
    assert program.get("/api/v1/communes/94028/?contour=1").json()["contour"]["type"] == "Polygon"
    assert program.get("/api/v1/communes/?contour=oui").status_code == 400
    assert program.get("/api/v1/communes/75056/").status_code == 404


def test_the_catalogue_gives_what_is_needed_to_file(program):
    listed = program.get("/api/v1/procedures/").json()
    assert VIDEO in {row["code"] for row in listed["results"]}
    found = program.get(f"/api/v1/procedures/{VIDEO}/").json()
    fields = {field["name"]: field for field in found["answers"]}
    assert fields["purposes"]["multiple"]
    assert (fields["cameras_indoor"]["type"], fields["cameras_indoor"]["required"]) == ("integer", True)
    assert {"value": "pharmacy", "label": "Pharmacie"} in fields["activity"]["choices"]
    assert found["archetype"] == {"code": "authorisation", "label": "Autorisation"}
    assert found["clock"]["silence"]["code"] == "refusal"
    assert "report" in {piece["code"] for piece in found["pieces"]}


def test_a_limited_program_sees_only_its_procedures(issue):
    client = bearing(issue(procedures=[VIDEO]).token)
    assert [row["code"] for row in client.get("/api/v1/procedures/").json()["results"]] == [VIDEO]
    assert client.get("/api/v1/procedures/video_protection_renewal/").status_code == 404


def test_a_redirection_names_who_is_competent(program):
    rows = program.get("/api/v1/procedures/").json()["results"]
    redirections = [row["redirection"] for row in rows if row["archetype"]["code"] == "redirection"]
    assert redirections
    assert all(row["to"] and row["article"] for row in redirections)
