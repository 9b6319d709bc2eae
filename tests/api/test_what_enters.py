"""What a body may hold: bounded, readable, one object, without what the database or a reader could not take."""

import pytest

from directorate.casework.models import Case, Party
from tests.api.conftest import fields_of

CASES = "/api/v1/cases/"
LARGE = 3_000_000


def send(client, raw: bytes, content_type="application/json"):
    return client.generic("POST", CASES, raw, content_type=content_type)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 422),
        (b"   ", 422),
        (b"{}", 422),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"true", 400),
        (b'"x"', 400),
        (b"12", 400),
        (b"NaN", 400),
        (b'{"a": NaN}', 400),
        (b'{"a": Infinity}', 400),
        (b'{"a": 1e999}', 400),
        (b'{"a": 1e300}', 400),
        (b'{"a": 123456789012345678901234567890}', 400),
        (b'{"a": "\\u0000"}', 400),
        (b'{"a\\u0000": 1}', 400),
        (b'{"answers": {"deep": ["\\u0000"]}}', 400),
        (b'{"a": "\\ud800"}', 400),
        (b'{"a": "\\udc00\\ud800"}', 400),
        (b'{"a": "\xff"}', 400),
        (b'\xef\xbb\xbf{}', 400),
        ("{}".encode("utf-16"), 400),
        (b'{"a": 1, "a": 2}', 400),
        (b'{"answers": {"a": 1, "a": 2}}', 400),
        (b"[" * 100_000, 400),
        (b"[" * 100_000 + b"]" * 100_000, 400),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400),
        (b'{"answers":' + b"[" * 30 + b"]" * 30 + b"}", 400),
        (b'{"a": "' + b"x" * LARGE + b'"}', 413),
        (b" " * LARGE, 413),
        (b"{} {}", 400),
        (b"procedure=x", 400),
    ],
)  # fmt: skip
def test_a_hostile_body_gets_a_problem_and_writes_nothing(program, raw, status):
    response = send(program, raw)
    assert response.status_code == status, response.content[:300]
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert set(problem) == {"type", "title", "status", "detail", "errors", "request_id"}
    assert problem["status"] == status
    assert problem["detail"]
    assert not Case.objects.exists()
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
def test_another_type_of_content_is_refused(program, content_type):
    response = send(program, b"{}", content_type)
    assert response.status_code == 415
    assert "application/json" in response.json()["detail"]


def test_a_format_that_is_not_offered_is_refused(program):
    response = program.get(CASES, HTTP_ACCEPT="application/xml")
    assert response.status_code == 406
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "change",
    [
        {"reference": "2026-VP-00099"},
        {"id": 1},
        {"stage": "decided"},
        {"is_open": False},
        {"created_by": 1},
        {"created_at": "2020-01-01T00:00:00Z"},
        {"unit": "prefecture"},
        {"sensitivity": "secret"},
        {"outcome": "granted"},
        {"api_client": 1},
        {"caseworker": 1},
        {"version": 9},
        {"permit": "VP-2026-00001"},
        {"title": "Autre objet"},
        {"opening_key": "5f0c1a4e-0000-4000-8000-000000000000"},
        {"__proto__": {}},
    ],
)
def test_a_field_that_a_program_may_not_write_is_refused_by_its_name(program, body, change):
    response = program.post(CASES, body | change, format="json")
    assert response.status_code == 422
    assert fields_of(response) == {next(iter(change)): "Champ inconnu."}
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("group", "name"),
    [("applicant", "id"), ("applicant", "user"), ("place", "commune"), ("answers", "decision"), ("answers", "é" * 300)],
)
def test_an_unknown_field_inside_is_named_by_its_path(program, body, group, name):
    body[group][name] = "x"
    response = program.post(CASES, body, format="json")
    assert response.status_code == 422
    assert list(fields_of(response)) == [f"{group}.{name[:80]}"]


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("procedure", "inconnue", "Procédure inconnue."),
        ("procedure", None, "Procédure inconnue."),
        ("procedure", ["x"], "Procédure inconnue."),
        ("received_on", "2026-03-03", "avenir"),
        ("received_on", "1812-01-01", "AAAA-MM-JJ"),
        ("received_on", "2026-02-30", "AAAA-MM-JJ"),
        ("received_on", "02/03/2026", "AAAA-MM-JJ"),
        ("received_on", 20260302, "AAAA-MM-JJ"),
        ("received_on", None, "obligatoire"),
        ("channel", "desk", "api"),
        ("channel", "pigeon", "api"),
        ("commune", "75056", "INSEE"),
        ("commune", 94028, "texte"),
        ("commune", {"insee": "94028"}, "texte"),
        ("commune", "' OR 1=1 --", "INSEE"),
        ("applicant", [], "objet"),
        ("applicant", "x", "objet"),
        ("applicant.kind", "robot", "choix"),
        ("applicant.last_name", "", "obligatoire"),
        ("applicant.last_name", "x" * 161, "160"),
        ("applicant.last_name", ["x"], "texte"),
        ("applicant.last_name", {"x": 1}, "texte"),
        ("applicant.siret", "12345678901234", "SIRET"),
        ("applicant.email", "pas une adresse", "valide"),
        ("place", 3, "objet"),
        ("place.on_orly_platform", "oui", "true"),
        ("answers", None, "objet"),
        ("answers", [], "objet"),
        ("answers.cameras_indoor", "quatre", "entier"),
        ("answers.cameras_indoor", True, "entier"),
        ("answers.cameras_indoor", 4.5, "entier"),
        ("answers.cameras_indoor", -1, "0"),
        ("answers.cameras_indoor", 5001, "5000"),
        ("answers.retention_days", 9007199254740991, "30"),
        ("answers.purposes", "assault_and_theft", "liste"),
        ("answers.purposes", ["unknown"], "choix"),
        ("answers.purposes", [["x"]], "liste"),
        ("answers.site_type", {"x": "y"}, "texte"),
        ("answers.live_viewing", 1, "true"),
        ("pieces", "report", "liste"),
        ("pieces", ["unknown"], "choix"),
        ("pieces", [1], "liste"),
        ("pieces", {"report": True}, "liste"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(program, body, path, value, sentence):
    group, _, name = path.rpartition(".")
    (body[group] if group else body)[name] = value
    response = program.post(CASES, body, format="json")
    assert response.status_code == 422, response.content
    assert sentence in fields_of(response)[path]
    assert not Case.objects.exists()
    assert not Party.objects.exists()


def test_every_wrong_field_is_said_at_once(program):
    response = program.post(
        CASES, {"procedure": "video_protection_authorisation", "applicant": {"kind": "person"}, "zzz": 1}, format="json"
    )
    found = fields_of(response)
    assert {"zzz", "received_on", "commune", "place.name", "applicant.last_name", "answers.site_type"} <= set(found)


def test_html_in_a_name_is_kept_as_text(program, body):
    body["applicant"]["last_name"] = "<script>alert(1)</script> & Cie"
    response = program.post(CASES, body, format="json")
    assert response.status_code == 201
    assert response.json()["applicant"]["last_name"] == "<script>alert(1)</script> & Cie"


@pytest.mark.parametrize(
    "query", ["?zzz=1", "?status=open&party__last_name__startswith=C", "?ordering=-id", "?q=canari", "?format=xml"]
)
def test_an_unknown_parameter_of_the_address_is_refused_by_its_name(program, query):
    response = program.get(f"{CASES}{query}")
    assert response.status_code == 400
    name = query.rpartition("&")[2].lstrip("?").partition("=")[0]
    assert fields_of(response) == {name: "Paramètre inconnu."}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("commune=75056", "commune"),
        ("commune=%00", "commune"),
        ("status=maybe", "status"),
        ("received_after=hier", "received_after"),
        ("procedure=%F0%9F%92%A9", "procedure"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e3", "limit"),
        ("limit=%D9%A1", "limit"),
        ("cursor=x", "cursor"),
        ("cursor=W10=", "cursor"),
        ("cursor=WyJ4IiwieSJd", "cursor"),
        ("cursor=WyIyMDI2LTAzLTAyIiwxZTMwMF0=", "cursor"),
        ("cursor=%00", "cursor"),
    ],
)
def test_a_wrong_value_in_the_address_is_refused_by_its_name(program, query, field):
    response = program.get(f"{CASES}?{query}")
    assert response.status_code == 400, response.content
    assert list(fields_of(response)) == [field]


@pytest.mark.parametrize(
    "path",
    [
        "cases/%00/",
        "cases/../../x/",
        "cases/2026-VP-1%27/",
        "communes/940280/",
        "permits/%F0/",
        "procedures/%C3%A9/",
        "zzz/",
    ],
)
def test_an_address_that_does_not_exist_is_a_problem(program, path):
    response = program.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        ({"HTTP_IDEMPOTENCY_KEY": "court"}, "Idempotency-Key"),
        ({"HTTP_IDEMPOTENCY_KEY": "é" * 20}, "Idempotency-Key"),
        ({"HTTP_IDEMPOTENCY_KEY": "x" * 129}, "Idempotency-Key"),
    ],
)
def test_a_key_of_another_shape_is_refused(program, body, headers, detail):
    response = program.post(CASES, body, format="json", **headers)
    assert response.status_code == 400
    assert detail in response.json()["detail"]
