"""Requests drawn from the description itself: no failure, answers as described, every operation really reached."""

import copy
import os
from collections import Counter
from math import ceil

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from civil_protection.establishments.models import Establishment
from civil_protection.models import (
    AlertCampaign,
    AlertContact,
    Approval,
    CampaignTarget,
    CrisisEvent,
    DisasterRequest,
    Exercise,
    Gathering,
    Posture,
    RescuePost,
    SafetyVisit,
    SecurityStudy,
    UnfavourableOpinion,
    VigilanceBulletin,
)
from directorate.commissions.models import SessionAction
from directorate.permits.models import Permit
from police_admin.outlets.models import Licence, Outlet
from public_order.models import (
    CodafOperation,
    CodafTarget,
    Council,
    FieldOperation,
    GpoProblem,
    GrantApplication,
    GrantCall,
    LocalProgramme,
    ProgrammeDecision,
    Protocol,
    ReportVersion,
    StaffMeeting,
)
from road_safety.models import (
    Accident,
    Action,
    Campaign,
    ControlOperation,
    DocumentOrder,
    DocumentReference,
    EquipmentItem,
    Loan,
    Mission,
    School,
    StockMove,
    Volunteer,
)
from tests.api.conftest import VIDEO
from tests.civil_protection.alert_rows import alerted
from tests.civil_protection.communal_rows import prepared
from tests.civil_protection.crisis_rows import in_crisis
from tests.civil_protection.establishment_rows import registered
from tests.civil_protection.exercise_rows import exercised
from tests.civil_protection.first_aid_rows import first_aided
from tests.civil_protection.plan_rows import in_force
from tests.civil_protection.safety_rows import secured
from tests.civil_protection.visit_rows import visited
from tests.people import paris
from tests.public_order.codaf_stage import codaf_told
from tests.public_order.council_stage import councils_told
from tests.public_order.exchange_stage import deposited_told
from tests.public_order.field_stage import field_told
from tests.public_order.note_stage import note_told
from tests.public_order.programme_stage import programme_told
from tests.public_order.stat_rows import counted
from tests.road_safety.equipment_rows import equipment_told
from tests.road_safety.prevention_rows import prevented
from tests.road_safety.regulation_rows import API_ROWS, regulation_told
from tests.road_safety.rows import observed
from tests.road_safety.strategy_rows import strategy_told
from tests.road_safety.suspension_rows import opened as suspended
from tests.road_safety.volunteers_rows import volunteers_told

# The whole run is asked by `python -m benchmarks.fuzz`; the tests draw a few requests of each kind.
WANTED_CASES = int(os.environ.get("FUZZ_CASES", "0"))
SEED = int(os.environ.get("FUZZ_SEED", "0"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 4
SECRET = "a" * 32
# Parameters of the address that must say something.
QUERIES = {"q": "pharmacie", "indicators": "vols-armes", "territory_kind": "dep", "territory": "94", "year": 2024}


@pytest.fixture()
def callers(prefecture, session_of, issue):
    """What presents a program with every right, one that only reads, an agent and the director in their sessions."""

    def in_session(staff):
        client = session_of(staff)
        session = client.session
        session["_csrftoken"] = SECRET
        session.save()
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        return {"headers": {"X-CSRFToken": SECRET}, "cookies": cookies}

    return {
        "program": {"headers": {"Authorization": f"Bearer {issue(communes=['94028']).token}"}},
        "reader": {"headers": {"Authorization": f"Bearer {issue(scopes=['cases:read'], name='Lecteur').token}"}},
        "agent": in_session(prefecture.agent),
        "director": in_session(prefecture.director),
    }


@pytest.fixture()
def existing(prefecture, open_case):
    """Values of the path that lead somewhere."""
    Permit.objects.create(
        number="VP-2026-00001", procedure_code=VIDEO, label="Autorisation", holder="Pharmacie du Lac",
        unit=prefecture.police, commune=prefecture.creteil, issued_on="2026-02-02", valid_from="2026-02-02",
    )  # fmt: skip
    outlet = Outlet.objects.create(commune=prefecture.creteil, name="Le Zinc", address="5 quai du Port")
    plan = in_force("INOND", prefecture.director, paris(2026, 3, 2), prefecture.creteil)
    licence = Licence.objects.create(category="IV", number="94-IV-1", outlet=outlet)
    posture = Posture.objects.create(
        title="Posture", threat="vigilance", perimeter="national", starts_at=paris(2026, 3, 2),
        source="Communiqué", recorded_at=paris(2026, 3, 2), recorded_by=prefecture.director,
    )  # fmt: skip
    told = (
        alerted, codaf_told, councils_told, in_crisis, exercised, field_told, first_aided, note_told, observed,
        prepared,
        registered, secured, strategy_told, equipment_told, prevented, regulation_told, visited, volunteers_told,
        counted, programme_told, deposited_told,
    )  # fmt: skip
    for tell in told:
        tell(prefecture, paris(2026, 6, 24))
    # What is identified by a number, under the last word of the address before it.
    numbered = {
        "accidents": Accident.objects.first(), "schools": School.objects.first(),
        "control-operations": ControlOperation.objects.first(), "road-campaigns": Campaign.objects.first(),
        "licences": licence, "postures": posture, "activations": plan.activations.get(),
        "alert-campaigns": AlertCampaign.objects.first(), "alert-messages": CampaignTarget.objects.first(),
        "alert-contacts": AlertContact.objects.first(), "vigilance": VigilanceBulletin.objects.first(),
        "crises": CrisisEvent.objects.first(), "exercises": Exercise.objects.first(),
        "gatherings": Gathering.objects.first(), "rescue-posts": RescuePost.objects.first(),
        "approvals": Approval.objects.first(), "disaster-requests": DisasterRequest.objects.first(),
        "safety-visits": SafetyVisit.objects.first(), "unfavourable-opinions": UnfavourableOpinion.objects.first(),
        "gpo-problems": GpoProblem.objects.first(), "council-actions": SessionAction.objects.first(),
        "councils": Council.objects.first(), "protocols": Protocol.objects.first(),
        "staff-meetings": StaffMeeting.objects.first(),
        "local-programmes": LocalProgramme.objects.first(), "security-operations": FieldOperation.objects.first(),
        "programme-decisions": ProgrammeDecision.objects.first(),
        "codaf-operations": CodafOperation.objects.first(),
        "codaf-visits": CodafTarget.objects.first(),
        "grant-calls": GrantCall.objects.first(), "grant-applications": GrantApplication.objects.get(state="draft"),
        "grants": GrantApplication.objects.get(state="notified"),
        "monthly-notes": ReportVersion.objects.first(), "plan-actions": Action.objects.first(),
        "volunteers": Volunteer.objects.first(), "missions": Mission.objects.first(),
        "equipment-loans": Loan.objects.first(), "equipment": EquipmentItem.objects.first(),
        "road-documents": DocumentReference.objects.first(), "document-moves": StockMove.objects.first(),
        "document-orders": DocumentOrder.objects.first(),
        **{path: model.objects.first() for path, model in API_ROWS.items()},
        "establishments": Establishment.objects.first(), "security-studies": SecurityStudy.objects.first(),
    }  # fmt: skip
    return {
        "plan": plan.code,
        "reference": open_case().reference, "number": "VP-2026-00001", "insee": "94028", "code": VIDEO,
        "name": "acknowledge",
        "id": {name: str(row.pk) for name, row in numbered.items()}
        | {"licence-suspensions": suspended(prefecture).reference},
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
    found = {name: value for name, value in existing.items() if name in names}
    if "id" in found:
        found["id"] = found["id"][operation.path.partition("/{id}")[0].rpartition("/")[2]]
    return found


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
            known_query(operation, case)
            for facts in callers.values():
                response = case.call(**facts)
                case.validate_response(response, checks=CHECKS)
                reached.setdefault(operation.label, set()).add(response.status_code)
    missed = {label: statuses for label, statuses in reached.items() if not statuses & {200, 201}}
    assert len(reached) >= 11
    assert not missed


CALLERS = ("program", "reader", "agent", "director")


def known_query(operation, case) -> None:
    """What a search needs to find something."""
    for parameter in operation.query:
        if parameter.name in QUERIES:
            case.query = {**(case.query or {}), parameter.name: QUERIES[parameter.name]}


def attack(operation, caller, existing, examples, bodies, counts) -> None:
    """The requests of the documentation, then requests drawn at random, with identifiers that exist or not."""

    def send(case):
        response = case.call(**caller)
        counts[operation.label][response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    for body in bodies:
        case = operation.Case(
            path_parameters=parameters_of(operation, existing),
            **({} if body is None else {"body": copy.deepcopy(body), "media_type": "application/json"}),
        )
        known_query(operation, case)
        send(case)

    @seed(SEED)
    @settings(
        max_examples=examples, deadline=None, derandomize=not SEED, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(), known=st.booleans())
    def once(case, known):
        if known:
            case.path_parameters = parameters_of(operation, existing)
        send(case)

    once()


def table(counts) -> str:
    """One line an operation: how many requests, and what they were answered."""
    lines = [f"{'operation':<58} {'requests':>8}  answers"]
    for label, found in sorted(counts.items()):
        answers = ", ".join(f"{status}: {number}" for status, number in sorted(found.items()))
        lines.append(f"{label:<58} {found.total():>8}  {answers}")
    lines.append(f"{len(counts)} operations, {sum(found.total() for found in counts.values())} requests")
    return "\n".join(lines)


def test_no_request_drawn_from_the_description_breaks_the_api(schema, callers, existing):
    found = operations(schema)
    counts = {operation.label: Counter() for operation in found}
    share = ceil(WANTED_CASES / (len(found) * len(CALLERS)))
    for name in CALLERS:
        for operation in found:
            bodies = documented_bodies(schema, operation)
            attack(operation, callers[name], existing, max(EXAMPLES, share), bodies, counts)
    if WANTED_CASES:
        print("\n" + table(counts))
    assert sum(count.total() for count in counts.values()) >= max(WANTED_CASES, len(found) * len(CALLERS))
    assert not [label for label, count in counts.items() if any(status >= 500 for status in count)]
    assert not [label for label, count in counts.items() if not {200, 201} & set(count)]
