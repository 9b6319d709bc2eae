"""What bounds a program: networks, quotas, the rotation of its token, and what is said when it goes beyond."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from directorate.journal.models import JournalEntry
from directorate.partners.errors import AlreadyRevoked, ClientRefused
from directorate.partners.models import ApiClient, ApiRefusal, ApiUsage
from directorate.partners.operations import (
    change_limits,
    count_request,
    forget_old_usage,
    issue_token,
    note_refusal,
    revoke_one_token,
    revoke_token,
    rotate_token,
)
from directorate.partners.queries import client_for, comes_from_its_networks, usage_by_day, visible_clients
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 3, 2)
COMMUNES = "/api/v1/communes/"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(AT, tick=False)
    return time_machine


@pytest.fixture()
def issue(house):
    def make(**limits):
        facts = {
            "name": "Guichet", "organisation": house.town_hall, "scopes": ["communes:read"],
            "expires_at": AT + timedelta(days=90),
        }  # fmt: skip
        return issue_token(**facts | limits, by=house.administrator, at=AT)

    return make


def ask(token, **facts):
    return APIClient().get(COMMUNES, HTTP_AUTHORIZATION=f"Bearer {token}", **facts)


# --- networks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("networks", "address", "admitted"),
    [
        ([], "203.0.113.9", True),
        (["203.0.113.0/24"], "203.0.113.9", True),
        (["203.0.113.0/24"], "203.0.114.9", False),
        (["203.0.113.0/24"], "::ffff:203.0.113.9", True),
        (["2001:db8::/32"], "2001:db8:1::1", True),
        (["2001:db8::/32"], "203.0.113.9", False),
        (["203.0.113.9/32", "2001:db8::/32"], "2001:db9::1", False),
        (["203.0.113.0/24"], "", False),
        (["203.0.113.0/24"], "unix:", False),
    ],
)
def test_an_address_is_compared_with_the_networks_of_the_client(networks, address, admitted):
    assert comes_from_its_networks(ApiClient(networks=networks), address) is admitted


def test_a_call_from_elsewhere_is_refused_with_a_sentence_and_told_once_an_hour(issue, clock):
    issued = issue(networks=["203.0.113.0/24"])
    for _ in range(3):
        response = ask(issued.token, REMOTE_ADDR="198.51.100.7")
        assert response.status_code == 403
        assert "198.51.100.7" in response.json()["detail"]
        assert response["Content-Type"] == "application/problem+json"
    assert ask(issued.token, REMOTE_ADDR="203.0.113.5").status_code == 200
    refusal = ApiRefusal.objects.get()
    assert (refusal.kind, refusal.count, refusal.address) == ("network", 3, "198.51.100.7")
    assert JournalEntry.objects.filter(action="api_client.refused").count() == 1
    clock.move_to(AT + timedelta(hours=1), tick=False)
    ask(issued.token, REMOTE_ADDR="198.51.100.7")
    assert JournalEntry.objects.filter(action="api_client.refused").count() == 2


def test_a_forged_address_admits_nobody(issue, settings):
    issued = issue(networks=["203.0.113.0/24"])
    assert ask(issued.token, REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="203.0.113.5").status_code == 403
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    forged = "203.0.113.5, 198.51.100.7"
    assert ask(issued.token, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forged).status_code == 403
    assert ask(issued.token, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="x, 203.0.113.5").status_code == 200


@pytest.mark.parametrize("network", ["300.1.1.1", "10.0.0.1/8", "x", "10.0.0.0/33", "::/129", "10.0.0.0/8/8", "1;2"])
def test_a_network_that_cannot_be_read_is_refused_beside_its_field(issue, network):
    with pytest.raises(ClientRefused) as refusal:
        issue(networks=[network])
    assert refusal.value.field == "networks"


# --- quotas -------------------------------------------------------------------------------------------------


def test_beyond_the_quota_of_the_minute_the_answer_says_when_to_come_back(issue, clock):
    issued = issue(quota_minute=3)
    answers = [ask(issued.token) for _ in range(5)]
    assert [response.status_code for response in answers] == [200, 200, 200, 429, 429]
    assert [response["RateLimit-Remaining"] for response in answers] == ["2", "1", "0", "0", "0"]
    refused = answers[-1]
    assert 0 < int(refused["Retry-After"]) <= 61
    assert "3 requêtes par minute" in refused.json()["detail"]
    assert refused["Content-Type"] == "application/problem+json"
    clock.move_to(AT + timedelta(minutes=1), tick=False)
    assert ask(issued.token).status_code == 200
    usage = ApiUsage.objects.get()
    assert (usage.count, usage.refused) == (4, 2)
    assert ApiRefusal.objects.get().kind == "quota"


def test_beyond_the_quota_of_the_day_one_waits_for_midnight_in_paris(issue, clock):
    issued = issue(quota_day=2)
    assert [ask(issued.token).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(issued.token)
    assert int(refused["Retry-After"]) == 14.5 * 3600 + 1
    assert "2 requêtes par jour" in refused.json()["detail"]
    clock.move_to(paris(2026, 3, 3, 0, 0), tick=False)
    assert ask(issued.token).status_code == 200


def test_a_request_is_counted_by_one_statement(issue):
    issued = issue()
    with CaptureQueriesContext(connection) as captured:
        count_request(client=issued.client, at=AT)
    assert len(captured) == 1


def test_fifty_requests_at_once_pass_no_more_than_the_quota(transactional_db, house, issue):
    issued = issue(quota_minute=12)
    answers = at_once(*[lambda: count_request(client=issued.client, at=AT).wait is None] * 30)
    assert sum(answers) == 12
    usage = ApiUsage.objects.get()
    assert (usage.count, usage.refused) == (12, 18)


@pytest.mark.parametrize("field", ["quota_minute", "quota_day"])
@pytest.mark.parametrize("value", [0, -1, 10**9])
def test_a_quota_out_of_bounds_is_refused_beside_its_field(issue, field, value):
    with pytest.raises(ClientRefused) as refusal:
        issue(**{field: value})
    assert refusal.value.field == field


def test_the_use_of_thirty_days_is_shown_day_by_day(house, issue):
    issued = issue()
    for days in (0, 0, 3, 40):
        count_request(client=issued.client, at=AT - timedelta(days=days))
    rows = usage_by_day(issued.client, AT.date())
    assert len(rows) == 30
    assert (rows[-1][1], rows[-4][1], sum(row[1] for row in rows)) == (2, 1, 3)
    assert visible_clients(house.administrator, AT.date()).get().asked == 3
    assert forget_old_usage(at=AT + timedelta(days=365)) == 1


# --- rotation -----------------------------------------------------------------------------------------------


def test_two_tokens_live_together_then_the_former_one_ends_by_itself(house, issue, clock):
    issued = issue()
    second = rotate_token(
        client=issued.client, expires_at=AT + timedelta(days=365), overlap_days=7, by=house.administrator, at=AT
    )
    assert [ask(token).status_code for token in (issued.token, second.token)] == [200, 200]
    clock.move_to(AT + timedelta(days=7), tick=False)
    assert [ask(token).status_code for token in (issued.token, second.token)] == [401, 200]
    assert ApiRefusal.objects.get().kind == "token"
    assert client_for(second.token, AT + timedelta(days=100)) == issued.client


def test_a_rotation_without_overlap_refuses_the_former_token_at_once(house, issue):
    issued = issue()
    second = rotate_token(
        client=issued.client, expires_at=AT + timedelta(days=30), overlap_days=0, by=house.administrator, at=AT
    )
    assert [ask(token).status_code for token in (issued.token, second.token)] == [401, 200]


def test_no_third_token_lives_beside_two(house, issue):
    issued = issue()
    facts = {"client": issued.client, "expires_at": AT + timedelta(days=30), "by": house.administrator, "at": AT}
    rotate_token(**facts, overlap_days=7)
    with pytest.raises(ClientRefused):
        rotate_token(**facts, overlap_days=7)
    revoke_one_token(token=issued.client.tokens.order_by("pk").first(), by=house.administrator, at=AT)
    rotate_token(**facts, overlap_days=7)
    assert issued.client.tokens.count() == 3


@pytest.mark.parametrize("days", [-1, 31])
def test_an_overlap_out_of_bounds_is_refused(house, issue, days):
    issued = issue()
    with pytest.raises(ClientRefused) as refusal:
        rotate_token(
            client=issued.client, expires_at=AT + timedelta(days=30), overlap_days=days, by=house.administrator, at=AT
        )
    assert refusal.value.field == "overlap_days"


def test_closing_a_client_refuses_all_its_tokens(house, issue):
    issued = issue()
    second = rotate_token(
        client=issued.client, expires_at=AT + timedelta(days=30), overlap_days=7, by=house.administrator, at=AT
    )
    revoke_token(client=issued.client, by=house.administrator, at=AT)
    assert {ask(token).status_code for token in (issued.token, second.token)} == {401}
    with pytest.raises(AlreadyRevoked):
        rotate_token(
            client=issued.client, expires_at=AT + timedelta(days=30), overlap_days=7, by=house.administrator, at=AT
        )


# --- limits changed -----------------------------------------------------------------------------------------


def test_changed_limits_hold_from_the_next_request_and_the_journal_keeps_both_values(house, issue):
    issued = issue()
    facts = {
        "scopes": ["cases:read"], "procedures": [], "communes": ["94028"], "networks": [], "quota_minute": 10,
        "quota_day": 100, "contact_email": "a@b.invalid",
    }  # fmt: skip
    client = change_limits(client=issued.client, **facts, by=house.administrator, at=AT)
    assert client.perimeter_version == 2
    assert ask(issued.token).status_code == 403
    entry = JournalEntry.objects.get(action="api_client.changed")
    assert {"label": "Communes", "before": "sans limite", "after": "94028"} in entry.details["changes"]
    with pytest.raises(ClientRefused):
        change_limits(client=client, **facts, by=house.administrator, at=AT)
    same_perimeter = change_limits(client=client, **facts | {"quota_day": 99}, by=house.administrator, at=AT)
    assert same_perimeter.perimeter_version == 2


def test_a_refusal_noted_at_the_same_instant_is_one_row(transactional_db, house, issue):
    issued = issue()
    at_once(*[lambda: note_refusal(client=issued.client, kind="network", address="::1", at=AT)] * 5)
    assert ApiRefusal.objects.get().count == 5
    assert JournalEntry.objects.filter(action="api_client.refused").count() == 1
