"""From where a request comes is what our own proxies say, and the log opens no door."""

import logging

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import get_resolver, reverse

from config.log_lines import DOORS, without_answer_codes
from directorate.web.callers import LoggedRequestMiddleware, address_of


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9, 192.0.2.77", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "' OR 1=1", "192.0.2.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_what_a_sender_writes_before_our_proxies_counts_for_nothing(settings, proxies, forwarded, address):
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == address


def failures(client, name: str, addresses) -> list[int]:
    sent = {"username": name, "password": "faux"}
    return [
        client.post(reverse("directorate:sign-in"), sent, HTTP_X_FORWARDED_FOR=address).status_code
        for address in addresses
    ]


def test_changing_the_forwarded_address_gives_no_more_tries(client, house):
    cache.clear()
    assert failures(client, "agent", [f"198.51.100.{end}" for end in range(6)])[-1] == 429


def test_behind_a_proxy_one_address_does_not_lock_a_person_out_of_the_others(client, house, settings):
    cache.clear()
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    assert failures(client, "agent", ["198.51.100.7"] * 6)[-1] == 429
    assert failures(client, "agent", ["203.0.113.9"]) == [422]


def test_the_log_names_neither_what_was_searched_nor_the_code_of_a_link(client, db, caplog):
    request = RequestFactory().get("/recherche/", {"q": "Tellier"})
    assert LoggedRequestMiddleware.format_request(request) == "GET /recherche/"
    with caplog.at_level(logging.WARNING):
        for linked in DOORS:
            client.get(f"/{linked}/Ab_c-9xYz/")
    assert caplog.records
    formatter = next(handler.formatter for handler in logging.getLogger().handlers if is_ours(handler))
    assert not [line for line in map(formatter.format, caplog.records) if "Ab_c-9xYz" in line]


def test_every_address_that_carries_a_code_for_whoever_has_no_account_is_among_these_doors():
    """`<str:code>` is the code of a link, but for the few pages of the staff that name a thing by its code."""
    of_the_staff = ("parametres/", "imports/modele/")
    found = [route for route in routes(get_resolver().url_patterns) if "<str:code>" in route]
    assert len(found) > 8
    for route in found:
        before = route.split("<str:code>")[0]
        assert before.strip("/") in DOORS or before.startswith(of_the_staff), route


def routes(patterns, before: str = ""):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        yield from routes(pattern.url_patterns, route) if hasattr(pattern, "url_patterns") else [route]


def is_ours(handler: logging.Handler) -> bool:
    return without_answer_codes in getattr(handler.formatter, "processors", ())
