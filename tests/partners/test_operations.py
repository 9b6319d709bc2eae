"""Tokens are given once, limited, and taken back."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from directorate.journal.models import JournalEntry
from directorate.partners.errors import AlreadyRevoked, ClientRefused
from directorate.partners.models import ApiClient
from directorate.partners.operations import issue_token, note_use, revoke_token
from directorate.partners.queries import client_covers, client_for
from directorate.partners.tokens import Token, new_token, read_token
from tests.partners.conftest import AT, PARIS


def test_a_token_has_256_bits_and_is_read_back_from_its_text():
    token = new_token()
    assert len(bytes.fromhex(token.secret)) == 32
    assert read_token(str(token)) == token
    assert token.secret not in repr(token)


@pytest.mark.parametrize("text", ["", "pref_", "pref_12_34", "Bearer x", "pref_" + "g" * 10 + "_" + "0" * 64, "pref_é"])
def test_a_text_of_another_shape_is_not_a_token(text):
    assert read_token(text) is None


def test_former_keys_still_open_during_a_rotation(settings):
    token = new_token()
    stored = token.hash
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert token.matches(stored)
    settings.SECRET_KEY_FALLBACKS = []
    assert not token.matches(stored)


def test_fifty_secrets_are_found_nowhere_in_the_database(administrator, town_hall):
    secrets = [
        issue_token(
            name=f"Client {number}", organisation=town_hall, scopes=["cases:read"],
            expires_at=AT + timedelta(days=30), by=administrator, at=AT,
        ).token.secret
        for number in range(50)
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM directorate_apiclient t")
        rows = cursor.fetchall()
        cursor.execute("SELECT row_to_json(t)::text FROM directorate_apitoken t")
        rows += cursor.fetchall()
        cursor.execute("SELECT row_to_json(t)::text FROM directorate_journalentry t")
        rows += cursor.fetchall()
    text = "\n".join(row for (row,) in rows)
    assert len(rows) == 150
    assert not [secret for secret in secrets if secret in text]


def test_a_live_token_finds_its_client(issued):
    assert client_for(issued.token, AT) == issued.client
    assert JournalEntry.objects.get().action == "api_client.created"


def test_an_unknown_false_expired_or_revoked_token_finds_nothing(issued, administrator):
    assert client_for(new_token(), AT) is None
    assert client_for(Token(issued.token.prefix, "0" * 64), AT) is None
    assert client_for(issued.token, issued.client.expires_at) is None
    revoke_token(client=issued.client, by=administrator, at=AT)
    assert client_for(issued.token, AT) is None
    with pytest.raises(AlreadyRevoked):
        revoke_token(client=issued.client, by=administrator, at=AT)


def test_a_token_of_a_partner_that_is_no_longer_active_is_refused(issued, town_hall):
    town_hall.is_active = False
    town_hall.save()
    assert client_for(issued.token, AT) is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"procedures": ["unknown"]}, "procedures"),
        ({"communes": ["75001"]}, "communes"),
        ({"expires_at": AT}, "expires_at"),
        ({"expires_at": AT + timedelta(days=366)}, "expires_at"),
    ],
)
def test_a_client_beyond_the_limits_is_refused_beside_the_field(administrator, town_hall, changes, field):
    facts = {"name": "X", "organisation": town_hall, "scopes": ["cases:read"], "expires_at": AT + timedelta(days=365)}
    with pytest.raises(ClientRefused) as refusal:
        issue_token(**facts | changes, by=administrator, at=AT)
    assert refusal.value.field == field
    assert not ApiClient.objects.exists()


def test_a_client_covers_its_procedures_and_communes_only():
    client = ApiClient(procedures=["a"], communes=["94028"])
    assert client_covers(client, procedure_code="a", insee="94028")
    assert not client_covers(client, procedure_code="b", insee="94028")
    assert not client_covers(client, procedure_code="a", insee="94002")
    assert not client_covers(client, procedure_code="a", insee=None)
    assert client_covers(ApiClient(), procedure_code="b", insee=None)


def test_the_last_use_is_written_at_most_once_a_minute(issued, django_assert_num_queries):
    with django_assert_num_queries(1):
        note_use(client=issued.client, at=AT)
        note_use(client=issued.client, at=AT + timedelta(seconds=59))
    note_use(client=issued.client, at=AT + timedelta(seconds=60))
    issued.client.refresh_from_db()
    assert issued.client.last_used_at == datetime(2026, 3, 2, 9, 31, tzinfo=PARIS)
