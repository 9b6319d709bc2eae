"""How a program presents itself: the header, nothing else, and one refusal for all reasons."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from directorate.partners.authentication import ApiClientUser, ClientTokenAuthentication, HasScope
from directorate.partners.operations import revoke_token
from directorate.partners.tokens import new_token
from tests.partners.conftest import AT

FACTORY = APIRequestFactory()


class Echo(APIView):
    authentication_classes = [ClientTokenAuthentication]
    permission_classes = [HasScope("cases:read")]
    throttle_classes = []

    def get(self, request):
        return Response({"user": str(request.user)})


class Writing(Echo):
    permission_classes = [IsAuthenticated, HasScope("cases:write")]


def answer(view=Echo, path="/", **headers):
    response = view.as_view()(FACTORY.get(path, **headers))
    response.render()
    return response


def bearer(token):
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


@time_machine.travel(AT, tick=False)
def test_a_live_token_enters_with_its_scope_and_not_beyond(issued):
    assert answer(**bearer(issued.token)).status_code == 200
    assert answer(Writing, **bearer(issued.token)).status_code == 403
    issued.client.refresh_from_db()
    assert issued.client.last_used_at == AT


def test_every_bad_token_gets_the_same_refusal(issued, administrator):
    with time_machine.travel(AT + timedelta(days=400), tick=False):
        refusals = [answer(**bearer(issued.token))]
    revoke_token(client=issued.client, by=administrator, at=AT)
    with time_machine.travel(AT, tick=False):
        for headers in (
            bearer(issued.token),
            bearer(new_token()),
            bearer("pref_x"),
            bearer("é"),
            {"HTTP_AUTHORIZATION": "Bearer"},
            {"HTTP_AUTHORIZATION": f"Bearer {issued.token} {issued.token}"},
        ):
            refusals.append(answer(**headers))
    assert {response.status_code for response in refusals} == {401}
    assert len({response.content for response in refusals}) == 1
    assert {response["WWW-Authenticate"] for response in refusals} == {'Bearer realm="api"'}


def test_without_the_header_nobody_enters(db):
    assert answer().status_code == 401
    assert answer(HTTP_AUTHORIZATION="Basic abc").status_code == 401


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "anything"])
def test_a_token_in_the_address_is_refused_with_a_reason(issued, name):
    response = answer(path=f"/?{name}={issued.token}", **bearer(issued.token))
    assert response.status_code == 400
    assert "en-tête" in response.content.decode()


def test_the_author_of_a_program_is_nobody_of_the_prefecture(issued):
    user = ApiClientUser(issued.client)
    assert (user.is_authenticated, user.is_staff, user.pk) == (True, False, f"client-{issued.client.pk}")
    assert str(user) == "Guichet (Mairie de Créteil)"


def test_a_person_is_bound_by_the_posting_and_not_by_scopes(administrator):
    request = FACTORY.get("/")
    force_authenticate(request, administrator)
    with time_machine.travel(datetime(2026, 3, 2, tzinfo=UTC)):
        assert Writing.as_view()(request).status_code == 200
    with time_machine.travel(datetime(2020, 3, 2, tzinfo=UTC)):
        assert Writing.as_view()(request).status_code == 403


def test_the_refusals_are_exceptions_of_the_framework(db):
    view = ClientTokenAuthentication()
    with pytest.raises(AuthenticationFailed):
        view.authenticate(Echo().initialize_request(FACTORY.get("/", HTTP_AUTHORIZATION="Bearer no")))
    with pytest.raises(ParseError):
        view.authenticate(Echo().initialize_request(FACTORY.get("/?token=x")))
