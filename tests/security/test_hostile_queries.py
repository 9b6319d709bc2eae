"""No query string breaks a page: each parameter that a page reads is given what nobody would type."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from directorate.web.lists import LISTS

NUL = "a\0b"
NASTY = ("9" * 30, "é\u202e<script>'\"%", "a/b")
READERS = ("get", "getlist", "__getitem__", "__contains__")
# Read by every list in the same way: the other values are enough for them.
SHARED = {"page", "sort", "columns", "view"}
# First values of the forms of a move, read all at once.
FIRST_VALUES = {"pieces", "notified_on", "limit_on", "reason", "consultation", "session"}


@pytest.fixture()
def names_read(monkeypatch) -> set[str]:
    """Fills with the names that the page being visited looks for in its address."""
    found: set[str] = set()

    def watched(read):
        def reading(self, key, *args, **kwargs):
            found.add(key)
            return read(self, key, *args, **kwargs)

        return reading

    for name in READERS:
        monkeypatch.setattr(QueryDict, name, watched(getattr(QueryDict, name)))
    return found


def parameters(client, names_read, addresses) -> dict[str, set[str]]:
    found = {}
    for address in addresses:
        names_read.clear()
        assert client.get(address).status_code < 500, address
        found[address] = set(names_read) | (FIRST_VALUES if "/actions/" in address else set())
    # The list that a case was opened from is carried by each page inside it: read once, in the case.
    return {
        address: names for address, names in found.items() if names - {"liste"} or address.startswith("/signature/2")
    }


def broken(client, asked) -> list[str]:
    """The addresses that answer by a failure of ours."""
    found = []
    for address, query in asked:
        response = client.get(address, query)
        if response.status_code >= 500:
            found.append(f"{address} {query} : {response.status_code} {response.exc_info[1]!r}")
    return found


def test_no_parameter_of_any_page_breaks_it(client, site, names_read):
    client.raise_request_exception = False
    client.force_login(site.house.director)
    asked = parameters(client, names_read, site.addresses())
    assert sum(map(len, asked.values())) > 80
    assert {"q", "page", "sort", "unit", "commune"} <= set().union(*asked.values())
    # Each filter of each list is given it alone by the contract of the lists.
    lists = {definition.url for definition in LISTS.values()}
    one_by_one = [
        (address, {name: NUL})
        for address, names in asked.items()
        for name in (() if address in lists else names - SHARED)
    ]
    together = [(address, dict.fromkeys(names, value)) for address, names in asked.items() for value in NASTY]
    assert broken(client, one_by_one + together) == []
    for person in (site.house.head, site.house.administrator):
        client.force_login(person)
        early = [(address, {**dict.fromkeys(names, "0001-01-01"), "page": "-1"}) for address, names in asked.items()]
        assert broken(client, early) == []


@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "9" * 25, "%F0%9F%98%80", "..%2f..%2fetc%2fpasswd", "x" * 4_000])
def test_no_piece_of_an_address_breaks_the_site(client, house, value):
    client.raise_request_exception = False
    client.force_login(house.director)
    for before, after in (
        ("dossiers", ""),
        ("dossiers", "decision/"),
        ("dossiers/2026-VP-00001/actions", ""),
        ("dossiers/nouveau", ""),
        ("signature", ""),
        ("parametres", ""),
        ("parametres", "nouvelle-valeur/"),
        ("avis", ""),
        ("verifier", ""),
        ("titres", ""),
        ("agents", ""),
        ("communes", ""),
        ("commissions", ""),
        ("commissions/seances", ""),
        ("recueil", ""),
        ("delegations", ""),
        ("procedures", ""),
        ("api/v1/cases", ""),
        ("api/v1/permits", ""),
        ("api/v1/communes", ""),
    ):
        assert client.get(f"/{before}/{value}/{after}").status_code in (400, 404, 410), before


def test_a_nul_in_an_address_leads_nowhere_before_anything_is_read(client, house, django_assert_num_queries):
    client.force_login(house.director)
    with django_assert_num_queries(0):
        response = client.get("/dossiers/a%00/")
    assert response.status_code == 404
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert client.get("/api/v1/cases/%00/").json()["status"] == 404


@pytest.mark.parametrize("reference", ["a/b", "../connexion", "//ailleurs.example"])
def test_a_strange_reference_opens_no_act_to_sign(client, house, reference):
    client.force_login(house.director)
    assert client.get(reverse("directorate:signature"), {"dossier": reference}).status_code == 404
