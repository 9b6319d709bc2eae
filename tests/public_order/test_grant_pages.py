"""The pages of the grants: everything that they show, what a colleague did meanwhile, the demonstration."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.db.models import Sum
from django.urls import reverse

from public_order.grants import queries, stories
from public_order.grants import scenario_operations as scenarios
from public_order.grants.models import GrantApplication, GrantEnvelope, GrantMove
from tests.people import paris
from tests.public_order.grant_stage import AT, completed, opened, scored

NAMES = ("grant-board", "grants", "grant-promoters", "grant-promoter-new", "grant-programme-new")


@pytest.fixture()
def call(bureau):
    return opened(bureau.head)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


def page(client, name, *args, **query):
    response = client.get(reverse(f"public_order:{name}", args=args), query)
    assert response.status_code == 200, name
    return re.sub(r"\s+", " ", response.content.decode().replace("\u202f", " ").replace("\u00a0", " "))


def test_every_page_shows_its_rows_and_their_totals(bureau, call, client):
    client.force_login(bureau.head)
    for name in NAMES:
        page(client, name)
    row = scored(call, bureau.agent, asked=39_000)
    waiting = completed(call, bureau.agent, asked=20_000, title="Chantier d'été")
    for each in (row, waiting):
        shown = page(client, "grant", each.pk)
        assert "FIPD-03" in shown
        assert "Subvention possible" in shown
    page(client, "grant-edit", waiting.pk)
    assert "74 ; FIPD ; 20000,00 ; FIPD demandé" in page(client, "grant-budget", waiting.pk)
    assert "59 000,00 €" in page(client, "grant-promoter", row.promoter_id)
    assert "Appel à projets" in page(client, "grant-programme", call.programme_id)
    assert "Aucun scénario" in page(client, "grant-scenarios", call.programme_id)
    for verb in ("appel", "credits", "scenario"):
        page(client, "grant-programme-act", call.programme_id, verb)
    page(client, "grant-new", call.pk)
    for verb in ("noter", "consulter", "pieces", "signer"):
        page(client, "grant-act", row.pk, verb)


def test_a_cell_is_changed_in_place_and_a_stale_one_says_who(bureau, call, client):
    row = scored(call, bureau.agent, asked=39_000)
    found = scenarios.draw_scenario(programme=call.programme, name="Socle", by=bureau.agent, at=AT)
    line = found.lines.get(application=row)
    client.force_login(bureau.head)
    shown = page(client, "grant-scenarios", call.programme_id)
    assert "reste <strong>61 000,00 €" in shown
    assert 'value="39 000,00"' in shown
    assert reverse("public_order:grant-committee-new", args=[found.pk]) in shown
    address = reverse("public_order:grant-line", args=[line.pk])
    told = {"version": 1, "verdict": "fund", "amount": "30 000,00".replace(" ", ""), "reason": "Réduit"}
    response = client.post(address, told, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "70\u00a0000,00" in response.content.decode()
    response = client.post(address, {**told, "amount": "1"}, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "vient de changer cette ligne" in response.content.decode()
    assert client.post(address, {**told, "version": 2, "amount": "x"}).status_code == 409
    line.refresh_from_db()
    assert (line.amount, line.version) == (Decimal(30_000), 2)
    assert "70 000,00 €" in page(client, "grant-scenarios", call.programme_id, vue="totaux")
    page(client, "grant-committee-new", found.pk)


def test_nobody_else_enters(bureau, call, client):
    client.force_login(bureau.house.agent)
    for name in NAMES:
        assert client.get(reverse(f"public_order:{name}")).status_code == 403, name


def test_the_demonstration_tells_three_years_at_every_state(bureau, client):
    stories.tell(paris(2026, 4, 20, 10))
    rows = GrantApplication.objects.all()
    assert rows.count() == 362
    assert GrantMove.objects.exists()
    assert rows.values("state").distinct().count() > 18
    for year in (2024, 2025, 2026):
        board = queries.board(year)
        assert sum(row["count"] for row in board) >= 120
        assert sum(row["funded"] for row in board) == 65
    for envelope in GrantEnvelope.objects.filter(kind="AE"):
        granted = rows.filter(call__programme=envelope.programme, state__in=queries.GRANTED)
        assert (granted.aggregate(sum=Sum("granted"))["sum"] or 0) == envelope.granted <= envelope.delegated
    client.force_login(bureau.head)
    assert "Total" in page(client, "grant-board", annee=2025)
    page(client, "grants")
