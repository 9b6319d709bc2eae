"""The inbox over the API says what the page says, to people only."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directorate.overview import inbox
from tests.api.conftest import bearing
from tests.crowd import one_of_each
from tests.factories import open_video_case
from tests.people import paris

URL = "/api/v1/inbox/"


@pytest.fixture(autouse=True)
def day(clock):
    with time_machine.travel(paris(2026, 5, 25), tick=False):
        yield


def test_it_says_what_the_page_says(house, client):
    one_of_each(house)
    client.force_login(house.head)
    found = client.get(URL, {"scope": "unit"}).json()
    assert (found["on"], found["scope"]) == ("2026-05-25", "unit")
    shown = {block.code: block for block in inbox.blocks_for(house.head, date(2026, 5, 25), of_unit=True)}
    assert [block["code"] for block in found["blocks"]] == list(shown)
    for block in found["blocks"]:
        page = shown[block["code"]]
        assert block["count"] == page.total
        assert [row["reference"] for row in block["rows"]] == [row.reference for row in page.rows]
        assert [row["url"] for row in block["rows"]] == [row.url for row in page.rows]


def test_one_s_own_is_the_default(house, client):
    case = open_video_case(house)
    client.force_login(house.colleague)
    assert not any(block["rows"] for block in client.get(URL).json()["blocks"])
    client.force_login(house.agent)
    tasks = client.get(URL, {"block": "tasks"}).json()["blocks"]
    assert [(block["code"], block["count"]) for block in tasks] == [("tasks", 1)]
    assert tasks[0]["rows"][0]["reference"] == case.reference


def test_a_block_is_read_page_by_page(house, client):
    cases = [open_video_case(house) for _ in range(5)]
    client.force_login(house.agent)
    address, read = f"{URL}?block=tasks&limit=2", []
    while address:
        block = client.get(address).json()["blocks"][0]
        read += [row["reference"] for row in block["rows"]]
        address = block["next"]
        assert block["count"] == 5
    assert read == [case.reference for case in cases]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("scope=all", "scope"),
        ("block=everything", "block"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=%D9%A3", "limit"),
        ("cursor=WzEsMl0=", "cursor"),
        ("block=late&cursor=WzEsMl0=", "cursor"),
        ("block=late&cursor=é", "cursor"),
        ("block=late&cursor=W251bGwsMTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwXQ==", "cursor"),
        ("block=late&cursor=W251bGwsdHJ1ZV0=", "cursor"),
        ("scope=mine%00", "scope"),
        ("person=3", "person"),
    ],
)
def test_a_parameter_that_means_nothing_is_named(house, client, query, field):
    client.force_login(house.agent)
    answer = client.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert field in str(answer.json()["errors"])


def test_a_program_and_a_person_without_a_post_have_no_inbox(house, client, issue):
    assert bearing(issue(scopes=["cases:read"]).token).get(URL).status_code == 403
    assert client.get(URL).status_code in (401, 403)


def test_it_costs_the_same_queries_with_few_and_with_many(house, client):
    client.force_login(house.head)
    one_of_each(house)
    client.get(URL, {"scope": "unit"})
    with CaptureQueriesContext(connection) as few:
        client.get(URL, {"scope": "unit"})
    one_of_each(house)
    with CaptureQueriesContext(connection) as many:
        client.get(URL, {"scope": "unit"})
    assert len(few) == len(many)
