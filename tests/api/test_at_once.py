"""The same demand sent several times at the same instant makes one case."""

from datetime import timedelta

from directorate.casework.models import Case, CaseChange, Party
from tests.api.conftest import bearing
from tests.concurrency import at_once

# Two demands of each key, sent together by as many threads.
PAIRS, TOGETHER = 24, 4


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


def test_pairs_fired_together_open_one_case_each(transactional_db, issue, body):
    token = issue().token

    def file(key):
        response = bearing(token).post("/api/v1/cases/", body, format="json", HTTP_IDEMPOTENCY_KEY=key)
        return key, response.status_code, response.json().get("reference")

    answers = []
    for first in range(0, PAIRS, TOGETHER):
        keys = [f"paire-{rank:04d}" for rank in range(first, first + TOGETHER)]
        answers += at_once(*[lambda key=key: file(key) for key in [*keys, *keys]])
    assert {status for _, status, _ in answers} == {201}
    assert len({(key, reference) for key, _, reference in answers}) == PAIRS
    assert Case.objects.count() == PAIRS
    assert CaseChange.objects.filter(position__isnull=False).count() == PAIRS


def test_the_same_key_with_another_body_at_the_same_instant_opens_one_case(transactional_db, issue, body):
    token = issue().token

    def file(cameras):
        other = {**body, "answers": {**body["answers"], "cameras_indoor": cameras}}
        return bearing(token).post("/api/v1/cases/", other, format="json", HTTP_IDEMPOTENCY_KEY="meme-cle").status_code

    answers = at_once(*[lambda cameras=cameras: file(cameras) for cameras in (2, 3, 4)])
    assert sorted(answers) == [201, 422, 422]
    assert Case.objects.count() == 1


def test_the_same_key_of_two_programs_is_two_keys(transactional_db, issue, body):
    tokens = [issue(name=name).token for name in ("Un", "Deux")]
    for token in tokens:
        answer = bearing(token).post("/api/v1/cases/", body, format="json", HTTP_IDEMPOTENCY_KEY="cle-de-tous")
        assert answer.status_code == 201
    assert Case.objects.count() == 2


def test_a_key_is_kept_for_a_day(transactional_db, issue, body, time_machine, at):
    token = issue().token
    made = []
    for hours in (0, 23, 25):
        time_machine.move_to(at + timedelta(hours=hours), tick=False)
        made.append(bearing(token).post("/api/v1/cases/", body, format="json", HTTP_IDEMPOTENCY_KEY="cle-du-jour"))
    references = [answer.json()["reference"] for answer in made]
    assert references[0] == references[1] != references[2]
    assert made[1]["Idempotent-Replayed"] == "true"
