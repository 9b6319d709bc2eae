"""Protocols: the day of Paris in the renewals, corrections with their history, the sheet, the filters (PRO)."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from directorate.web.errors import Conflict, DomainError
from public_order.models import PartyVersion, Protocol
from public_order.protocols import operations
from public_order.protocols.queries import known_protocol
from tests.people import paris
from tests.public_order.council_stage import AFTER, AT, bodies_with_members, held, planned, protocol

pytestmark = pytest.mark.django_db
API = "/api/v1/protocols/"


@pytest.fixture()
def by(bureau, time_machine):
    time_machine.move_to(AT, tick=False)
    return bureau.agent


@pytest.mark.parametrize(
    ("at", "opened"),
    [
        # The term ends on 31 May 2026: in Paris it is already the first of June from 22:00 UTC on.
        (datetime(2026, 5, 31, 21, 59, tzinfo=UTC), 0), (datetime(2026, 5, 31, 22, 0, tzinfo=UTC), 1),
        (datetime(2026, 5, 31, 23, 30, tzinfo=UTC), 1),
    ],
)  # fmt: skip
def test_pro_02_a_tacit_term_opens_on_the_day_of_paris(house, by, at, opened):
    row = protocol(house, by)
    assert operations.renew_all(at=at) == opened
    assert row.terms.count() == 1 + opened


def test_pro_02_in_winter_an_hour_later(house, by):
    row = protocol(house, by, signed_on=date(2023, 1, 1))
    assert operations.renew_all(at=datetime(2025, 12, 31, 22, 30, tzinfo=UTC)) == 0
    assert operations.renew_all(at=datetime(2025, 12, 31, 23, 30, tzinfo=UTC)) == 1
    assert row.terms.first().starts_on == date(2026, 1, 1)


def corrected(party, by, **facts):
    values = {"name": party.name, "signatory": "Nadège Royer", "quality": "maire", "mandate": "Élection de mars 2026",
              "mandate_from": date(2026, 3, 22), "reason": "Nouvelle maire élue", **facts}  # fmt: skip
    return operations.correct_party(party=party, by=by, at=AT, **values)


def test_pro_04_a_corrected_party_keeps_what_was_signed(house, by):
    party = protocol(house, by).parties.get(name="Ville de Créteil")
    found = corrected(party, by)
    assert found.signatory == "Nadège Royer"
    former = PartyVersion.objects.get()
    assert (former.signatory, former.mandate, former.reason) == ("Un signataire", "Délégation", "Nouvelle maire élue")
    with pytest.raises(Conflict, match="Rien n'a changé"):
        corrected(found, by)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "Ville de Vincennes"}, "name"), ({"name": "préfecture"}, "name"), ({"reason": "Bof"}, "reason"),
        ({"mandate_to": date(2026, 3, 21)}, "mandate_to"),
    ],
)  # fmt: skip
def test_pro_04_a_correction_is_refused_beside_its_field(house, by, facts, field):
    party = protocol(house, by).parties.get(name="Ville de Créteil")
    with pytest.raises(DomainError) as refusal:
        corrected(party, by, **facts)
    assert refusal.value.field == field and not PartyVersion.objects.exists()


def test_pro_04_before_the_signature_a_party_may_take_its_right_name_and_mandate(house, by):
    row = protocol(house, by, signed_on=None)
    party = row.parties.get(name="Ville de Créteil")
    row.parties.filter(pk=party.pk).update(mandate="", mandate_from=None)
    with pytest.raises(DomainError, match="PRO-04"):
        operations.sign(protocol=row, signed_on=AT.date(), starts_on=AT.date(), by=by, at=AT)
    corrected(row.parties.get(pk=party.pk), by, name="Commune de Créteil")
    assert operations.sign(protocol=row, signed_on=AT.date(), starts_on=AT.date(), by=by, at=AT).state == "in_force"


def test_pro_the_pages_of_a_protocol_and_its_sheet(client, house, by):
    client.force_login(by)
    row = protocol(house, by)
    party = row.parties.get(name="Ville de Créteil")
    address = reverse("public_order:protocol-party-correct", args=[party.pk])
    sent = {"name": party.name, "signatory": "Nadège Royer", "quality": "maire", "reason": "Non"}
    bad = client.post(address, sent)
    assert bad.status_code == 422 and "quelques mots" in bad.content.decode() and "Nadège Royer" in bad.content.decode()
    assert client.post(address, {**sent, "reason": "Nouvelle maire élue"}).status_code == 302
    page = client.get(reverse("public_order:protocol", args=[row.pk])).content.decode()
    assert "Versions précédentes des parties" in page and "Nouvelle maire élue" in page and "Corriger" in page
    paper = client.get(reverse("public_order:protocol-paper", args=[row.pk]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    plan = reverse("public_order:protocol-act", args=[row.pk, "prevoir-un-comite"])
    facts = {"starts_at_0": "2026-05-20", "starts_at_1": "10:00", "place": "Mairie", "points": "Bilan"}
    assert client.post(plan, {**facts, "points": ""}).status_code == 422
    assert client.post(plan, facts).status_code == 302
    assert "Comité du 20/05/2026" in client.get(reverse("public_order:protocol", args=[row.pk])).content.decode()
    client.force_login(house.stranger)
    for url in (address, reverse("public_order:protocol-paper", args=[row.pk]), plan):
        assert client.get(url).status_code == 403
    assert known_protocol(row.pk).commission is not None


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("renewal=tacit", 1), ("renewal=express", 1), ("ends_after=2026-06-01", 1), ("ends_before=2026-05-31", 1),
        ("committee=late", 2), ("committee=planned", 0), ("state=soon", 1), ("commune=94028", 2),
        ("kind=police_coordination", 2), ("q=seconde", 1),
    ],
)  # fmt: skip
def test_pro_the_filters_of_the_api_are_those_of_the_list(client, house, by, query, count):
    protocol(house, by)
    protocol(house, by, title="Seconde coordination", renewal="express", term_months=60)
    client.force_login(by)
    assert len(client.get(f"{API}?{query}").json()["results"]) == count
    page = client.get(reverse("public_order:protocols") + f"?{query}").content.decode()
    assert page.count("PROT-2026-") == count or count == 0
    assert Protocol.objects.count() == 2


@pytest.mark.parametrize("query", ["renewal=jamais", "ends_after=31/31/2026", "committee=x"])
def test_pro_a_filter_that_means_nothing_is_refused_in_french(client, by, query):
    client.force_login(by)
    answer = client.get(f"{API}?{query}")
    assert answer.status_code == 400 and answer.json()["detail"]


# --- the API of the états-majors ----------------------------------------------------------------------------------


def test_ems_03_the_api_of_the_staff_meetings_reads_all_but_the_restricted(client, house, bureau, by):
    bodies_with_members()
    row = held(by, formation="thematic", theme="Halls", at=AFTER)
    hidden = planned(bureau.head, formation="restricted", starts_at=paris(2026, 7, 1))
    for person in (by, bureau.head, house.director, house.prefect):
        client.force_login(person)
        [found] = client.get("/api/v1/staff-meetings/").json()["results"]
        assert found["id"] == row.pk and found["formation"]["code"] == "thematic" and found["theme"] == "Halls"
        assert found["agenda"][0] == "Suivi des actions" and found["minutes_validated"] is False
        assert client.get(f"/api/v1/staff-meetings/{hidden.pk}/").status_code == 404
    for query, count in (("formation=thematic", 1), ("state=held", 1), ("state=planned", 0), ("q=halls", 1),
                         ("starts_after=2026-05-21", 0), ("starts_before=2026-05-20", 1)):  # fmt: skip
        assert len(client.get(f"/api/v1/staff-meetings/?{query}").json()["results"]) == count, query
    assert client.get("/api/v1/staff-meetings/?formation=restricted").status_code == 400
    client.force_login(house.stranger)
    assert client.get("/api/v1/staff-meetings/").status_code == 403
