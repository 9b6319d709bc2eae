"""The same demand sent several times at the same instant makes one case."""

from directorate.casework.models import Case, Party
from tests.api.conftest import bearing
from tests.concurrency import at_once


def test_the_same_key_at_the_same_instant_opens_one_case(transactional_db, issue, body):
    token = issue().token

    def file():
        response = bearing(token).post("/api/v1/cases/", body, format="json", HTTP_IDEMPOTENCY_KEY="meme-instant")
        return response.status_code, response.json().get("reference")

    answers = at_once(*[file] * 4)
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 201
    assert Case.objects.count() == 1
    assert Party.objects.count() == 1


def test_different_keys_at_the_same_instant_get_different_numbers(transactional_db, issue, body):
    token = issue().token

    def file(key):
        response = bearing(token).post("/api/v1/cases/", body, format="json", HTTP_IDEMPOTENCY_KEY=key)
        return response.json()["reference"]

    answers = at_once(*[lambda key=f"demande-{rank}": file(key) for rank in range(4)])
    assert sorted(answers) == [f"2026-VP-0000{rank}" for rank in range(1, 5)]
