"""The grants over the API: a program sees what its organisation deposited, in the words told to a promoter."""

import copy
from datetime import date, timedelta

import pytest
import time_machine
from rest_framework.test import APIClient

from directorate.partners.models import Organisation
from directorate.partners.operations import issue_token
from public_order.grants import deposits, operations
from public_order.grants.api import EXAMPLE, TOLD_STATE
from public_order.grants.exchange_models import GrantDeposit
from public_order.grants.models import GrantApplication, GrantCall, Promoter
from tests.public_order.grant_stage import AT, carried, drafted, opened

IBAN = "FR7630006000011234567890189"
SECRETS = (IBAN, "0189", "Jeanne Aubry", "rue du Port")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def call(bureau) -> GrantCall:
    return opened(bureau.head)


def program(bureau, organisation: Organisation | None = None, scopes=("grants:read", "grants:write")) -> APIClient:
    issued = issue_token(
        name=f"Programme {organisation or ''}", organisation=organisation or bureau.house.town_hall,
        scopes=list(scopes), by=bureau.house.administrator, at=AT, expires_at=AT + timedelta(days=90),
    )  # fmt: skip
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issued.token}")
    return client


def body(**change) -> dict:
    return copy.deepcopy(EXAMPLE.value) | change


def deposited(client: APIClient, call: GrantCall, key: str = "", **change):
    headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    return client.post(f"/api/v1/grant-calls/{call.pk}/applications/", body(**change), format="json", **headers)


def test_a_program_deposits_a_draft_then_submits_it(bureau, call):
    client = program(bureau)
    [listed] = client.get("/api/v1/grant-calls/").json()["results"]
    assert listed["id"] == call.pk
    assert "D1" in [axis["code"] for axis in listed["axes"]]
    made = deposited(client, call, reference="A-1", iban_number=IBAN)
    assert made.status_code == 201, made.json()
    found = made.json()
    assert (found["state"]["code"], found["number"], found["reference"]) == ("draft", "", "A-1")
    assert made["Location"].endswith(f"/api/v1/grant-applications/{found['id']}/")
    assert [line["amount"] for line in found["lines"]] == ["40000.00", "20000.00", "20000.00"]
    filed = client.post(f"/api/v1/grant-applications/{found['id']}/submit/", {}, format="json",
                        HTTP_IF_MATCH=made["ETag"])  # fmt: skip
    assert filed.status_code == 200, filed.json()
    assert filed.json()["number"] == "FIPD-2026-D-0001"
    assert filed.json()["missing_pieces"]
    assert filed["ETag"] != made["ETag"]
    row = GrantApplication.objects.get()
    assert (row.channel, row.promoter.sealed_iban) == ("api", IBAN)
    for address in (f"/api/v1/grant-applications/{row.pk}/", "/api/v1/grant-applications/"):
        said = client.get(address).content.decode()
        assert not [word for word in SECRETS if word in said]
    again = client.post(f"/api/v1/grant-applications/{row.pk}/submit/", {}, format="json")
    assert again.status_code == 409


def test_a_stale_version_is_refused(bureau, call):
    client = program(bureau)
    made = deposited(client, call).json()
    pk, version = made["id"], made["version"]
    refused = client.post(f"/api/v1/grant-applications/{pk}/submit/", {"version": version + 4}, format="json")
    assert refused.status_code == 409
    assert "relire" in refused.json()["detail"]
    # An agent adds to it meanwhile: what was read is no longer what is there.
    row = operations.add_indicator(application=GrantApplication.objects.get(), label="Sorties", by=bureau.agent, at=AT)
    stale = client.post(f"/api/v1/grant-applications/{pk}/submit/", {"version": version}, format="json")
    assert stale.status_code == 409
    told = {"version": row.version}
    assert client.post(f"/api/v1/grant-applications/{pk}/submit/", told, format="json").status_code == 200


def test_the_same_key_makes_one_application(bureau, call):
    client = program(bureau)
    first, second = deposited(client, call, "cle-unique-1"), deposited(client, call, "cle-unique-1")
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert deposited(client, call, "cle-unique-1", title="Autre").status_code == 422
    assert GrantApplication.objects.count() == 1
    assert deposited(client, call, reference="B-1").status_code == 201
    refused = deposited(client, call, reference="B-1")
    assert refused.status_code == 409
    assert refused.json()["errors"][0]["field"] == "reference"


def test_another_organisation_sees_nothing_of_it(bureau, call):
    pk = deposited(program(bureau), call).json()["id"]
    stranger = program(bureau, Organisation.objects.create(kind="association", name="Autre", code="autre"))
    assert stranger.get("/api/v1/grant-applications/").json()["results"] == []
    assert stranger.get(f"/api/v1/grant-applications/{pk}/").status_code == 404
    assert stranger.post(f"/api/v1/grant-applications/{pk}/submit/", {}, format="json").status_code == 404
    assert GrantApplication.objects.get().state == "draft"


def test_a_scope_opens_what_it_says_and_nothing_else(bureau, call):
    reader, writer = program(bureau, scopes=("grants:read",)), program(bureau, scopes=("grants:write",))
    other = program(bureau, scopes=("cases:read",))
    assert deposited(reader, call).status_code == 403
    assert reader.get("/api/v1/grant-applications/").status_code == 200
    assert writer.get("/api/v1/grant-applications/").status_code == 403
    assert deposited(writer, call).status_code == 201
    assert {other.get(f"/api/v1/{name}/").status_code for name in ("grant-calls", "grant-applications", "grants")} == {
        403
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"siret": "35600000049838"}, "siret"), ({"rna": "X1"}, "rna"), ({"iban_number": "FR00"}, "iban_number"),
        ({"asked": "-1"}, "asked"), ({"asked": "NaN"}, "asked"), ({"asked": "1e400"}, "asked"),
        ({"asked": []}, "asked"),
        ({"axis": "S1"}, "axis"), ({"axis": "=cmd"}, "axis"), ({"starts_on": "01/06/2026"}, "starts_on"),
        ({"ends_on": "2026-05-01"}, "ends_on"), ({"title": ""}, "title"), ({"title": "x" * 161}, "title"),
        ({"lines": []}, "lines"), ({"lines": "60"}, "lines"), ({"lines": [1]}, "lines.0"),
        ({"lines": [{"account": "99", "label": "x", "amount": "1"}]}, "lines"),
        ({"lines": [{"account": "60", "label": "x", "amount": "0"}]}, "lines.0.amount"),
        ({"lines": [{"account": "60", "label": "x", "amount": "1", "state": "granted"}]}, "lines.0.state"),
        ({"lines": [{"account": "60", "label": "x", "amount": "1"}] * 61}, "lines"),
        ({"indicators": {"a": 1}}, "indicators"), ({"indicators": [5]}, "indicators.0.label"),
        ({"communes": ["99999"]}, "communes"), ({"communes": "94028"}, "communes"), ({"year_count": 9}, "year_count"),
        ({"granted": "5000"}, "granted"), ({"state": "granted"}, "state"), ({"promoter": 1}, "promoter"),
        ({"kind": "commune", "rna": "W941234567"}, "rna"),
    ],
)  # fmt: skip
def test_a_hostile_body_is_refused_at_its_field_and_writes_nothing(bureau, call, change, field):
    response = deposited(program(bureau), call, **change)
    assert response.status_code in (409, 422), response.json()
    assert field in [error["field"] for error in response.json()["errors"]], response.json()
    assert not GrantApplication.objects.exists()
    assert not Promoter.objects.exists()


@pytest.mark.parametrize("raw", [b"[1]", b"{", b'{"title": "\\u0000"}', b'{"a":' * 30 + b"1" + b"}" * 30])
def test_what_is_no_object_is_refused(bureau, call, raw):
    client = program(bureau)
    response = client.post(f"/api/v1/grant-calls/{call.pk}/applications/", raw, content_type="application/json")
    assert response.status_code == 400


def test_nobody_changes_the_account_of_a_known_promoter(bureau, call):
    known = carried(bureau.agent, "Horizon jeunes", "35600000000048")
    refused = deposited(program(bureau), call, iban_number=IBAN)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "iban_number"
    assert deposited(program(bureau), call, name="Un autre nom").status_code == 201
    known.refresh_from_db()
    assert (known.name, known.iban_end) == ("Horizon jeunes", "")


def test_an_unbalanced_budget_is_not_submitted(bureau, call):
    client = program(bureau)
    lines = copy.deepcopy(EXAMPLE.value["lines"])
    lines[0]["amount"] = "39999.99"
    pk = deposited(client, call, lines=lines).json()["id"]
    refused = client.post(f"/api/v1/grant-applications/{pk}/submit/", {}, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "lines")
    assert GrantApplication.objects.get().state == "draft"


def test_a_closed_call_receives_nothing(bureau, call):
    client = program(bureau)
    GrantCall.objects.filter(pk=call.pk).update(closes_at=AT - timedelta(minutes=1))
    assert client.get("/api/v1/grant-calls/").json()["results"] == []
    assert deposited(client, call).status_code == 404


def test_the_answer_to_a_key_outlives_the_call(bureau, call):
    client = program(bureau)
    first = deposited(client, call, "cle-unique-2")
    GrantCall.objects.filter(pk=call.pk).update(closes_at=AT - timedelta(minutes=1))
    again = deposited(client, call, "cle-unique-2")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again["Idempotent-Replayed"] == "true"
    assert deposited(client, call, "cle-unique-3").status_code == 404


def test_each_state_that_is_told_is_in_the_schema():
    assert set(deposits.TOLD_LABELS) <= set(TOLD_STATE["properties"]["code"]["enum"])
    assert set(deposits.TOLD.values()) <= set(deposits.TOLD_LABELS)


def test_an_association_known_by_its_rna_stays_one_promoter(bureau, call):
    client = program(bureau)
    for _ in range(2):
        assert deposited(client, call, siret="", rna="w 941234567".replace(" ", "")).status_code == 201
    # Its SIRET comes afterwards.
    assert deposited(client, call).status_code == 201
    body = Promoter.objects.get()
    assert (body.rna, body.applications.count()) == ("W941234567", 3)
    refused = deposited(client, call, siret="", iban_number=IBAN)
    assert refused.json()["errors"][0]["field"] == "iban_number"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"state": "under_opinion"}, "under_review"), ({"state": "scored", "score": 80}, "under_review"),
        ({"state": "granted", "granted": 10_000}, "under_review"),
        ({"state": "notified", "granted": 10_000, "notified_on": date(2026, 4, 19)}, "granted"),
        ({"state": "refused", "reason": "Hors sujet", "refusal": "quality"}, "under_review"),
        ({"state": "ineligible", "reason": "Hors sujet", "refusal": "quality"}, "ineligible"),
        ({"state": "incomplete"}, "incomplete"),
        ({"state": "lapsed", "granted": 10_000, "notified_on": date(2026, 4, 19), "lapsed_on": date(2026, 4, 20)},
         "lapsed"),
    ],
)  # fmt: skip
def test_a_promoter_is_told_its_deposit_and_its_decision_never_its_notes(bureau, call, client, facts, told):
    partner = program(bureau)
    pk = deposited(partner, call).json()["id"]
    GrantApplication.objects.filter(pk=pk).update(number="FIPD-2026-D-0001", **facts)
    said = partner.get(f"/api/v1/grant-applications/{pk}/").json()
    assert (said["state"]["code"], said["score"]) == (told, None)
    assert (said["granted"] is not None) == (told in ("granted", "lapsed"))
    assert bool(said["reason"]) == (told == "ineligible")
    agent = APIClient()
    agent.force_login(bureau.agent)
    assert agent.get(f"/api/v1/grant-applications/{pk}/").json()["state"]["code"] == facts["state"]
    grants = partner.get("/api/v1/grants/").json()["results"]
    assert [row["granted"] for row in grants] == (["10000.00"] if told == "granted" else [])


def test_the_bureau_reads_all_with_its_filters_and_strangers_nothing(bureau, call):
    row = operations.submit(application=drafted(call, bureau.agent), by=bureau.agent, at=AT)
    agent = APIClient()
    agent.force_login(bureau.agent)
    assert [each["id"] for each in agent.get("/api/v1/grant-applications/?state=to_complete").json()["results"]] == [
        row.pk
    ]
    assert agent.get("/api/v1/grant-applications/?state=granted").json()["results"] == []
    assert agent.get("/api/v1/grant-applications/?inconnu=1").status_code == 400
    said = agent.get(f"/api/v1/grant-applications/{row.pk}/").content.decode()
    assert not [word for word in SECRETS if word in said]
    assert program(bureau).get("/api/v1/grant-applications/?q=Horizon").status_code == 400
    stranger = APIClient()
    stranger.force_login(bureau.house.agent)
    assert stranger.get("/api/v1/grant-applications/").status_code == 403
    made = deposited(agent, call)
    assert made.status_code == 201
    assert not GrantDeposit.objects.exists()
