"""Requests drawn from the description itself: no failure, answers as described, every operation really reached."""

import copy

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from directorate.permits.models import Permit
from tests.api.conftest import VIDEO

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 8
SECRET = "a" * 32


@pytest.fixture()
def callers(prefecture, session_of, issue):
    """What presents a program with every right, of one that only reads, and of an agent in a session."""
    client = session_of(prefecture.agent)
    session = client.session
    session["_csrftoken"] = SECRET
    session.save()
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return {
        "program": {"headers": {"Authorization": f"Bearer {issue().token}"}},
        "reader": {"headers": {"Authorization": f"Bearer {issue(scopes=['cases:read'], name='Lecteur').token}"}},
        "agent": {"headers": {"X-CSRFToken": SECRET}, "cookies": cookies},
    }


@pytest.fixture()
def existing(prefecture, open_case):
    """Values of the path that lead somewhere."""
    Permit.objects.create(
        number="VP-2026-00001", procedure_code=VIDEO, label="Autorisation", holder="Pharmacie du Lac",
        unit=prefecture.police, commune=prefecture.creteil, issued_on="2026-02-02", valid_from="2026-02-02",
    )  # fmt: skip
    return {
        "reference": open_case().reference, "number": "VP-2026-00001", "insee": "94028", "code": VIDEO,
        "name": "acknowledge",
    }  # fmt: skip


@pytest.fixture()
def one_connection():
    """A request would close, at its beginning and its end, the connection that holds the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture()
def schema(db, one_connection):
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())


def operations(schema):
    return [found.ok() for found in schema.get_all_operations()]


def parameters_of(operation, existing):
    names = {parameter.name for parameter in operation.path_parameters}
    return {name: value for name, value in existing.items() if name in names}


def documented_bodies(schema, operation):
    """The bodies shown as examples in the description; one empty request for what has no body."""
    described = schema.raw_schema["paths"][operation.path][operation.method].get("requestBody")
    if not described:
        return [None]
    return [example["value"] for example in described["content"]["application/json"]["examples"].values()]


def test_every_operation_is_reached_as_its_documentation_shows(schema, callers, existing):
    reached = {}
    for operation in operations(schema):
        for body in documented_bodies(schema, operation):
            case = operation.Case(
                path_parameters=parameters_of(operation, existing),
                **({} if body is None else {"body": copy.deepcopy(body), "media_type": "application/json"}),
            )
            for facts in callers.values():
                response = case.call(**facts)
                case.validate_response(response, checks=CHECKS)
                reached.setdefault(operation.label, set()).add(response.status_code)
    missed = {label: statuses for label, statuses in reached.items() if not statuses & {200, 201}}
    assert len(reached) >= 11
    assert not missed


@pytest.mark.parametrize("caller", ["program", "reader", "agent"])
def test_no_request_drawn_from_the_description_breaks_the_api(schema, callers, existing, caller):
    statuses = []

    def attack(operation):
        @settings(
            max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(), known=st.booleans())
        def once(case, known):
            if known:
                case.path_parameters = parameters_of(operation, existing)
            response = case.call(**callers[caller])
            statuses.append(response.status_code)
            case.validate_response(response, checks=CHECKS)

        once()

    for operation in operations(schema):
        attack(operation)
    assert len(statuses) >= 11
    assert 200 in statuses
