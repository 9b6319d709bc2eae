"""B8: each figure of the board opens the list that it counts; the balance says the same amounts."""

import re
import subprocess
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.urls import reverse

from directorate.territory.models import Commune
from public_order.grants import board_queries as figures
from public_order.grants.models import GrantApplication, GrantEnvelope
from tests.public_order.grant_stage import AT, carried, drafted, opened, scored

State = GrantApplication.State


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def year(bureau) -> int:
    """Two granted, one refused, one rejected, one draft."""
    call = opened(bureau.head)
    town = carried(bureau.agent, "Commune d'essai", "35600000000048", kind="commune")
    told = (
        ({"asked": 30_000}, {"state": State.GRANTED, "granted": "25000.50", "is_qpv": True}),
        ({"asked": 20_000, "promoter": town, "axis": "D2"}, {"state": State.NOTIFIED, "granted": "10000.25",
                                                             "is_renewal": True}),
        ({"asked": 15_000}, {"state": State.REFUSED, "refusal": "credits", "reason": "Crédits épuisés"}),
        ({"asked": 15_000}, {"state": State.INELIGIBLE, "refusal": "common_law", "reason": "Droit commun"}),
    )  # fmt: skip
    for facts, change in told:
        row = scored(call, bureau.agent, communes=[bureau.house.creteil], **facts)
        GrantApplication.objects.filter(pk=row.pk).update(
            complete_on=date(2026, 4, 24), decision_on=date(2026, 5, 4), notified_on=date(2026, 5, 6), **change
        )
    drafted(call, bureau.agent, asked=1_000)
    GrantEnvelope.objects.filter(programme=call.programme, kind="AE").update(granted="35000.75", used="25000.50")
    return 2026


def test_b8_every_figure_opens_the_list_that_it_counts(bureau, year, client):
    client.force_login(bureau.head)
    shown = client.get(reverse("public_order:grant-board")).content.decode()
    links = re.findall(r'<td class="number"><a href="([^"]+)">(\d+)</a></td>', shown)
    assert len(links) > 15
    for address, count in links:
        page = client.get(unescape(address))
        assert page.status_code == 200, address
        rows = len(re.findall(r'<th scope="row"><a href="[^"]*/demandes/\d+/"', page.content.decode()))
        assert rows == int(count), address


def test_b8_delays_are_those_of_whoever_passed_the_step(year):
    filed, decided, paid = figures.delays(year)
    assert (filed.count, filed.median, filed.longest) == (4, 4, 4)
    assert (decided.count, decided.median) == (4, 10)
    assert (paid.count, paid.median, paid.longest) == (0, None, None)


def test_b8_shares_add_up_and_an_unknown_population_stays_blank(bureau, year):
    total = Decimal("35000.75")
    for found in (figures.by_kind(year), figures.by_axis(year), figures.by_renewal(year), figures.by_district(year)):
        assert sum(row.granted for row in found) == total
        assert sum(row.count for row in found) == 4
    [town] = figures.by_commune(year)
    people = Commune.objects.get(pk=bureau.house.creteil.pk).population
    assert town.per_head == figures.per_head(total, people)
    assert figures.per_head(total, 0) is None
    assert figures.per_head(Decimal(100), 3) == Decimal("33.33")
    assert [row[:2] for row in figures.refusals(year)] == [
        ("Le projet relève des crédits de droit commun", 1),
        ("Les crédits ont été attribués aux projets mieux classés", 1),
    ]


def test_env_02_what_may_be_lost_is_said_in_october(bureau, year, client):
    [row] = figures.accounts(year, date(2026, 10, 2))
    assert (row.credits.ae_left, row.may_be_lost) == (Decimal("74999.50"), True)
    assert not figures.accounts(year, date(2026, 9, 30))[0].may_be_lost
    with time_machine.travel(date(2026, 10, 2)):
        client.force_login(bureau.head)
        assert "risquent d'être perdus" in client.get(reverse("public_order:grant-board")).content.decode()


def test_the_balance_says_the_amounts_of_the_board(bureau, year, client):
    client.force_login(bureau.head)
    response = client.get(reverse("public_order:grant-balance", args=[year, "pdf"]))
    content = b"".join(response.streaming_content)
    run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)  # noqa: S603, S607
    text = re.sub(r"\s+", " ", run.stdout.decode().replace("\u202f", " ").replace("\u00a0", " "))
    shown = (
        client.get(reverse("public_order:grant-board")).content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    )
    for amount in ("35 000,75", "74 999,50"):
        assert amount in text
        assert amount in shown
    assert client.get(reverse("public_order:grant-balance", args=[2019, "pdf"])).status_code == 404
