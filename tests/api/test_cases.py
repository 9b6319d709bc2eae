"""Cases by the API: the same people see the same things, programs see less, nobody overwrites anybody."""

from datetime import timedelta

import pytest

from directorate.casework.models import Case, Party
from directorate.journal.models import JournalEntry
from directorate.partners.models import ApiRequest
from tests.api.conftest import VIDEO, bearing, fields_of

CASES = "/api/v1/cases/"
UNKNOWN = f"{CASES}2026-VP-99999/"
# What the applicant of `open_case` would be recognised by.
CANARY = "anari"


def references(response) -> list[str]:
    return [row["reference"] for row in response.json()["results"]]


def told(response) -> dict:
    """A problem without what differs at each request."""
    return {name: value for name, value in response.json().items() if name != "request_id"}


# --- people -------------------------------------------------------------------------------------------------


def test_an_agent_reads_the_cases_of_the_service(agent, open_case):
    case = open_case()
    assert references(agent.get(CASES)) == [case.reference]
    response = agent.get(f"{CASES}{case.reference}/")
    found = response.json()
    assert response["ETag"] == '"1"'
    assert found["applicant"]["last_name"] == "Canari"
    assert found["answers"]["activity"] == "pharmacy"
    assert found["stage"] == {"code": "received", "label": "Reçu"}
    assert {piece["code"] for piece in found["pieces"]} >= {"report"}
    assert found["deadlines"]


@pytest.mark.parametrize("who", ["stranger", "administrator"])
def test_a_case_of_another_service_is_like_one_that_does_not_exist(prefecture, session_of, open_case, who):
    case = open_case()
    client = session_of(getattr(prefecture, who))
    foreign, unknown = client.get(f"{CASES}{case.reference}/"), client.get(UNKNOWN)
    assert foreign.status_code == unknown.status_code == 404
    assert told(foreign) == told(unknown)
    assert "ETag" not in foreign
    assert references(client.get(CASES)) == []
    for path in ("transitions/", "transitions/acknowledge/"):
        method = client.get if path == "transitions/" else client.post
        assert told(method(f"{CASES}{case.reference}/{path}")) == told(method(f"{UNKNOWN}{path}"))


def test_a_secret_case_is_for_those_named_on_it(prefecture, session_of, agent, open_case):
    case = open_case(columns={"sensitivity": "secret", "caseworker": prefecture.colleague})
    assert agent.get(f"{CASES}{case.reference}/").status_code == 404
    assert session_of(prefecture.colleague).get(f"{CASES}{case.reference}/").status_code == 200


def test_an_agent_opens_a_case_with_any_channel_and_a_caseworker(prefecture, agent, body):
    response = agent.post(CASES, body | {"channel": "post", "caseworker": prefecture.colleague.pk}, format="json")
    assert response.status_code == 201
    found = response.json()
    assert found["caseworker"] == {"id": prefecture.colleague.pk, "name": "Yves Leroux"}
    assert found["channel"]["code"] == "post"
    assert response["Location"] == f"{CASES}{found['reference']}/"
    states = {piece["code"]: piece["state"]["code"] for piece in found["pieces"]}
    assert states["report"] == "received"
    assert states["technique"] == "expected"


def test_somebody_of_another_service_opens_nothing(prefecture, session_of, body):
    response = session_of(prefecture.stranger).post(CASES, body | {"channel": "post"}, format="json")
    assert response.status_code == 403
    assert not Party.objects.exists()


# --- programs -----------------------------------------------------------------------------------------------


def test_a_program_files_a_case_and_follows_it(program, body):
    response = program.post(CASES, body, format="json")
    assert response.status_code == 201, response.content
    case = Case.objects.get()
    assert (case.channel, case.created_by, case.api_client.name) == ("api", None, "Guichet")
    entry = JournalEntry.objects.get(action="case.opened")
    assert entry.actor_label == "Guichet (API)"
    found = program.get(f"{CASES}{case.reference}/").json()
    assert found["applicant"]["address"].startswith("2 place")
    assert found["answers"]["cameras_indoor"] == 4
    assert found["caseworker"] is None


def test_the_channel_of_a_program_may_be_left_out(program, body):
    del body["channel"]
    assert program.post(CASES, body, format="json").json()["channel"]["code"] == "api"


def test_a_program_files_only_within_its_limits(issue, body):
    other_commune = bearing(issue(communes=["94080"]).token)
    other_procedure = bearing(issue(procedures=["video_protection_renewal"], name="Autre").token)
    inside = bearing(issue(communes=["94028"], procedures=[VIDEO], name="Bon").token)
    for client in (other_commune, other_procedure):
        response = client.post(CASES, body, format="json")
        assert response.status_code == 403
        assert "ne couvre pas" in response.json()["detail"]
    assert not Case.objects.exists()
    assert inside.post(CASES, body, format="json").status_code == 201


def test_a_program_sees_its_communes_and_procedures_and_what_it_filed(prefecture, issue, open_case):
    here, there = open_case(), open_case(commune=prefecture.vincennes)
    nowhere = open_case(columns={"commune": None})
    by_commune = bearing(issue(communes=["94028"]).token)
    by_procedure = bearing(issue(procedures=["video_protection_renewal"], name="Autre").token)
    filer = issue(communes=["94080"], name="Déposant")
    mine = open_case(api_client=filer.client, by=None, channel="api")
    assert set(references(by_commune.get(CASES))) == {here.reference, mine.reference}
    assert references(by_procedure.get(CASES)) == []
    assert set(references(bearing(filer.token).get(CASES))) == {there.reference, mine.reference}
    foreign = by_commune.get(f"{CASES}{nowhere.reference}/")
    assert told(foreign) == told(by_commune.get(UNKNOWN))


@pytest.mark.parametrize("sensitivity", ["restricted", "secret"])
def test_no_program_sees_a_sensitive_case_even_its_own(issue, open_case, sensitivity):
    issued = issue()
    case = open_case(api_client=issued.client, by=None, channel="api", columns={"sensitivity": sensitivity})
    client = bearing(issued.token)
    assert references(client.get(CASES)) == []
    assert told(client.get(f"{CASES}{case.reference}/")) == told(client.get(UNKNOWN))


def test_a_program_reads_nothing_personal_of_a_case_that_it_did_not_file(program, open_case):
    case = open_case(title="Demande de Colette Canari")
    pages = [program.get(CASES), program.get(f"{CASES}{case.reference}/"), program.get("/api/v1/permits/")]
    for page in pages:
        assert page.status_code == 200
        assert CANARY not in page.content.decode()
        assert "0102030405" not in page.content.decode()
    found = pages[1].json()
    assert (found["answers"], found["pieces"], found["consultations"]) == (None, [], [])
    assert found["applicant"]["kind"] == "person"


@pytest.mark.parametrize("query", ["q=Canari", "caseworker=none", "unit=polices-administratives", "silence=refusal"])
def test_a_program_cannot_guess_by_filtering(program, open_case, query):
    open_case()
    assert program.get(f"{CASES}?{query}").status_code == 400


def test_a_program_knows_an_outcome_only_once_it_is_notified(program, open_case, at):
    case = open_case(columns={"outcome": "granted", "decided_at": at})
    found = program.get(f"{CASES}{case.reference}/").json()
    assert (found["outcome"], found["decided_at"]) == (None, None)
    Case.objects.update(notified_at=at)
    found = program.get(f"{CASES}{case.reference}/").json()
    assert found["outcome"]["code"] == "granted"


def test_a_program_moves_no_case(program, body):
    reference = program.post(CASES, body, format="json").json()["reference"]
    response = program.post(f"{CASES}{reference}/transitions/acknowledge/", {}, format="json")
    assert response.status_code == 403
    assert "réservé aux agents" in response.json()["detail"]
    listed = program.get(f"{CASES}{reference}/transitions/")
    assert listed.json() == {"version": 1, "results": []}


# --- moves --------------------------------------------------------------------------------------------------


def test_the_possible_moves_are_listed_with_their_fields(agent, open_case):
    case = open_case()
    response = agent.get(f"{CASES}{case.reference}/transitions/")
    moves = {move["name"]: move for move in response.json()["results"]}
    assert "sign" not in moves
    pieces = next(field for field in moves["request_pieces"]["fields"] if field["name"] == "pieces")
    assert pieces["multiple"]
    assert pieces["required"]
    assert "report" in {choice["value"] for choice in pieces["choices"]}
    limit = next(field for field in moves["request_pieces"]["fields"] if field["name"] == "limit_on")
    assert (limit["type"], limit["format"]) == ("string", "date")
    assert moves["receive_pieces"]["url"] == f"{CASES}{case.reference}/transitions/receive_pieces/"
    assert "document" not in {field["name"] for field in moves["receive_pieces"]["fields"]}


def move(client, case, name, body=None, **headers):
    return client.post(f"{CASES}{case.reference}/transitions/{name}/", body or {}, format="json", **headers)


def test_a_move_changes_the_stage_and_the_version(agent, open_case):
    case = open_case()
    response = move(
        agent, case, "request_pieces", {"pieces": ["report"], "limit_on": "2026-04-02"}, HTTP_IF_MATCH='"1"'
    )
    assert response.status_code == 200, response.content
    assert response.json()["stage"]["code"] == "incomplete"
    assert response["ETag"] == '"2"'


def test_a_stale_version_is_told_who_changed_the_case_and_when(prefecture, agent, session_of, open_case):
    case = open_case()
    first = move(session_of(prefecture.colleague), case, "close_no_further_action", {"reason": "x"})
    assert first.status_code == 403
    head = session_of(prefecture.head)
    assert move(head, case, "request_pieces", {"pieces": ["report"], "limit_on": "2026-04-02"}).status_code == 200
    for facts in ({"HTTP_IF_MATCH": '"1"'}, {"body": {"version": 1}}):
        response = move(agent, case, "withdraw_by_applicant", **facts)
        assert response.status_code == 409
        assert "Aïcha Benali, le 02/03/2026 à 09:30" in response.json()["detail"]
    case.refresh_from_db()
    assert case.stage == "incomplete"


def test_a_move_that_a_colleague_has_made_is_a_conflict(agent, open_case):
    case = open_case()
    assert move(agent, case, "withdraw_by_applicant").status_code == 200
    response = move(agent, case, "withdraw_by_applicant")
    assert response.status_code == 409
    assert "Zoé Durand" in response.json()["detail"]


@pytest.mark.parametrize(
    ("name", "body", "status", "field"),
    [
        ("zzz", {}, 404, None),
        ("qualify", {}, 404, None),
        ("sign", {}, 409, None),
        ("tacit_grant", {}, 403, None),
        ("close_no_further_action", {"reason": "x"}, 403, None),
        ("request_pieces", {}, 422, "pieces"),
        ("request_pieces", {"pieces": ["zzz"], "limit_on": "2026-04-02"}, 422, "pieces"),
        ("request_pieces", {"pieces": ["report"], "limit_on": "2026-03-01"}, 422, "limit_on"),
        ("request_pieces", {"pieces": ["report"], "limit_on": "demain"}, 422, "limit_on"),
        ("request_pieces", {"pieces": ["report"], "limit_on": "2026-04-02", "stage": "decided"}, 422, "stage"),
        ("receive_pieces", {"pieces": ["report"], "received_on": "2026-02-27"}, 422, "received_on"),
        ("receive_pieces", {"pieces": ["report"], "document": "x"}, 422, "document"),
        ("withdraw_by_applicant", {"version": "1"}, 422, "version"),
        ("withdraw_by_applicant", {"version": 0}, 422, "version"),
        ("withdraw_by_applicant", {"version": 7}, 409, None),
    ],
)  # fmt: skip
def test_a_refused_move_says_why_and_changes_nothing(agent, open_case, name, body, status, field):
    case = open_case()
    response = move(agent, case, name, body)
    assert response.status_code == status, response.content
    if field:
        assert field in fields_of(response)
    case.refresh_from_db()
    assert (case.stage, case.version) == ("received", 1)


@pytest.mark.parametrize("header", ["1", '"x"', "W/1", '"1", "2"', '"-1"', '"99999999999"'])
def test_a_version_header_of_another_shape_is_refused(agent, open_case, header):
    assert move(agent, open_case(), "withdraw_by_applicant", HTTP_IF_MATCH=header).status_code == 400


def test_a_head_of_bureau_closes_and_a_caseworker_does_not(prefecture, session_of, open_case):
    response = move(session_of(prefecture.head), open_case(), "close_no_further_action", {"reason": "Sans objet."})
    assert response.json()["is_open"] is False


# --- the same demand twice ----------------------------------------------------------------------------------

KEY = {"HTTP_IDEMPOTENCY_KEY": "3f0c1a4e-demande"}


def test_the_same_key_and_body_give_the_same_case(program, body):
    first, second = (program.post(CASES, body, format="json", **KEY) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["reference"] == second.json()["reference"]
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert Case.objects.count() == 1
    assert Party.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(program, body):
    program.post(CASES, body, format="json", **KEY)
    response = program.post(CASES, body | {"pieces": []}, format="json", **KEY)
    assert response.status_code == 422
    assert "déjà servi" in response.json()["detail"]
    assert Case.objects.count() == 1


def test_the_key_of_another_program_is_another_key(issue, body):
    for name in ("Un", "Deux"):
        assert bearing(issue(name=name).token).post(CASES, body, format="json", **KEY).status_code == 201
    assert Case.objects.count() == 2


def test_a_refused_demand_does_not_use_its_key_up(program, body):
    wrong = body | {"received_on": "2026-03-09"}
    assert program.post(CASES, wrong, format="json", **KEY).status_code == 422
    assert not ApiRequest.objects.exists()
    assert program.post(CASES, body, format="json", **KEY).status_code == 201


def test_a_key_keeps_no_body_and_is_forgotten_after_a_day(program, body, at):
    program.post(CASES, body, format="json", **KEY)
    row = ApiRequest.objects.get()
    assert "Pharmacie" not in repr(row.__dict__)
    ApiRequest.objects.update(at=at - timedelta(hours=25))
    assert program.post(CASES, body, format="json", **KEY).status_code == 201
    assert Case.objects.count() == 2


def test_the_same_key_makes_a_move_once(agent, open_case):
    case = open_case()
    facts = {"pieces": ["report"], "limit_on": "2026-04-02"}
    first, second = (move(agent, case, "request_pieces", facts, **KEY) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.json()["version"] == 2
    assert second["Idempotent-Replayed"] == "true"
