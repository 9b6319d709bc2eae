"""Closed by default: every address, every method, every scope."""

import ast
from datetime import timedelta
from pathlib import Path

import time_machine
from django.conf import settings
from django.urls import URLResolver, get_resolver, reverse
from rest_framework.permissions import BasePermission
from rest_framework.test import APIRequestFactory, force_authenticate

from directorate.manifests import all_of
from directorate.partners.operations import revoke_token
from directorate.web.api import Closed
from directorate.web.resources import Resource
from tests.api.conftest import EVERYTHING, VIDEO, bearing

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
# Everybody may read the description of the API: it holds no data.
OPEN = {"/api/v1/schema/", "/api/v1/docs/", "/api/v1/premiers-pas/"}
# No scope opens these: they speak of the work of a person of the prefecture.
FOR_PEOPLE = {"/api/v1/accidents/", "/api/v1/accidents/1/", "/api/v1/accident-editions/",
              "/api/v1/crime-chronology/", "/api/v1/crime-indicators/",
              "/api/v1/crime-series/", "/api/v1/crime-months/", "/api/v1/crime-totals/",
              "/api/v1/crime-editions/",
              "/api/v1/alert-contacts/", "/api/v1/alert-campaigns/", "/api/v1/alert-campaigns/1/",
              "/api/v1/vigilance/", "/api/v1/vigilance/1/",
              "/api/v1/inbox/", "/api/v1/search/", "/api/v1/licences/", "/api/v1/licences/1/", "/api/v1/postures/",
              "/api/v1/postures/1/", "/api/v1/declensions/", "/api/v1/crises/", "/api/v1/crises/1/",
              "/api/v1/situation-reports/", "/api/v1/press-releases/", "/api/v1/public-answers/",
              "/api/v1/licence-suspensions/", "/api/v1/licence-suspensions/1/",
              "/api/v1/stage-sessions/", "/api/v1/stage-sessions/1/",
              "/api/v1/traffic-orders/", "/api/v1/traffic-orders/1/",
              "/api/v1/inspection-centres/", "/api/v1/inspection-centres/1/",
              "/api/v1/inspection-controllers/", "/api/v1/inspection-controllers/1/",
              "/api/v1/speed-sites/", "/api/v1/speed-sites/1/",
              "/api/v1/impounded-vehicles/", "/api/v1/impounded-vehicles/1/",
              "/api/v1/immobilisations/", "/api/v1/immobilisations/1/",
              "/api/v1/licence-measures/", "/api/v1/licence-measures/1/",
              "/api/v1/communal-plans/", "/api/v1/communal-plans/94028/",
              "/api/v1/establishments/", "/api/v1/establishments/1/",
              "/api/v1/gatherings/", "/api/v1/gatherings/1/", "/api/v1/rescue-posts/", "/api/v1/rescue-posts/1/",
              "/api/v1/approvals/", "/api/v1/approvals/1/",
              "/api/v1/exercises/", "/api/v1/exercises/1/", "/api/v1/review-actions/",
              "/api/v1/safety-visits/", "/api/v1/safety-visits/1/", "/api/v1/safety-requirements/",
              "/api/v1/security-studies/", "/api/v1/security-studies/1/",
              "/api/v1/unfavourable-opinions/", "/api/v1/unfavourable-opinions/1/",
              "/api/v1/plans/", "/api/v1/plans/INOND/", "/api/v1/activations/", "/api/v1/activations/1/",
              "/api/v1/council-actions/", "/api/v1/council-actions/1/", "/api/v1/councils/", "/api/v1/councils/1/",
              "/api/v1/staff-meetings/", "/api/v1/staff-meetings/1/",
              "/api/v1/gpo-problems/", "/api/v1/gpo-problems/1/", "/api/v1/protocols/", "/api/v1/protocols/1/",
              "/api/v1/local-programmes/", "/api/v1/local-programmes/1/",
              "/api/v1/security-operations/", "/api/v1/security-operations/1/",
              "/api/v1/programme-decisions/", "/api/v1/programme-decisions/1/",
              "/api/v1/codaf-operations/", "/api/v1/codaf-operations/1/",
              "/api/v1/codaf-visits/", "/api/v1/codaf-visits/1/",
              "/api/v1/monthly-notes/", "/api/v1/monthly-notes/1/",
              "/api/v1/control-operations/", "/api/v1/control-operations/1/",
              "/api/v1/road-campaigns/", "/api/v1/road-campaigns/1/", "/api/v1/road-labels/",
              "/api/v1/school-results/", "/api/v1/schools/", "/api/v1/schools/1/",
              "/api/v1/plan-actions/", "/api/v1/plan-actions/1/",
              "/api/v1/equipment-loans/", "/api/v1/equipment-loans/1/", "/api/v1/equipment/",
              "/api/v1/equipment/1/", "/api/v1/equipment/availability/",
              "/api/v1/approval-inspections/", "/api/v1/approval-inspections/1/",
              "/api/v1/road-documents/", "/api/v1/road-documents/1/", "/api/v1/document-moves/",
              "/api/v1/document-moves/1/", "/api/v1/document-orders/", "/api/v1/document-orders/1/",
              "/api/v1/volunteers/", "/api/v1/volunteers/1/", "/api/v1/missions/", "/api/v1/missions/1/"}  # fmt: skip
VALUES = {
    "reference": "2026-VP-00001",
    "name": "acknowledge",
    "code": VIDEO,
    "number": "VP-2026-00001",
    "insee": "94028",
    "pk": "1",
    "plan": "INOND",
}
# What opens each resource to a program.
SCOPES = {
    ("get", "/api/v1/cases/"): {"cases:read"},
    ("get", "/api/v1/cases/2026-VP-00001/"): {"cases:read"},
    ("get", "/api/v1/cases/2026-VP-00001/transitions/"): {"cases:read"},
    ("post", "/api/v1/cases/"): {"cases:write"},
    ("patch", "/api/v1/cases/2026-VP-00001/"): {"cases:write"},
    ("post", "/api/v1/cases/2026-VP-00001/transitions/acknowledge/"): {"cases:write"},
    ("get", "/api/v1/changes/"): {"cases:read"},
    ("get", "/api/v1/procedures/"): {"cases:read", "cases:write"},
    ("get", f"/api/v1/procedures/{VIDEO}/"): {"cases:read", "cases:write"},
    ("get", "/api/v1/permits/"): {"permits:read"},
    ("get", "/api/v1/permits/VP-2026-00001/"): {"permits:read"},
    ("get", "/api/v1/permits/communes/94028/"): {"permits:read"},
    ("get", "/api/v1/communes/"): {"communes:read"},
    # Only an agent says that an entry of the directory was checked.
    ("post", "/api/v1/alert-contacts/1/check/"): set(),
    ("get", "/api/v1/alert-messages/"): {"alerts:receive"},
    ("get", "/api/v1/alert-messages/1/"): {"alerts:receive"},
    ("post", "/api/v1/alert-messages/1/receipt/"): {"alerts:receive"},
    ("get", "/api/v1/disaster-requests/"): {"disasters:read"},
    ("get", "/api/v1/disaster-requests/1/"): {"disasters:read"},
    ("get", "/api/v1/communes/94028/"): {"communes:read"},
    ("get", "/api/v1/grant-calls/"): {"grants:read", "grants:write"},
    ("get", "/api/v1/grant-calls/1/"): {"grants:read", "grants:write"},
    ("post", "/api/v1/grant-calls/1/applications/"): {"grants:write"},
    ("get", "/api/v1/grant-applications/"): {"grants:read"},
    ("get", "/api/v1/grant-applications/1/"): {"grants:read"},
    ("post", "/api/v1/grant-applications/1/submit/"): {"grants:write"},
    ("get", "/api/v1/grants/"): {"grants:read"},
    ("get", "/api/v1/grants/1/"): {"grants:read"},
}


def names_under(namespace: str) -> dict[str, tuple[str, ...]]:
    """Every named address of a namespace with its arguments, from the resolver itself."""
    resolver: URLResolver = get_resolver().namespace_dict[namespace][1]
    return {
        name: tuple(possibilities[0][0][0][1])
        for name in {key for key in resolver.reverse_dict if isinstance(key, str)}
        if (possibilities := resolver.reverse_dict.getlist(name))
    }


def addresses() -> list[str]:
    return sorted(
        reverse(f"api:{name}", kwargs={argument: VALUES[argument] for argument in arguments})
        for name, arguments in names_under("api").items()
    )


def test_the_walk_finds_every_resource(db):
    found = addresses()
    assert {path for _, path in SCOPES} | OPEN | FOR_PEOPLE | {"/api/v1/"} == set(found)


def test_somebody_unknown_enters_nowhere_by_any_method(prefecture, anonymous):
    answers = {
        (method, address): getattr(anonymous, method)(address).status_code
        for address in addresses()
        for method in METHODS
        if address not in OPEN
    }
    assert len(answers) == len(METHODS) * len(set(addresses()) - OPEN)
    assert set(answers.values()) == {401}


def test_only_the_description_is_open_and_only_to_read(prefecture, anonymous):
    assert {anonymous.get(address).status_code for address in OPEN} == {200}
    assert {anonymous.post(address).status_code for address in OPEN} == {405}


def test_a_program_without_the_scope_is_refused_and_with_it_is_not(prefecture, issue):
    alone = {scope: bearing(issue(scopes=[scope], name=scope).token) for scope in EVERYTHING}
    for (method, address), opening in SCOPES.items():
        for scope, client in alone.items():
            status = getattr(client, method)(address, {}, format="json").status_code
            assert (status != 403) == (scope in opening), (method, address, scope, status)


def test_what_is_for_people_opens_to_no_program(prefecture, program):
    assert {program.get(address).status_code for address in FOR_PEOPLE} == {403}


def test_a_method_that_does_not_exist_says_so_to_a_known_caller(program):
    response = program.delete("/api/v1/cases/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, POST, HEAD, OPTIONS"
    assert response["Content-Type"] == "application/problem+json"


def test_an_action_that_names_no_permission_is_closed_even_to_the_director(prefecture):
    class Forgotten(Resource):
        access = {}

        def list(self, request):
            raise AssertionError("entered")

    request = APIRequestFactory().get("/")
    force_authenticate(request, prefecture.director)
    assert Forgotten.as_view({"get": "list"})(request).status_code == 403


def test_the_defaults_of_the_framework_are_closed_and_limited():
    rest = settings.REST_FRAMEWORK
    assert rest["DEFAULT_PERMISSION_CLASSES"] == ["directorate.web.api.Closed"]
    assert rest["DEFAULT_THROTTLE_CLASSES"]
    assert isinstance(rest["NUM_PROXIES"], int)


def test_every_resource_of_the_manifests_names_its_permissions():
    for route in all_of("api_routes"):
        assert issubclass(route.viewset, Resource)
        actions = set(route.viewset.access)
        assert actions, route.prefix
        for name in actions:
            permission = route.viewset.access[name]()
            assert isinstance(permission, BasePermission)
            assert not isinstance(permission, Closed)


def test_expired_and_revoked_tokens_get_the_same_refusal(prefecture, issue, at):
    issued = issue()
    client = bearing(issued.token)
    assert client.get("/api/v1/communes/").status_code == 200
    with time_machine.travel(at + timedelta(days=91), tick=False):
        expired = client.get("/api/v1/communes/")
    revoke_token(client=issued.client, by=prefecture.administrator, at=at)
    revoked = client.get("/api/v1/communes/")
    assert (expired.status_code, revoked.status_code) == (401, 401)
    assert expired.json()["detail"] == revoked.json()["detail"]
    assert revoked["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_address_is_refused_as_a_problem(issue):
    token = issue().token
    response = bearing(token).get("/api/v1/communes/", {"token": str(token)})
    assert response.status_code == 400
    assert "en-tête" in response.json()["detail"]
    assert token.secret not in response.content.decode()


def test_somebody_whose_post_has_ended_reads_nothing(prefecture, session_of):
    prefecture.agent.postings.update(ends_on="2026-02-01")
    client = session_of(prefecture.agent)
    assert {client.get(address).status_code for method, address in SCOPES if method == "get"} == {403}


def test_a_session_writes_only_with_its_anti_forgery_token(prefecture, session_of, body):
    client = session_of(prefecture.agent, enforce_csrf_checks=True)
    response = client.post("/api/v1/cases/", body, format="json")
    assert response.status_code == 403
    assert "anti-falsification" in response.json()["detail"]


def test_a_token_needs_no_anti_forgery_token(prefecture, issue, body):
    client = bearing(issue().token)
    client.handler.enforce_csrf_checks = True
    assert client.post("/api/v1/cases/", body, format="json").status_code == 201


def test_nothing_is_kept_by_a_cache(program):
    for address in ("/api/v1/", "/api/v1/cases/", "/api/v1/cases/2026-VP-99999/"):
        assert program.get(address)["Cache-Control"] == "no-store"


def test_requests_are_counted_whatever_the_forwarded_address_says(prefecture, anonymous, limited):
    statuses = [
        anonymous.get("/api/v1/cases/", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}").status_code for number in range(65)
    ]
    assert statuses.count(401) == 60
    assert statuses[60:] == [429] * 5
    last = anonymous.get("/api/v1/cases/", HTTP_X_FORWARDED_FOR="10.1.1.1")
    assert int(last["Retry-After"]) > 0
    assert last.json()["title"] == "Trop de demandes"


def test_no_shape_takes_every_column_of_a_model():
    for path in Path(settings.BASE_DIR, "directorate").rglob("api*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [target.id for target in getattr(node, "targets", ()) if isinstance(target, ast.Name)]
            assert "exclude" not in names, path
            if "fields" in names:
                assert not (isinstance(node.value, ast.Constant) and node.value.value == "__all__"), path
