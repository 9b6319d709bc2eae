"""The official register and the register of acts, on screen."""

import pytest
from django.urls import reverse

from directorate.jobs.models import Job
from tests.lists import export, text_of
from tests.registers.test_operations import AT, act, place, publish

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


# --- two pages open at once ---------------------------------------------------------------------------------


def seen_on(answer) -> str:
    return answer.context["form"].initial["seen"]


def test_what_a_colleague_has_hidden_since_is_not_shown_again_by_an_older_page(client, house, issue):
    entry = issue.entries.get()
    client.force_login(house.agent)
    address = reverse("directorate:register-act", args=[entry.pk])
    older = {"position": "1", "others": "", "seen": seen_on(client.get(address))}
    assert client.post(address, {**older, "others": "Arrêté"}).status_code == 302
    client.force_login(house.colleague)
    answer = client.post(address, older)
    assert answer.status_code == 422
    assert "Un collègue a changé ce qui sera publié" in answer.content.decode()
    entry.refresh_from_db()
    assert entry.passages == ["Arrêté"]
    # The same choice twice, by a second click or by two people, is no quarrel.
    assert client.post(address, {**older, "others": "Arrêté"}).status_code == 302


def test_a_publication_takes_nothing_that_was_not_on_the_page(client, house, issue, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(house.head)
    address = reverse("directorate:register-publish", args=[issue.pk])
    answer = client.get(address)
    assert "2026/00001" in answer.content.decode()
    older = {"published_on": "2026-03-02", "seen": seen_on(answer)}
    place(house, act(house, "2026/00002"))
    answer = client.post(address, older)
    assert answer.status_code == 422
    assert "a changé depuis que cette page est ouverte" in answer.content.decode()
    assert "2026/00002" in answer.content.decode()
    issue.refresh_from_db()
    assert issue.job is None


def test_a_second_click_on_publish_asks_for_one_publication(client, house, issue, time_machine, monkeypatch):
    monkeypatch.setattr("directorate.jobs.operations.after_commit", lambda *args, **facts: None)
    time_machine.move_to(AT, tick=False)
    client.force_login(house.head)
    address = reverse("directorate:register-publish", args=[issue.pk])
    data = {"published_on": "2026-03-02", "seen": seen_on(client.get(address))}
    assert client.post(address, data).status_code == 302
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "est en cours" in answer.content.decode()
    assert Job.objects.filter(kind="registers.publish").count() == 1
