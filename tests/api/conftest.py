"""Callers of the API: people by session, programs by token, and nobody."""

import copy
from datetime import timedelta

import pytest
import time_machine
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from directorate.casework import operations
from directorate.casework.api_opening import NEW_CASE_EXAMPLE
from directorate.parameters.operations import load_initial
from directorate.partners.operations import issue_token
from directorate.partners.throttle import ProgramQuota

EVERYTHING = ["cases:read", "cases:write", "permits:read", "communes:read", "disasters:read", "alerts:receive",
              "grants:read", "grants:write"]  # fmt: skip
VIDEO = "video_protection_authorisation"


@pytest.fixture(autouse=True)
def clock(at):
    with time_machine.travel(at, tick=False):
        yield at


@pytest.fixture(autouse=True)
def unlimited(request, monkeypatch):
    """The limits of requests are shared by all tests of a minute: only the test that asks for them has them."""
    if "limited" not in request.fixturenames:
        for limit in (SimpleRateThrottle, ProgramQuota):
            monkeypatch.setattr(limit, "allow_request", lambda self, request, view: True)


@pytest.fixture()
def limited():
    """Keep the limits of requests."""


@pytest.fixture()
def prefecture(house, at):
    load_initial(at=at)
    return house


@pytest.fixture()
def anonymous():
    return APIClient()


@pytest.fixture()
def session_of():
    """`session_of(house.agent)`: a client with an open session."""

    def open_session(staff, **facts):
        client = APIClient(**facts)
        client.force_login(staff)
        return client

    return open_session


@pytest.fixture()
def agent(prefecture, session_of):
    return session_of(prefecture.agent)


@pytest.fixture()
def issue(prefecture, at):
    """`issue(scopes=…, communes=…)`: an issued token."""

    def make(scopes=tuple(EVERYTHING), name="Guichet", **limits):
        return issue_token(
            name=name, organisation=prefecture.town_hall, scopes=scopes,
            by=prefecture.administrator, at=at, **{"expires_at": at + timedelta(days=90), **limits},
        )  # fmt: skip

    return make


def bearing(token) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


@pytest.fixture()
def program(issue):
    """A program with every right and no limit."""
    return bearing(issue().token)


@pytest.fixture()
def body():
    """The example of the documentation, to be changed at will."""
    return copy.deepcopy(NEW_CASE_EXAMPLE.value)


PARTY = {
    "kind": "person", "civility": "mme", "last_name": "Canari", "first_name": "Colette", "representative": "",
    "siret": "", "rna": "", "email": "canari@exemple.invalid", "phone": "0102030405", "address": "1 rue Canari",
}  # fmt: skip
ANSWERS = NEW_CASE_EXAMPLE.value["answers"]


@pytest.fixture()
def open_case(prefecture, at):
    """Open a case at the counter; `facts` change the usual ones, columns of `columns` are written afterwards."""

    def make(columns=None, **facts):
        usual = {
            "procedure_code": VIDEO,
            "party": PARTY,
            "answers": ANSWERS,
            "received_on": at.date(),
            "channel": "desk",
            "commune": prefecture.creteil,
            "place": {"name": "Tabac du Port", "address": "3 quai du Port", "on_orly_platform": False},
            "by": prefecture.agent,
            "at": at,
        }
        case = operations.open_case(**usual | facts)
        if columns:
            type(case).objects.filter(pk=case.pk).update(**columns)
            case.refresh_from_db()
        return case

    return make


def fields_of(response) -> dict[str, str]:
    """The refused fields of a problem, with their first sentence."""
    found: dict[str, str] = {}
    for error in response.json()["errors"]:
        found.setdefault(error["field"], error["message"])
    return found
