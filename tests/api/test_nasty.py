"""Inputs that have broken other APIs: each gets a clear answer, the process lives, nothing is half done."""

import json

import pytest

from directorate.casework.models import Case, Party
from tests.api.conftest import bearing

CASES = "/api/v1/cases/"
CHANGES = "/api/v1/changes/"
JSON = "application/json"
DEEP = 100_000
# What a body may be, besides what a program means to send.
BODIES = {
    "NUL": b'{"procedure": "a\\u0000b"}',
    "NUL in a name": b'{"a\\u0000b": 1}',
    "raw NUL": b'{"procedure": "a\x00b"}',
    "lone surrogate": b'{"procedure": "\\ud800"}',
    "surrogates backwards": b'{"procedure": "\\udc00\\ud800"}',
    "lone surrogate in a name": b'{"\\udfff": 1}',
    "lists nested 100 000 deep": b"[" * DEEP + b"]" * DEEP,
    "objects nested 100 000 deep": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "opened and never closed": b"[" * DEEP,
    "nested 21 deep": b'{"a":' * 21 + b"1" + b"}" * 21,
    "10^400": b'{"received_on": 1' + b"0" * 400 + b"}",
    "1e400": b'{"received_on": 1e400}',
    "-1e400": b'{"received_on": -1e400}',
    "NaN": b'{"received_on": NaN}',
    "Infinity": b'{"received_on": Infinity}',
    "a million digits": b'{"received_on": ' + b"9" * 900_000 + b"}",
    "a name twice": b'{"procedure": "a", "procedure": "b"}',
    "a name twice inside": b'{"answers": {"a": 1, "a": 2}}',
    "a name twice by escape": b'{"procedure": "a", "proc\\u0065dure": "b"}',
    "wrong UTF-8": b'{"procedure": "\xff\xfe"}',
    "overlong UTF-8": b'{"procedure": "\xc0\xaf"}',
    "UTF-16": '{"procedure": "a"}'.encode("utf-16"),
    "byte order mark": b'\xef\xbb\xbf{"procedure": "a"}',
    "a list": b"[]",
    "a text": b'"a"',
    "a number": b"1",
    "null": b"null",
    "two objects": b"{}{}",
    "a comment": b"{/* a */}",
    "a comma too many": b'{"a": 1,}',
    "single quotes": b"{'a': 1}",
    "XML": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "a form": b"procedure=a&received_on=b",
    "nothing but spaces": b" " * 1000,
    "too large": b'{"a": "' + b"a" * 1_100_000 + b'"}',
    "ten thousand names": b"{" + b",".join(b'"n%d": 1' % rank for rank in range(10_000)) + b"}",
    "a reserved name": b'{"id": 1, "is_staff": true, "stage": "decided", "permit": 1, "created_by": 1}',
    "prototype": b'{"__proto__": {"a": 1}, "constructor": {"prototype": 1}}',
    "SQL": b'{"procedure": "\'; DROP TABLE directorate_case; --"}',
    "right to left": '{"procedure": "\u202ea\u202c"}'.encode(),
    "combining marks": ('{"procedure": "a' + "\u0301" * 5000 + '"}').encode(),
}
HEADERS = {
    "a charset that is none": {"content_type": "application/json; charset=base64"},
    "UTF-7": {"content_type": "application/json; charset=utf-7"},
    "XML": {"content_type": "application/xml"},
    "multipart without boundary": {"content_type": "multipart/form-data"},
    "multipart": {"content_type": "multipart/form-data; boundary=x"},
    "a type that is none": {"content_type": "\xff/\xfe"},
    "an empty type": {"content_type": ""},
    "a length that lies": {"CONTENT_LENGTH": "-5"},
    "a length that is no number": {"CONTENT_LENGTH": "x"},
    "another method": {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
    "another address": {"HTTP_X_ORIGINAL_URL": "/parametres/", "HTTP_X_REWRITE_URL": "/parametres/"},
    "a range": {"HTTP_RANGE": "bytes=0-18446744073709551615"},
    "many ranges": {"HTTP_RANGE": "bytes=" + ",".join("0-1" for _ in range(5000))},
    "a huge header": {"HTTP_X_HUGE": "a" * 200_000},
    "a huge key": {"HTTP_IDEMPOTENCY_KEY": "a" * 200_000},
    "a key with a NUL": {"HTTP_IDEMPOTENCY_KEY": "aaaaaaaa\x00"},
    "a version that is none": {"HTTP_IF_MATCH": '"' + "9" * 5000 + '"'},
    "a type asked that is none": {"HTTP_ACCEPT": "text/html;q=x, */*;q=nan"},
    "no type asked": {"HTTP_ACCEPT": ""},
    "a language that is none": {"HTTP_ACCEPT_LANGUAGE": "fr-" * 3000},
    "a forged address": {"HTTP_X_FORWARDED_FOR": "x" * 5000},
    "a cookie of 100 kB": {"HTTP_COOKIE": "session=" + "a" * 100_000},
    "a cookie that is none": {"HTTP_COOKIE": "\xff=;;=\x01"},
    "a token of 100 kB": {"HTTP_AUTHORIZATION": "Bearer " + "a" * 100_000},
    "a token in another alphabet": {"HTTP_AUTHORIZATION": "Bearer pref_\u0661"},
    "two tokens": {"HTTP_AUTHORIZATION": "Bearer a, Bearer b"},
    "a request identifier of 100 kB": {"HTTP_X_REQUEST_ID": "a" * 100_000},
}
ADDRESSES = (
    "?token=x", "?access_token=pref_1", "?API_KEY=x", "?a=pref_" + "0" * 10 + "_" + "f" * 64, "?%00=1", "?a=%00",
    "?limit=%ff", "?limit=1&limit=2", "?cursor=" + "A" * 50_000, "?" + "&".join(f"a{rank}=1" for rank in range(900)),
    "?received_after=0000-00-00", "?received_after=99999-01-01", "?received_before=-1", "?commune=94028%20OR%201=1",
    "?commune[]=94028", "?commune[$ne]=1", "?procedure=../../etc/passwd", "?stage=%F0%9F%92%A9", "?status=%EF%BF%BF",
    "?limit=٣", "?limit=1e2", "?limit=0x10", "?format=api", "?callback=a", "?__debug__=1", "?ordering=-id",
    "?fields=answers", "?expand=party", "?since=now", "?page=1",
)  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_is_left(db):
    yield
    assert not Case.objects.exists()
    assert not Party.objects.exists()


def is_clear(response) -> bool:
    """A refusal of the one shape, with a sentence."""
    if response["Content-Type"] != "application/problem+json":
        return False
    found = json.loads(response.content)
    return response.status_code == found["status"] and bool(found["detail"])


def test_the_list_is_long_enough():
    assert len(BODIES) + len(HEADERS) + len(ADDRESSES) >= 60


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_means_nothing_is_refused_with_a_sentence(program, name):
    for address in (CASES, f"{CASES}2026-VP-00001/transitions/acknowledge/"):
        response = program.generic("POST", address, BODIES[name], content_type=JSON)
        assert 400 <= response.status_code < 500, response.content[:300]
        assert is_clear(response)
    patched = program.generic("PATCH", f"{CASES}2026-VP-00001/", BODIES[name], content_type=JSON)
    assert 400 <= patched.status_code < 500
    assert is_clear(patched)


@pytest.mark.parametrize("name", HEADERS)
def test_headers_that_mean_nothing_break_nothing(issue, name):
    client = bearing(issue().token)
    facts = {"content_type": JSON, **HEADERS[name]}
    kind = facts.pop("content_type")
    posted = client.generic("POST", CASES, b'{"procedure": "none"}', content_type=kind, **facts)
    read = client.generic("GET", CASES, **facts)
    assert 400 <= posted.status_code < 500
    assert read.status_code < 500
    assert read["Content-Type"] in (JSON, "application/problem+json")


@pytest.mark.parametrize("query", ADDRESSES)
def test_an_address_that_means_nothing_is_refused_by_the_name_of_what_is_wrong(program, query):
    response = program.get(CASES + query)
    assert response.status_code == 400 or query == "?limit=1&limit=2"
    assert response.status_code < 500
    assert response.status_code == 200 or is_clear(response)


def test_no_method_is_changed_by_a_header(program):
    response = program.post(
        f"{CHANGES}", {}, format="json", HTTP_X_HTTP_METHOD_OVERRIDE="GET", HTTP_X_METHOD_OVERRIDE="GET"
    )
    assert response.status_code == 405


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "GET\x00", "get", "X" * 500])
def test_a_method_that_is_none_is_refused(program, method):
    assert 400 <= program.generic(method, CASES).status_code < 500 or method == "get"


def test_a_token_in_an_address_is_in_no_log(program, caplog, issue):
    secret = str(issue(name="Autre").token)
    with caplog.at_level("DEBUG"):
        response = program.get(f"{CASES}?token={secret}")
    assert response.status_code == 400
    assert "Authorization" in response.json()["detail"]
    assert secret.rpartition("_")[2] not in caplog.text
    assert secret not in response.content.decode()
