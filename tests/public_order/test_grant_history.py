"""A body over the years: asked, granted, committed, paid, given back, late; found by its numbers."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from directorate.manifests import Question
from public_order.grants import call_operations as calls
from public_order.grants import history
from public_order.grants.exchange_models import ChorusPayment
from public_order.grants.models import GrantApplication, GrantEnvelope, Promoter
from public_order.grants.payments.models import GrantCommitment, GrantPayment, GrantRecovery, GrantReport
from tests.people import paris
from tests.public_order.grant_stage import AT, carried, drafted, opened

ON = AT.date()


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture()
def known(bureau) -> Promoter:
    """2024: 12 000 € paid, report late; 2026: 15 000 € and 12 000 € under two programmes."""
    body = carried(bureau.agent)
    first = opened(bureau.head)
    second = opened(bureau.head, family="R")
    before = calls.open_programme(year=2024, family="D", by=bureau.head, at=AT)
    former = calls.write_call(programme=before, title="Appel 2024", opens_on=date(2024, 1, 1),
                              closes_at=paris(2024, 3, 1), by=bureau.head, at=AT)  # fmt: skip
    for rank, (call, axis, granted) in enumerate(
        ((first, "D1", 15_000), (second, "R1", 12_000), (first, "D2", None), (former, "D1", 12_000))
    ):
        row = drafted(first if call is former else call, bureau.agent, asked=20_000, axis=axis)
        facts = {"number": f"FIPD-2026-X-{rank:04d}", "state": "notified" if granted else "refused", "granted": granted,
                 "reason": "Crédits épuisés", "refusal": "credits"}  # fmt: skip
        if call is former:
            facts |= {"call": former, "axis": before.axes.get(code="D1"), "state": "report_due",
                      "exercise_ends_on": date(2024, 12, 31)}  # fmt: skip
        GrantApplication.objects.filter(pk=row.pk).update(**facts)
    row = GrantApplication.objects.get(call=former)
    GrantCommitment.objects.create(
        application=row, ej="2102661732", amount=12_000, committed_on=date(2024, 5, 1), recorded_at=AT
    )
    GrantPayment.objects.create(
        application=row, rank=1, number="V1", kind="single", state="paid", amount=12_000, prepared_on=date(2024, 5, 2),
        due_on=date(2024, 7, 1), certified_on=date(2024, 5, 3), paid_on=date(2024, 5, 20), recorded_at=AT,
        envelope=GrantEnvelope.objects.filter(kind="CP").first(),
    )  # fmt: skip
    ChorusPayment.objects.create(
        dp="1000000001", dp_line="1", ej="2102661732", exercise=2024, paid_on=date(2024, 5, 20),
        amount=Decimal("11999.99"), application=row, match="matched", recorded_at=AT,
    )  # fmt: skip
    GrantRecovery.objects.create(
        application=row, rank=1, number="R1", reason="under_realised", amount=Decimal("500.50"), state="recovered",
        letter_on=date(2025, 8, 1), observations_until=date(2025, 8, 20), decided_on=date(2025, 9, 1), act_number="1",
        order_number="T1", issued_on=date(2025, 9, 10), paid_on=date(2025, 10, 1), recorded_at=AT,
    )  # fmt: skip
    return body


def test_the_years_add_up_across_calls_to_the_cent(bureau, known, client):
    found = history.of(known, ON)
    assert [line.year for line in found.years] == [2026, 2024]
    now, before = found.years
    assert (now.count, now.funded, now.asked, now.granted) == (3, 2, Decimal(60_000), Decimal(27_000))
    assert (before.committed, before.paid, before.chorus) == (Decimal(12_000), Decimal(12_000), Decimal("11999.99"))
    assert (before.recovered, before.late, now.late) == (Decimal("500.50"), 1, 0)
    assert found.total.granted == Decimal(39_000)
    for name in history.SUMS:
        assert getattr(found.total, name) == sum(getattr(line, name) for line in found.years)
    client.force_login(bureau.agent)
    shown = client.get(reverse("public_order:grant-promoter", args=[known.pk])).content.decode()
    shown = shown.replace("\u202f", " ").replace("\u00a0", " ")
    for words in ("27 000,00 €", "11 999,99 €", "500,50 €", "39 000,00 €"):
        assert words in shown


def test_fipd_13_the_sum_of_a_year_across_calls_calls_for_an_agreement(known):
    now, before = history.of(known, ON).years
    assert (now.is_agreed, before.is_agreed) == (True, False)


def test_a_report_that_came_after_its_day_is_late_too(known):
    row = GrantApplication.objects.get(call__programme__year=2024)
    GrantReport.objects.create(
        application=row, received_on=date(2025, 7, 1), qualitative="Bilan", certified_by="Mme Aubry", recorded_at=AT
    )
    assert history.of(known, ON).total.late == 1
    GrantReport.objects.update(received_on=date(2025, 6, 30))
    assert history.of(known, ON).total.late == 0


def test_the_same_body_under_another_record_is_shown(bureau, known, client):
    other = carried(bureau.agent, "Horizon jeunes, antenne", siret="21940028000026")
    assert [each.pk for each, _ in history.of(known, ON).siblings] == [other.pk]
    client.force_login(bureau.agent)
    shown = client.get(reverse("public_order:grant-promoter", args=[known.pk])).content.decode()
    assert "Même organisme, autre fiche" in shown
    empty = carried(bureau.agent, "Sans rien", siret="35600000000048")
    assert "Aucune demande n&#x27;est encore déposée" in client.get(
        reverse("public_order:grant-promoter", args=[empty.pk])
    ).content.decode().replace("n'est", "n&#x27;est")


@pytest.mark.parametrize(
    ("text", "found"),
    [("21940028000018", 1), ("219 400 280", 1), ("horizon", 1), ("W941234567", 1), ("w941234567", 1), ("9999", 0),
     ("", 0), ("%", 0)],
)  # fmt: skip
def test_a_body_is_found_by_its_numbers(bureau, text, found):
    carried(bureau.agent, rna="W941234567")
    result = history.find(Question(text=text, staff=bureau.agent, at=AT, limit=5))
    assert len(result.hits) == found
    assert not history.find(Question(text=text, staff=bureau.house.agent, at=AT, limit=5)).hits
