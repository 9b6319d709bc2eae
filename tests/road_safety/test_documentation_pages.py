"""The pages of the stock of documents; its demonstration."""

import time

import pytest
from django.core.cache import cache
from django.db.models import Sum
from django.urls import reverse

from directorate.manifests import Question
from road_safety.documentation import queries, sources
from road_safety.documentation.models import DocumentOrder, DocumentReference, StockMove
from road_safety.documentation.stories import tell
from tests.people import paris
from tests.road_safety.test_documentation import AT, leaflet, ordered


@pytest.fixture(autouse=True)
def _may(time_machine, db):
    time_machine.move_to(AT, tick=False)
    cache.clear()


def posted(client, name: str, arguments=(), data=None):
    return client.post(reverse(f"road_safety:{name}", args=arguments), data or {})


def page(client, name: str, arguments=(), query: str = ""):
    return client.get(reverse(f"road_safety:{name}", args=arguments) + query)


def test_a_document_enters_leaves_and_is_counted_on_its_pages(client, bureau):
    client.force_login(bureau.agent)
    facts = {"code": "CAS-1", "title": "Le casque", "edition": "2025", "minimum": "50", "language": "français",
             "unit": "exemplaire"}  # fmt: skip
    assert posted(client, "document-new", (), facts).status_code == 302
    assert posted(client, "document-new", (), facts).status_code == 422
    row = DocumentReference.objects.get()
    move = {"kind": "in", "quantity": "100", "on": "2026-05-04"}
    assert posted(client, "document-move", [row.pk], move).status_code == 302
    refused = posted(client, "document-move", [row.pk], {**move, "kind": "out", "quantity": "101"})
    assert refused.status_code == 422
    assert "DOC-01" in refused.content.decode()
    assert posted(client, "document-count", [row.pk], {"counted": "40", "note": "Compté"}).status_code == 302
    text = page(client, "document", [row.pk]).content.decode()
    assert "Sous le seuil" in text
    assert "-60" in text
    assert posted(client, "document-edit", [row.pk], {**facts, "is_obsolete": "on"}).status_code == 302
    assert "Édition périmée" in page(client, "documents", (), "?edition=obsolete").content.decode()
    for name, query in (("documents", "?stock=low"), ("documents", "?stock=none"), ("document-moves", "?kind=in"),
                        ("document-orders", "?rest=yes"), ("document-orders", "")):  # fmt: skip
        assert page(client, name, (), query).status_code == 200


def test_an_order_is_served_in_part_on_its_pages(client, bureau):
    row = leaflet(bureau.agent, 30)
    client.force_login(bureau.agent)
    data = {"recipient": "École du Vieux Moulin", "reference_1": row.pk, "quantity_1": "50"}
    assert posted(client, "document-order-new", (), {**data, "quantity_1": ""}).status_code == 422
    assert posted(client, "document-order-new", (), {**data, "reference_2": row.pk}).status_code == 422
    assert posted(client, "document-order-new", (), data).status_code == 302
    order = DocumentOrder.objects.get()
    line = order.lines.get()
    form = page(client, "document-order-act", [order.pk, "preparer"]).context["form"]
    assert form[f"served_{line.pk}"].value() == 30
    assert posted(client, "document-order-act", [order.pk, "preparer"],
                  {f"served_{line.pk}": "31", "rest": "back_order"}).status_code == 422  # fmt: skip
    assert posted(client, "document-order-act", [order.pk, "preparer"],
                  {f"served_{line.pk}": "30", "rest": "back_order"}).status_code == 302  # fmt: skip
    assert posted(client, "document-order-act", [order.pk, "envoyer"]).status_code == 302
    assert (
        posted(client, "document-order-act", [order.pk, "recevoir"], {"received_on": "2026-05-04"}).status_code == 302
    )
    rest = DocumentOrder.objects.get(rest_of=order)
    assert rest.number in page(client, "document-order", [order.pk]).content.decode()
    assert posted(client, "document-order-act", [rest.pk, "refuser"],
                  {"reason": "Le titre n'est plus imprimé."}).status_code == 302  # fmt: skip
    assert page(client, "document-order-act", [rest.pk, "autre"]).status_code == 404


def test_the_sources_and_the_figures(client, bureau):
    row = leaflet(bureau.agent, 10)
    ordered(bureau.agent, (row, 5))
    assert [figure.value for figure in sources.figures(bureau.agent, AT)] == [1, 1]
    assert sources.find_documents(Question(bureau.agent, "DOC-1", AT, 5)).hits[0].exact
    client.force_login(bureau.agent)
    assert page(client, "document-year", [2026]).status_code == 200
    client.force_login(bureau.house.colleague)
    assert page(client, "documents").status_code == 403


def test_the_demonstration_tells_ninety_references_and_their_moves(client, bureau, time_machine):
    at = paris(2026, 9, 15)
    time_machine.move_to(at, tick=False)
    started = time.monotonic()
    tell(at)
    assert time.monotonic() - started < 5
    assert DocumentReference.objects.count() == 90
    assert 1_200 < StockMove.objects.count() < 1_700
    assert not queries.references().filter(stock__lt=0).exists()
    assert queries.low().exists()
    assert StockMove.objects.aggregate(sum=Sum("quantity"))["sum"] > 0
    client.force_login(bureau.agent)
    for name in ("documents", "document-moves", "document-orders"):
        assert page(client, name).status_code == 200


def test_a_prefecture_without_a_head_has_no_stock(house):
    tell(AT)
    assert not DocumentReference.objects.exists()
