"""Correcting a case by the API: what is given changes, the rest stays, the whole passes the checks of the opening."""

import pytest

from directorate.casework.api_correction import CORRECTION_EXAMPLE
from directorate.journal.models import JournalEntry
from tests.api.conftest import fields_of

CASES = "/api/v1/cases/"
REASON = {"reason": "Erreur de saisie"}


def patch(client, case, body, **headers):
    return client.patch(f"{CASES}{case.reference}/", {**REASON, **body}, format="json", **headers)


def changes() -> list[dict[str, str]]:
    return JournalEntry.objects.get(action="case.corrected").details["changes"]


def test_what_is_given_changes_and_the_rest_stays(agent, open_case):
    case = open_case()
    response = patch(agent, case, CORRECTION_EXAMPLE.value, HTTP_IF_MATCH='"1"')
    assert response.status_code == 200, response.content
    found = response.json()
    assert response["ETag"] == '"2"'
    assert (found["applicant"]["phone"], found["applicant"]["last_name"]) == ("01 00 00 00 00", "Canari")
    assert (found["answers"]["cameras_indoor"], found["answers"]["activity"]) == (6, "pharmacy")
    assert found["place"] == {"name": "Tabac du Port", "address": "3 quai du Port", "on_orly_platform": False}
    assert changes() == [
        {"label": "Téléphone", "before": "0102030405", "after": "01 00 00 00 00"},
        {"label": "Caméras intérieures", "before": "4", "after": "6"},
    ]


def test_a_null_empties_and_the_place_is_corrected_by_parts(agent, open_case, prefecture):
    case = open_case()
    body = {"applicant": {"phone": None}, "place": {"on_orly_platform": True}, "commune": "94080"}
    found = patch(agent, case, body).json()
    assert found["applicant"]["phone"] == ""
    assert found["place"] == {"name": "Tabac du Port", "address": "3 quai du Port", "on_orly_platform": True}
    assert found["commune"]["insee"] == "94080"


def test_the_deadline_follows_the_day_of_receipt(agent, open_case):
    found = patch(agent, open_case(), {"received_on": "2026-02-20"}).json()
    assert (found["received_on"], found["next_due_on"]) == ("2026-02-20", "2026-06-20")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": None}, "reason"),
        ({"received_on": "2026-03-03"}, "received_on"),
        ({"received_on": "demain"}, "received_on"),
        ({"received_on": None}, "received_on"),
        ({"applicant": {"siret": "123"}}, "applicant.siret"),
        ({"applicant": {"last_name": None}}, "applicant.last_name"),
        ({"applicant": None}, "applicant.last_name"),
        ({"applicant": "Canari"}, "applicant"),
        ({"place": None}, "place.name"),
        ({"answers": {"retention_days": 99}}, "answers.retention_days"),
        ({"answers": {"cameras_indoor": "beaucoup"}}, "answers.cameras_indoor"),
        ({"answers": {"couleur": "bleu"}}, "answers.couleur"),
        ({"answers": None}, "answers"),
        ({"commune": "75056"}, "commune"),
        ({"caseworker": 1}, "caseworker"),
        ({"stage": "decided"}, "stage"),
        ({"version": 0}, "version"),
    ],
)
def test_a_refused_correction_says_where_and_changes_nothing(agent, open_case, body, field):
    case = open_case()
    response = patch(agent, case, {"applicant": {"phone": "01 00 00 00 00"}, **body})
    assert response.status_code == 422, response.content
    assert field in fields_of(response)
    case.refresh_from_db()
    assert (case.version, case.party.phone) == (1, "0102030405")


def test_a_correction_that_corrects_nothing_is_said(agent, open_case):
    response = patch(agent, open_case(), {"applicant": {"last_name": "Canari"}})
    assert response.status_code == 422
    assert "rien à corriger" in response.json()["detail"]


def test_a_stale_version_is_told_who_changed_the_case_and_when(prefecture, agent, session_of, open_case):
    case = open_case()
    assert patch(session_of(prefecture.head), case, {"channel": "post"}).status_code == 200
    for facts in ({"HTTP_IF_MATCH": '"1"'}, {"body": {"version": 1, "reason": ""}}):
        response = patch(agent, case, facts.pop("body", {}), **facts)
        assert response.status_code == 409
        assert "Aïcha Benali, le 02/03/2026 à 09:30" in response.json()["detail"]


@pytest.mark.parametrize(("stage", "words"), [("signature", "à la signature"), ("decided", "ne se corrige plus")])
def test_a_decided_case_is_a_conflict(agent, open_case, stage, words):
    response = patch(agent, open_case(columns={"stage": stage}), {"channel": "post"})
    assert response.status_code == 409
    assert words in response.json()["detail"]


def test_only_those_who_see_the_case_know_of_it(prefecture, session_of, open_case):
    case = open_case()
    assert patch(session_of(prefecture.stranger), case, {"channel": "post"}).status_code == 404
    assert patch(session_of(prefecture.chief_of_staff), case, {"channel": "post"}).status_code == 403
    secret = open_case(columns={"sensitivity": "secret", "caseworker": prefecture.colleague})
    assert patch(session_of(prefecture.agent), secret, {"channel": "post"}).status_code == 404
    assert patch(session_of(prefecture.colleague), secret, {"channel": "post"}).status_code == 200


def test_a_program_corrects_no_case_even_its_own(program, body):
    reference = program.post(CASES, body, format="json").json()["reference"]
    response = program.patch(f"{CASES}{reference}/", REASON, format="json")
    assert response.status_code == 403
    assert "réservé aux agents" in response.json()["detail"]


def test_the_same_key_corrects_once(agent, open_case):
    case = open_case()
    key = {"HTTP_IDEMPOTENCY_KEY": "correction-0001"}
    first, second = (patch(agent, case, {"channel": "post"}, **key) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert second["Idempotent-Replayed"] == "true"
    assert second.json()["version"] == 2
