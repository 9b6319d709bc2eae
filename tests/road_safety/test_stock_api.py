"""What is free of the equipment, the stock of documents and the inspections, over the API."""

from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from road_safety.documentation import operations as stock
from road_safety.documentation.models import DocumentOrder
from road_safety.equipment import loan_operations as ops
from road_safety.equipment import pool_operations as pool
from road_safety.equipment.models import EquipmentItem
from road_safety.equipment.occupation import DAY, Held, Span
from road_safety.equipment.queries import availability, free_quantity, models, room_of
from road_safety.registers.models import ApprovalInspection, InspectionCentre
from road_safety.registers.stories import inspected
from tests.road_safety.equipment_rows import equipment_told
from tests.road_safety.equipment_stage import AT, ON, a_model, an_item, asked, confirmed, goggles, simulator
from tests.road_safety.regulation_rows import regulation_told

FREE = "/api/v1/equipment/availability/"
DOCUMENTS, MOVES, ORDERS = "/api/v1/road-documents/", "/api/v1/document-moves/", "/api/v1/document-orders/"
INSPECTIONS = "/api/v1/approval-inspections/"


@pytest.fixture(autouse=True)
def _now(time_machine, db):
    time_machine.move_to(AT, tick=False)


def rows(client, path: str, query: str = "") -> list[dict]:
    answer = client.get(path + query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.mark.parametrize("path", [FREE, DOCUMENTS, MOVES, ORDERS, INSPECTIONS])
def test_the_bureau_and_its_authorities_read_and_nobody_else(client, bureau, path):
    for staff, status in ((bureau.agent, 200), (bureau.house.chief_of_staff, 200), (bureau.house.agent, 403)):
        client.force_login(staff)
        assert client.get(path).status_code == status, staff
    client.logout()
    assert client.get(path).status_code == 401


# --- what is free -------------------------------------------------------------------------------------------------


def test_MAT_01_what_is_free_counts_the_preparation_before_and_after(client, bureau):
    model, _ = simulator(bureau.agent)
    confirmed(bureau.agent, model)  # taken from the 11th to the 15th of May
    client.force_login(bureau.agent)
    for first, last, free, lack in (
        ("2026-05-08", "2026-05-09", 1, None), ("2026-05-08", "2026-05-10", 0, "2026-05-11"),
        ("2026-05-16", "2026-05-18", 0, "2026-05-15"), ("2026-05-17", "2026-05-18", 1, None),
    ):  # fmt: skip
        (row,) = rows(client, FREE, f"?first={first}&last={last}")
        assert (row["free"], row["first_lack_on"], row["stock"]) == (free, lack, 1), first
    (row,) = rows(client, FREE)
    assert row["free"] == 1
    assert rows(client, FREE, "?family=panels") == rows(client, FREE, "?q=inconnu") == []


def test_MAT_01_a_lot_has_what_its_fullest_day_leaves(client, bureau):
    model = goggles(bureau.agent, 10)
    confirmed(bureau.agent, (model, 4), first=date(2026, 5, 12), last=date(2026, 5, 12))
    confirmed(bureau.agent, (model, 3), first=date(2026, 5, 13), last=date(2026, 5, 13))
    pool.start_maintenance(item=EquipmentItem.objects.get(), first_on=date(2026, 5, 20), reason="Verres rayés",
                           quantity=2, by=bureau.agent, at=AT)  # fmt: skip
    client.force_login(bureau.agent)
    for first, last, free in (("2026-05-12", "2026-05-12", 3), ("2026-05-18", "2026-05-18", 10),
                              ("2026-05-18", "2026-05-19", 8)):  # fmt: skip
        (row,) = rows(client, FREE, f"?first={first}&last={last}")
        assert (row["free"], row["first_lack_on"]) == (free, None), first


def test_MAT_06_what_must_be_checked_before_the_return_is_not_free(client, bureau):
    model = a_model(bureau.agent)
    an_item(model, bureau.agent, "SIM-1", next_check_on=date(2026, 5, 13))
    an_item(model, bureau.agent, "SIM-2")
    client.force_login(bureau.agent)
    (row,) = rows(client, FREE, "?first=2026-05-12&last=2026-05-14")
    assert (row["free"], row["stock"]) == (1, 2)
    assert rows(client, FREE, "?first=2026-05-12&last=2026-05-13")[0]["free"] == 2


def test_MAT_07_a_consumable_counts_what_has_not_expired(client, bureau):
    model = a_model(bureau.agent, "Tests salivaires", family="chemical_tests", tracking="consumable")
    an_item(model, bureau.agent, "TST-1", quantity=30, expires_on=date(2026, 5, 20))
    an_item(model, bureau.agent, "TST-2", quantity=50, expires_on=date(2027, 5, 20))
    confirmed(bureau.agent, (model, 10))
    client.force_login(bureau.agent)
    assert rows(client, FREE, "?first=2026-05-12")[0]["free"] == 70
    assert rows(client, FREE, "?first=2026-06-12")[0]["free"] == 50


@pytest.mark.parametrize(
    "query",
    ["first=hier", "first=2026-05-12&last=2026-05-11", "first=2026-05-12&last=2027-06-12", "first=0001-01-01",
     "first=9999-12-31", "last=9999-12-31", "family=x", "autre=1", "first=2026-02-31", "first=%00"],
)  # fmt: skip
def test_impossible_days_are_refused_with_a_sentence(client, bureau, query):
    client.force_login(bureau.agent)
    answer = client.get(f"{FREE}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_what_is_said_free_is_what_a_confirmation_accepts(bureau):
    model = goggles(bureau.agent, 6)
    confirmed(bureau.agent, (model, 2))
    (found,) = availability(list(models()), date(2026, 5, 12), date(2026, 5, 14), ON)
    assert found.free == 4
    with pytest.raises(Exception, match="MAT-01"):
        confirmed(bureau.agent, (model, found.free + 1))
    ops.confirm_loan(loan=asked(bureau.agent, (model, found.free)), by=bureau.agent, at=AT)


def test_the_questions_do_not_grow_with_the_models(bureau, django_assert_max_num_queries):
    for rank in range(4):
        kind = a_model(bureau.agent, f"Simulateur {rank}")
        an_item(kind, bureau.agent, f"SIM-{rank}")
        confirmed(bureau.agent, kind)
    kinds = list(models())
    with django_assert_max_num_queries(3):
        assert len(availability(kinds, date(2026, 5, 12), date(2026, 5, 14), ON)) == 4


DAYS = st.integers(0, 30).map(lambda step: date(2026, 5, 1) + step * DAY)
SPANS = st.tuples(DAYS, st.integers(0, 9)).map(lambda pair: Span(pair[0], pair[0] + pair[1] * DAY))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(span=SPANS, held=st.lists(st.tuples(SPANS, st.integers(1, 4)), max_size=6), stock_of_lot=st.integers(0, 12))
def test_the_free_quantity_is_the_largest_that_lacks_no_day(span, held, stock_of_lot):
    lot = [EquipmentItem(pk=1, quantity=stock_of_lot)]
    taken = [Held(where, quantity, 1) for where, quantity in held]
    facts = ("lot", lot, taken, [], span, span.last)
    free = free_quantity(*facts)
    assert free == max(
        (wanted for wanted in range(1, stock_of_lot + 1) if room_of(*facts, wanted).lack is None), default=0
    )


# --- documents ----------------------------------------------------------------------------------------------------


def test_DOC_02_the_documents_under_their_level_are_found(client, bureau):
    equipment_told(bureau.house, AT)
    client.force_login(bureau.agent)
    every = {row["code"]: row for row in rows(client, DOCUMENTS)}
    assert (every["DOC-1"]["stock"], every["DOC-2"]["stock"]) == (40, 0)
    assert [row["code"] for row in rows(client, DOCUMENTS, "?stock=none")] == ["DOC-2"]
    stock.record_reference(reference=DocumentOrder.objects.get().lines.get().reference, code="DOC-1", title="Le casque",
                           edition=2025, minimum=50, by=bureau.agent, at=AT)  # fmt: skip
    (low,) = rows(client, DOCUMENTS, "?stock=low")
    assert (low["code"], low["is_low"], low["edition"]) == ("DOC-1", True, 2025)
    assert client.get(f"{DOCUMENTS}{low['id']}/").json() == low
    assert client.get(f"{DOCUMENTS}999999/").status_code == 404
    assert client.get(f"{DOCUMENTS}?limit=1").json()["next"]


def test_DOC_03_an_order_tells_what_was_served_without_the_people(client, bureau):
    document = stock.record_reference(code="DOC-1", title="Le casque", edition=2025, by=bureau.agent, at=AT)
    stock.record_move(reference=document, kind="in", quantity=40, on=ON, by=bureau.agent, at=AT)
    order = stock.request_documents(
        recipient="École du Vieux Moulin", contact="Mme Jeanne Aubry", email="jeanne@exemple.invalid",
        address="3 rue du Port", lines=[(document, 60)], by=bureau.agent, at=AT,
    )  # fmt: skip
    stock.prepare(order=order, served={order.lines.get().pk: 40}, by=bureau.agent, at=AT)
    client.force_login(bureau.agent)
    (row,) = rows(client, ORDERS, "?state=prepared")
    assert row["lines"] == [{"document": "DOC-1", "requested": 60, "served": 40}]
    text = client.get(ORDERS).content.decode()
    assert "Aubry" not in text
    assert "exemple.invalid" not in text
    assert "rue du Port" not in text
    out = rows(client, MOVES, "?kind=out")
    assert [(move["quantity"], move["order"]) for move in out] == [(-40, order.number)]
    assert "Vieux Moulin" not in client.get(MOVES).content.decode()


# --- inspections --------------------------------------------------------------------------------------------------


def test_an_inspection_waits_for_its_follow_up_over_the_api_too(client, bureau):
    regulation_told(bureau.house, AT)
    client.force_login(bureau.agent)
    (row,) = rows(client, INSPECTIONS, "?finding=open")
    assert (row["approval"], row["centre"], row["is_compliant"], row["is_open"]) == ("FO-2024-00001", "", False, True)
    assert rows(client, INSPECTIONS, "?finding=followed") == rows(client, INSPECTIONS, "?after=2026-05-05") == []
    assert client.get(f"{INSPECTIONS}{row['id']}/").json() == row
    assert client.get(f"{INSPECTIONS}?finding=x").status_code == 400


def test_the_demonstration_has_inspections_in_each_state(bureau):
    regulation_told(bureau.house, AT)
    ApprovalInspection.objects.all().delete()
    towns = [bureau.house.creteil]
    garages = InspectionCentre.objects.bulk_create(
        InspectionCentre(number=f"S{rank}", name=f"Centre {rank}", operator="SARL", category="light", address="1 quai",
                         commune=towns[0], approved_on=date(2024, 1, 1), recorded_at=AT)
        for rank in range(8)
    )  # fmt: skip
    inspected(garages, ON, AT, Random(1))
    assert {row.state for row in ApprovalInspection.objects.all()} == {"compliant", "open", "followed"}
    assert ApprovalInspection.objects.count() == 12
