"""The official register and the register of acts, on screen."""

import pytest
from django.urls import reverse

from tests.lists import export, text_of
from tests.registers.test_operations import act, place, publish

TITLE = "Arrêté <script>alert(1)</script>"


@pytest.fixture()
def issue(house):
    return place(house, act(house, title=TITLE)).issue


def page(client, name, *args, **query):
    return client.get(reverse(f"directorate:{name}", args=args), query)


def test_the_register_shows_its_issues_and_their_acts_by_service(client, house, issue):
    client.force_login(house.stranger)
    assert str(issue) in page(client, "register").content.decode()
    content = page(client, "register-issue", issue.pk).content.decode()
    assert house.police.name in content
    assert "2026/00001" in content
    assert "<script>alert" not in content
    assert "&lt;script&gt;" in content


def test_an_issue_that_does_not_exist_is_not_found(client, house):
    client.force_login(house.agent)
    assert page(client, "register-issue", 4040).status_code == 404


def test_acts_of_another_service_are_read_once_published(client, house, issue):
    client.force_login(house.stranger)
    assert "2026/00001" not in page(client, "acts").content.decode()
    publish(house, issue)
    assert "2026/00001" in page(client, "acts").content.decode()


def test_acts_of_one_s_service_are_searched_filtered_and_exported(client, house, issue):
    act(house, "2025/00007", title="Refus")
    client.force_login(house.agent)
    assert "2025/00007" in page(client, "acts").content.decode()
    for query, number in (
        ({"q": "refus"}, "2025/00007"),
        ({"year": 2025}, "2025/00007"),
        ({"publication": "waiting"}, "2026/00001"),
        ({"publication": "unpublished"}, "2025/00007"),
        ({"unit": house.police.pk, "q": "00007"}, "2025/00007"),
        ({"kind": "grant", "q": "2026/"}, "2026/00001"),
    ):
        content = page(client, "acts", **query).content.decode()
        assert number in content
        other = {"2025/00007", "2026/00001"} - {number}
        assert other.pop() not in content
    assert "2025/00007" in text_of(export(client, "acts"))


@pytest.mark.parametrize("name", ["acts", "register"])
def test_one_row_and_twenty_rows_cost_the_same_queries(client, house, issue, name, django_assert_max_num_queries):
    client.force_login(house.agent)
    page(client, name)
    with django_assert_max_num_queries(60) as with_one:
        page(client, name)
    for number in range(2, 22):
        place(house, act(house, f"2026/{number:05d}"))
    with django_assert_max_num_queries(len(with_one)):
        page(client, name)
