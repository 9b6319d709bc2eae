"""The stock of documents: moves that add up, orders served in part, what the base itself refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from directorate.web.errors import Conflict, DomainError
from road_safety.documentation import operations as ops
from road_safety.documentation import queries
from road_safety.documentation.models import DocumentOrder, StockMove
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 5, 4, 10)
ON = AT.date()


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(AT, tick=False)


def leaflet(by, stock: int = 100, code: str = "DOC-1", **facts):
    values = {"title": f"Le casque {code}", "edition": 2025, "minimum": 50, "theme": "bike_epdm", "audience": "primary",
              **facts}  # fmt: skip
    row = ops.record_reference(code=code, by=by, at=AT, **values)
    if stock:
        ops.record_move(reference=row, kind="in", quantity=stock, on=ON, by=by, at=AT)
    return row


def ordered(by, *lines):
    return ops.request_documents(recipient="École du Vieux Moulin", lines=lines, by=by, at=AT)


def moved(by, row, kind: str, quantity: int):
    return ops.record_move(reference=row, kind=kind, quantity=quantity, on=ON, by=by, at=AT)


def test_DOC_01_the_stock_is_the_sum_of_the_moves(bureau):
    row = leaflet(bureau.agent, 100)
    for kind, quantity in (("out", 30), ("scrap", 5), ("in", 20), ("adjust", -3), ("adjust", 1)):
        moved(bureau.agent, row, kind, quantity)
    assert queries.stock_of(row) == queries.references().get().stock == 83
    ops.count_stock(reference=row, counted=80, note="Compté en réserve", by=bureau.agent, at=AT)
    assert queries.stock_of(row) == 80
    with pytest.raises(DomainError, match="rien à corriger"):
        ops.count_stock(reference=row, counted=80, note="", by=bureau.agent, at=AT)
    assert not any(field.name == "stock" for field in type(row)._meta.fields)


@pytest.mark.parametrize(("kind", "quantity"), [("out", 101), ("scrap", 101), ("adjust", -101)])
def test_DOC_01_the_stock_is_never_negative(bureau, kind, quantity):
    row = leaflet(bureau.agent, 100)
    with pytest.raises(DomainError, match="DOC-01 : il reste 100") as refusal:
        moved(bureau.agent, row, kind, quantity)
    assert refusal.value.field == "quantity"
    with pytest.raises(IntegrityError, match="est de 100"), transaction.atomic():
        StockMove.objects.create(reference=row, kind=kind, quantity=-101, on=ON, at=AT)


@pytest.mark.parametrize(("kind", "quantity"), [("in", 0), ("in", -5), ("out", -5), ("adjust", 0), ("autre", 5)])
def test_DOC_01_a_move_has_its_sign(bureau, kind, quantity):
    row = leaflet(bureau.agent, 100)
    with pytest.raises(DomainError):
        moved(bureau.agent, row, kind, quantity)


def test_DOC_01_a_move_is_never_rewritten(bureau):
    leaflet(bureau.agent, 100)
    for change in (
        lambda: StockMove.objects.update(quantity=1_000),
        lambda: StockMove.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError, match="ne se modifie pas"), transaction.atomic():
            change()
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM road_safety_stockmove")


@pytest.mark.django_db(transaction=True)
def test_DOC_01_two_people_at_once_never_serve_what_is_not_there(bureau):
    row = leaflet(bureau.agent, 100)
    orders = [ordered(bureau.agent, (row, 70)) for _ in range(2)]

    def served(order):
        return ops.prepare(order=order, served={order.lines.get().pk: 70}, by=bureau.agent, at=AT)

    outcomes = at_once(*(lambda order=order: served(order) for order in orders))
    assert sorted(type(found).__name__ for found in outcomes) == ["DocumentOrder", "DomainError"]
    assert queries.stock_of(row) == 30


def test_DOC_02_what_is_under_its_level_is_said(bureau):
    row = leaflet(bureau.agent, 50)
    assert not queries.low().exists()
    moved(bureau.agent, row, "out", 1)
    assert list(queries.low()) == [row]
    never = leaflet(bureau.agent, 0, "DOC-2")
    assert set(queries.low()) == {row, never}


def test_DOC_03_a_partial_service_makes_a_back_order(bureau):
    first, second = leaflet(bureau.agent, 100), leaflet(bureau.agent, 20, "DOC-2")
    order = ordered(bureau.agent, (first, 60), (second, 50))
    one, two = order.lines.order_by("pk")
    order = ops.prepare(order=order, served={one.pk: 60, two.pk: 20}, by=bureau.agent, at=AT)
    rest = DocumentOrder.objects.get(rest_of=order)
    assert [(line.reference, line.requested) for line in rest.lines.all()] == [(second, 30)]
    assert (rest.state, rest.recipient, rest.number) == ("requested", order.recipient, "DOC-2026-0002")
    assert [queries.stock_of(row) for row in (first, second)] == [40, 0]
    with pytest.raises(Conflict, match="« préparée »"):
        ops.prepare(order=order, served={one.pk: 60}, by=bureau.agent, at=AT)
    order = ops.send(order=order, by=bureau.agent, at=AT)
    with pytest.raises(DomainError, match="partie le"):
        ops.receive(order=order, received_on=date(2026, 5, 3), by=bureau.agent, at=AT)
    assert ops.receive(order=order, received_on=ON, by=bureau.agent, at=AT).state == "received"


def test_DOC_03_or_the_rest_is_given_up(bureau):
    row = leaflet(bureau.agent, 20)
    order = ordered(bureau.agent, (row, 50))
    key = order.lines.get().pk
    for served, words in (({}, "Rien n'est servi"), ({key: 51}, "50 demandés"), ({key: 21}, "DOC-01")):
        with pytest.raises(DomainError, match=words):
            ops.prepare(order=order, served=served, by=bureau.agent, at=AT)
    ops.prepare(order=order, served={key: 20}, rest=ops.GIVE_UP, by=bureau.agent, at=AT)
    assert DocumentOrder.objects.count() == 1


def test_DOC_04_a_former_edition_is_not_served(bureau):
    row = leaflet(bureau.agent, 100)
    order = ordered(bureau.agent, (row, 10))
    facts = {name: getattr(row, name) for name in ("code", "title", "edition", "minimum")}
    row = ops.record_reference(reference=row, **facts, is_obsolete=True, by=bureau.agent, at=AT)
    with pytest.raises(DomainError, match="DOC-04"):
        ops.prepare(order=order, served={order.lines.get().pk: 10}, by=bureau.agent, at=AT)
    with pytest.raises(DomainError, match="DOC-04"):
        ordered(bureau.agent, (row, 10))
    with pytest.raises(IntegrityError, match="périmée"), transaction.atomic():
        StockMove.objects.create(reference=row, kind="out", quantity=-1, on=ON, at=AT)
    moved(bureau.agent, row, "scrap", 100)
    assert (queries.stock_of(row), queries.low().exists()) == (0, False)
    assert ops.refuse(order=order, reason="Édition retirée par l'éditeur.", by=bureau.agent, at=AT).state == "refused"


@pytest.mark.parametrize(
    ("steps", "days"),
    [
        ([], 0),
        ([(3, 10)], 0),
        ([(3, 10), (5, -10)], 27),
        ([(3, 10), (5, -10), (8, 4)], 3),
        ([(3, 10), (5, -10), (5, 4)], 0),
        ([(3, 10), (5, -4), (9, -6), (10, 1), (20, -1)], 13),
    ],
)
def test_the_days_out_of_stock_are_counted_in_the_evening(steps, days):
    found = [(date(2026, 5, day), quantity) for day, quantity in steps]
    assert queries.out_of_stock_days(found, date(2026, 5, 1), date(2026, 5, 31)) == days


def test_what_was_sent_is_told_by_theme_and_by_audience(bureau):
    row = leaflet(bureau.agent, 100)
    other = leaflet(bureau.agent, 10, "DOC-2", theme="", audience="")
    moved(bureau.agent, row, "out", 30)
    moved(bureau.agent, other, "out", 10)
    found = queries.sent_in(2026, ON)
    assert list(found.themes) == [("Vélo et nouveaux modes de déplacement", 30), ("Sans précision", 10)]
    assert list(found.audiences)[0] == ("Écoliers", 30)
    assert list(found.out_days) == [(other, 1)]
