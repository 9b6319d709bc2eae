"""« Premiers pas »: every request of the page runs as it is, and answers what the page shows."""

import json
import os
import subprocess
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now

from directorate.casework.models import Case, CaseChange
from directorate.casework.operations import locked_case, touch
from directorate.partners.operations import issue_token, rotate_token
from directorate.programs.operations import add_endpoint, rotate_secret, write_messages
from directorate.programs.sending_operations import send_messages
from directorate.programs.signatures import shown_secret
from tests.api.snippets import PLACEHOLDER, Snippet, is_as_shown, matches, run_in_one_shell, snippets_of
from tests.factories import open_video_case
from tests.people import small_prefecture
from tests.programs.receiver import receiver

PAGE = "/api/v1/premiers-pas/"
ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": "/nonexistent"}


@pytest.fixture()
def clock():
    """A real server and a real shell: the real time."""


@pytest.fixture()
def prefecture(transactional_db):
    return small_prefecture()


@pytest.fixture()
def issued(prefecture):
    at = now()
    return issue_token(
        name="Guichet", organisation=prefecture.town_hall, scopes=["cases:read", "cases:write"],
        expires_at=at + timedelta(days=90), by=prefecture.administrator, at=at,
    )  # fmt: skip


@pytest.fixture()
def page(client, settings, live_server) -> list[Snippet]:
    settings.PUBLIC_URL = live_server.url
    response = client.get(PAGE)
    assert response.status_code == 200
    return snippets_of(response.content.decode())


def with_token(text: str, token) -> str:
    return text.replace(PLACEHOLDER, str(token))


def test_every_request_of_the_page_answers_what_the_page_shows(limited, page, issued, prefecture, tmp_path):
    second = rotate_token(
        client=issued.client, expires_at=now() + timedelta(days=90), overlap_days=7, by=prefecture.administrator,
        at=now(),
    )  # fmt: skip
    asked, shown = [], {}
    for snippet in page:
        if snippet.kind in ("run", "rotation"):
            asked.append(with_token(snippet.text, second.token if snippet.kind == "rotation" else issued.token))
        elif snippet.kind == "answer":
            shown[len(asked) - 1] = snippet.text
    assert len(asked) >= 12
    answers = run_in_one_shell(asked, tmp_path, ENVIRONMENT)
    wrong = [
        f"{asked[rank]}\n→ {answers[rank]}\nau lieu de {text}"
        for rank, text in shown.items()
        if not is_as_shown(text, answers[rank])
    ]
    assert not wrong, "\n\n".join(wrong)
    assert len(shown) == len(asked)
    assert Case.objects.count() == 1


def test_a_webhook_is_verified_by_the_two_snippets_and_a_forged_one_is_not(page, issued, prefecture, settings):
    settings.WEBHOOKS_TO_LOOPBACK = True
    python = next(snippet.text for snippet in page if snippet.kind == "python")
    shell = next(snippet.text for snippet in page if snippet.kind == "shell")
    shown = json.loads(next(snippet.text for snippet in page if snippet.kind == "message"))
    names: dict = {}
    exec(compile(python, "premiers-pas", "exec"), names)  # noqa: S102
    with receiver() as partner:
        endpoint = add_endpoint(client=issued.client, url=partner.url, events=[], by=prefecture.administrator, at=now())
        move_a_case(prefecture)
        endpoint = rotate_secret(endpoint=endpoint, by=prefecture.administrator, at=now())
        write_messages(at=now())
        assert send_messages(at=now()) == 2
        message = partner.received[-1]
    assert matches(shown, json.loads(message.body))
    secret, verify = shown_secret(endpoint), names["est_authentique"]
    assert verify(secret, message.headers, message.body)
    assert not verify(secret, message.headers, message.body + b" ")
    assert not verify(secret, message.headers, message.body, maintenant=now().timestamp() + 400)
    assert not verify("whsec_" + "A" * 43 + "=", message.headers, message.body)
    for body, said in ((message.body, "authentique"), (message.body + b"x", "refusé")):
        facts = {
            "SECRET": secret, "ID": message.identifier, "INSTANT": message.headers["webhook-timestamp"],
            "SIGNATURE": message.headers["webhook-signature"], "CORPS": body.decode(),
        }  # fmt: skip
        done = subprocess.run(
            ["/bin/bash", "-eu"], input=shell, env={**ENVIRONMENT, **facts}, capture_output=True, text=True, timeout=20,
            check=True,
        )  # fmt: skip
        assert done.stdout.strip() == said


def move_a_case(house) -> None:
    case = open_video_case(house, received_on=now().date(), at=now())
    with transaction.atomic():
        touch(locked_case(case, None), None, now(), CaseChange.Kind.MOVED)


def test_the_page_is_read_without_an_account_and_holds_no_token(client, issued):
    response = client.get(PAGE)
    assert response.status_code == 200
    html = response.content.decode()
    assert "pref_…" in html
    assert issued.token.secret not in html
    assert "<style" not in html


def test_the_page_is_linked_from_the_entry_the_documentation_and_the_client(client, issued, prefecture):
    client.force_login(prefecture.administrator)
    for address in ("/api/v1/docs/", "/clients-api/", f"/clients-api/{issued.client.pk}/"):
        assert PAGE in client.get(address).content.decode(), address
    assert client.get("/api/v1/").json()["first_steps"] == PAGE


@pytest.mark.parametrize(
    ("shown", "actual", "same"),
    [
        ({"a": "…"}, {"a": 1, "b": 2}, True),
        ({"a": "…"}, {"b": 2}, False),
        ({"a": 1}, {"a": True}, False),
        ([], [1], False),
        ([{"a": 1}], [{"a": 2}, {"a": 1}], True),
        ({"a": None}, {"a": ""}, False),
    ],
)
def test_the_comparison_can_fail(shown, actual, same):
    assert matches(shown, actual) is same
