"""What a program files comes back as it was sent, for every procedure open to it, and its fate is told in time."""

from datetime import timedelta

import pytest
import time_machine
from django import forms
from rest_framework.throttling import SimpleRateThrottle

from directorate.casework import registry
from directorate.casework.models import Case
from directorate.partners.operations import issue_token
from directorate.partners.throttle import ProgramQuota
from tests.api.conftest import bearing
from tests.commits import as_if_committed
from tests.contract.test_procedures import AT, OPEN, PARTIES, specimen_answers, specimen_case, specimen_permit
from tests.factories import COMPANY, PLACE

SHARED = [procedure for procedure in OPEN if procedure.sensitivity == Case.Sensitivity.NORMAL]
CLOSED = [procedure for procedure in OPEN if procedure.sensitivity != Case.Sensitivity.NORMAL]
CASES = "/api/v1/cases/"


@pytest.fixture()
def house(same_house, monkeypatch):
    for limit in (SimpleRateThrottle, ProgramQuota):
        monkeypatch.setattr(limit, "allow_request", lambda self, request, view: True)
    with time_machine.travel(AT, tick=False):
        yield same_house


def program(house, *scopes: str):
    issued = issue_token(
        name="Guichet", organisation=house.town_hall, scopes=list(scopes), by=house.administrator, at=AT,
        expires_at=AT + timedelta(days=90),
    )  # fmt: skip
    return bearing(issued.token)


# The file that another one must name.
AFTER = {"air_show_authorisation": ("intent", "air_show_intent")}


def answers_to(house, procedure) -> dict:
    field, former = AFTER.get(procedure.code, ("", ""))
    named = {field: specimen_case(house, registry.procedure(former)).reference} if former else {}
    return specimen_answers(procedure) | named


def sent(procedure, answers: dict) -> dict:
    """Several lines are one text on the way in, and a list on the way back."""
    fields = procedure.form.base_fields
    return {
        name: "\n".join(value) if isinstance(value, list) and isinstance(fields[name], forms.CharField) else value
        for name, value in answers.items()
    }


def demand(house, procedure, answers: dict) -> dict:
    known = registry.permits_of(procedure.code)
    return {
        "procedure": procedure.code, "received_on": AT.date().isoformat(), "commune": "94028",
        "applicant": PARTIES.get(procedure.code, COMPANY), "place": PLACE, "answers": sent(procedure, answers),
        **({"renews": specimen_permit(house, min(known)).number} if known else {}),
    }  # fmt: skip


def without_empty(answers: dict) -> dict:
    return {name: value for name, value in answers.items() if value not in (None, "", [], False)}


@pytest.mark.parametrize("procedure", SHARED, ids=lambda procedure: procedure.code)
def test_what_a_program_files_comes_back_and_its_decision_once_notified(house, procedure):
    desk = program(house, "cases:read", "cases:write")
    answers = answers_to(house, procedure)
    body = demand(house, procedure, answers)
    made = desk.post(CASES, body, format="json")
    assert made.status_code == 201, made.json()["errors"]
    read = desk.get(made["Location"]).json()
    assert read == made.json()
    assert without_empty(read["answers"]) == without_empty(answers)
    assert {name: read["applicant"][name] for name in body["applicant"]} == body["applicant"]
    as_if_committed()
    told = [row["reference"] for row in desk.get("/api/v1/changes/").json()["results"]]
    assert [reference for reference in told if reference != answers.get("intent")] == [read["reference"]]
    for outcome in procedure.outcomes:
        decided = Case.objects.filter(reference=read["reference"])
        decided.update(outcome=outcome.code, decided_at=AT, notified_at=None, stage="decided")
        assert desk.get(made["Location"]).json()["outcome"] is None
        decided.update(notified_at=AT, stage=outcome.final_stage)
        assert desk.get(made["Location"]).json()["outcome"] == {"code": outcome.code, "label": outcome.label}
    assert program(house, "communes:read").get(made["Location"]).status_code == 403


@pytest.mark.parametrize("procedure", CLOSED, ids=lambda procedure: procedure.code)
def test_a_restricted_procedure_is_closed_to_programs(house, procedure):
    desk = program(house, "cases:read", "cases:write")
    refused = desk.post(CASES, demand(house, procedure, specimen_answers(procedure)), format="json")
    assert refused.status_code == 403
    assert desk.get(f"/api/v1/procedures/{procedure.code}/").status_code == 404
