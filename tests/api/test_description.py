"""The description of the API: sound, complete, readable under the policy of the site."""

import io
import json
import re

import pytest
from django.core.management import call_command
from django.db import InterfaceError, OperationalError
from django.http import Http404
from rest_framework.exceptions import NotAuthenticated, Throttled

from directorate.casework.errors import NotReady
from directorate.web.api import problem_response
from directorate.web.errors import Conflict
from tests.api.conftest import bearing


@pytest.fixture(scope="module")
def schema():
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=out)
    return json.loads(out.getvalue())


def operations(schema):
    return [
        (path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method != "parameters"
    ]


def test_it_is_valid_and_without_a_warning(schema):
    assert schema["openapi"].startswith("3.")
    assert "/api/v1/cases/{reference}/transitions/{name}/" in schema["paths"]


def test_every_operation_says_what_it_does_and_how_it_refuses(schema):
    for path, method, operation in operations(schema):
        assert operation["summary"], (path, method)
        assert operation["security"], (path, method)
        for status in ("400", "401", "403", "429", "503"):
            content = operation["responses"][status]["content"]
            assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_a_new_case_is_described_with_an_example(schema):
    content = schema["paths"]["/api/v1/cases/"]["post"]["requestBody"]["content"]["application/json"]
    assert content["schema"]["properties"]["applicant"]["required"] == ["kind", "last_name", "address"]
    assert content["schema"]["additionalProperties"] is False
    assert len(content["examples"]) == 1


def test_the_page_of_the_documentation_obeys_the_policy_of_the_site(db, client):
    page = client.get("/api/v1/docs/")
    html = page.content.decode()
    assert page.status_code == 200
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]
    script = re.findall(r'<script src="([^"]+)"', html)[-1].replace("&amp;", "&")
    answer = client.get(script)
    assert answer["Content-Type"].startswith("application/javascript")
    assert b"/api/v1/schema/" in answer.content


def test_the_entry_lists_what_the_caller_may_use(issue):
    found = bearing(issue(scopes=["communes:read"]).token).get("/api/v1/").json()
    assert [(row["name"], row["actions"]) for row in found["resources"]] == [("communes", ["list", "retrieve"])]
    assert found["schema"] == "/api/v1/schema/"


def test_the_entry_lists_everything_to_an_agent(agent):
    found = agent.get("/api/v1/").json()
    assert {"cases", "procedures", "permits", "communes"} <= {row["name"] for row in found["resources"]}
    assert all(agent.get(row["url"]).status_code == 200 for row in found["resources"])


def busy() -> OperationalError:
    failure = OperationalError("lock timeout")
    failure.__cause__ = type("LockNotAvailable", (Exception,), {"sqlstate": "55P03"})()
    return failure


@pytest.mark.parametrize(
    ("failure", "status", "header"),
    [
        (OperationalError("away"), 503, "Retry-After"),
        (InterfaceError("closed"), 503, "Retry-After"),
        (busy(), 409, "Retry-After"),
        (Http404(), 404, None),
        (Throttled(wait=12.3), 429, "Retry-After"),
        (NotAuthenticated(), 401, None),
        (NotReady("Pas encore.", details=["Un visa manque."]), 422, None),
        (Conflict("Trop tard."), 409, None),
    ],
)
def test_every_anticipated_failure_has_the_one_shape(failure, status, header):
    response = problem_response(failure, {})
    assert response.status_code == status
    assert set(response.data) == {"type", "title", "status", "detail", "errors", "request_id"}
    assert response.data["detail"]
    assert header is None or int(response.headers[header]) > 0


def test_details_of_a_refusal_are_all_said():
    response = problem_response(NotReady("Pas encore.", details=["Un visa manque.", "Un article manque."]), {})
    assert [error["message"] for error in response.data["errors"]] == ["Un visa manque.", "Un article manque."]


def test_an_unknown_failure_is_left_to_be_logged_as_a_bug():
    assert problem_response(KeyError("x"), {}) is None
