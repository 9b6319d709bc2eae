"""FIPD-12: an investment begins in time or lapses, is completed in time; promoters are heard and visited."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.grants import works_operations as works
from public_order.grants import works_queries
from public_order.grants.models import GrantApplication, Promoter
from public_order.grants.payments import operations as payments
from public_order.grants.payments.operations import follow_the_days, prepare_payment
from tests.people import paris
from tests.public_order.grant_payment_stage import IBAN
from tests.public_order.grant_stage import AT, carried, granted_by, opened, scored

State = GrantApplication.State
ON = date(2026, 5, 13)


@pytest.fixture()
def school(bureau) -> GrantApplication:
    """A school made safe, notified on a known day."""
    call = opened(bureau.head, family="S")
    row = scored(call, bureau.agent, asked=30_000, axis="S3",
                 promoter=carried(bureau.agent, "Commune d'essai", kind="commune"))  # fmt: skip
    GrantApplication.objects.filter(pk=row.pk).update(
        state=State.NOTIFIED, granted=30_000, decision_on=ON, signed_on=ON, notified_on=ON
    )
    call.programme.envelopes.filter(kind="AE").update(granted=30_000)
    return GrantApplication.objects.select_related("call__programme", "axis").get(pk=row.pk)


def day(row: GrantApplication, **facts) -> GrantApplication:
    GrantApplication.objects.filter(pk=row.pk).update(**facts)
    return GrantApplication.objects.select_related("call__programme", "axis").get(pk=row.pk)


def test_fipd_12_two_years_after_the_notification_it_lapses_once_and_gives_its_credits_back(bureau, school):
    assert works_queries.start_due(school) == date(2028, 5, 13)
    assert works.lapse_silently(at=paris(2028, 5, 13, 12)) == 0
    with pytest.raises(Conflict, match="jusqu'au 13/05/2028"):
        works.lapse(application=school, by=bureau.head, at=paris(2028, 5, 13, 12))
    assert works.lapse_silently(at=paris(2028, 5, 14, 1)) == 1
    assert works.lapse_silently(at=paris(2028, 5, 15, 1)) == 0
    row = day(school)
    assert (row.state, row.lapsed_on) == (State.LAPSED, date(2028, 5, 14))
    assert granted_by(school.call.programme) == 0
    with pytest.raises(Conflict):
        works.start_works(application=row, started_on=date(2028, 5, 1), by=bureau.agent, at=paris(2028, 5, 15))


def test_fipd_12_what_has_begun_never_lapses(bureau, school):
    row = works.start_works(application=school, started_on=date(2028, 5, 13), by=bureau.agent, at=paris(2028, 5, 13))
    assert works.lapse_silently(at=paris(2030, 1, 1)) == 0
    assert works_queries.completion_due(row) == date(2032, 5, 13)
    with pytest.raises(Conflict):
        works.lapse(application=row, by=bureau.head, at=paris(2030, 1, 1))
    with pytest.raises(Conflict, match="a commencé le 13/05/2028"):
        works.start_works(application=row, started_on=date(2028, 5, 13), by=bureau.agent, at=paris(2028, 5, 14))
    assert works_queries.works_words(row, date(2032, 5, 14))[2] == "error"
    row = works.finish_works(application=row, done_on=date(2032, 5, 1), by=bureau.agent, at=paris(2032, 5, 1))
    assert works_queries.works_words(row, date(2032, 5, 14))[2] == "success"


@pytest.mark.parametrize(
    ("started", "at", "said"),
    [(date(2026, 4, 19), paris(2026, 6, 1), "FIPD-08"), (date(2026, 6, 2), paris(2026, 6, 1), "pas encore venu"),
     (date(2028, 5, 14), paris(2028, 5, 20), "FIPD-12")],
)  # fmt: skip
def test_fipd_08_fipd_12_the_day_of_the_commencement_is_possible(bureau, school, started, at, said):
    with pytest.raises(DomainError, match=said) as refused:
        works.start_works(application=school, started_on=started, by=bureau.agent, at=at)
    assert refused.value.field == "started_on"


def test_fipd_12_the_delay_is_put_off_before_its_end_on_a_reasoned_decision(bureau, school):
    told = {"start_by": date(2029, 5, 13), "reason": "Recours contre le permis de construire"}
    with pytest.raises(NotAllowed):
        works.put_off_start(application=school, by=bureau.agent, at=paris(2028, 1, 1), **told)
    with pytest.raises(Conflict):
        works.put_off_start(application=school, by=bureau.head, at=paris(2028, 5, 14), **told)
    for wrong in (date(2028, 5, 13), date(2030, 5, 14)):
        with pytest.raises(DomainError) as refused:
            works.put_off_start(application=school, by=bureau.head, at=paris(2028, 1, 1), **{**told, "start_by": wrong})
        assert refused.value.field == "start_by"
    row = works.put_off_start(application=school, by=bureau.head, at=paris(2028, 1, 1), **told)
    assert works.lapse_silently(at=paris(2029, 5, 13)) == 0
    assert "prorogé" in works_queries.works_words(row, date(2029, 1, 1))[1]
    assert works.lapse_silently(at=paris(2029, 5, 14)) == 1


def test_fipd_12_neither_running_costs_nor_an_advance_lapse(bureau, school):
    paid = day(school, state=State.ADVANCE)
    assert works.lapse_silently(at=paris(2030, 1, 1)) == 0
    with pytest.raises(Conflict, match="recouvrer"):
        works.lapse(application=paid, by=bureau.head, at=paris(2030, 1, 1))
    row = scored(opened(bureau.head), bureau.agent, promoter=carried(bureau.agent, "Autre", siret="35600000000048"))
    GrantApplication.objects.filter(pk=row.pk).update(state=State.NOTIFIED, granted=1, notified_on=ON)
    with pytest.raises(Conflict, match="seul un investissement"):
        works.lapse(application=row, by=bureau.head, at=paris(2030, 1, 1))


def engaged(row: GrantApplication, bureau) -> GrantApplication:
    """Committed in Chorus, nothing paid."""
    Promoter.objects.filter(pk=row.promoter_id).update(sealed_iban=IBAN, iban_end=IBAN[-4:])
    at = paris(2026, 5, 14, 10)
    return payments.commit(application=row, ej="2102661732", committed_on=at.date(), by=bureau.agent, at=at)


def test_fipd_12_a_project_whose_days_passed_lapses_as_long_as_nothing_is_paid(bureau, school):
    engaged(school, bureau)
    envelope = school.call.programme.envelopes.get(kind="AE")
    assert (envelope.used, envelope.granted) == (30_000, 30_000)
    follow_the_days(at=paris(2028, 5, 14, 1))
    assert day(school).state == State.REPORT_DUE
    assert works_queries.works_words(day(school), date(2028, 5, 14))[0] == "FIPD-12"
    assert works.lapse_silently(at=paris(2028, 5, 14, 1)) == 1
    envelope.refresh_from_db()
    assert (day(school).state, envelope.used, envelope.granted) == (State.LAPSED, 0, 0)
    back = school.commitments.get(amount__lt=0)
    assert (back.amount, back.reason, back.ej) == (-30_000, "FIPD-12 : caducité", "2102661732")


def test_fipd_12_a_payment_on_its_way_keeps_from_lapsing_and_stops_nobody_else(bureau, school, monkeypatch):
    row, at = engaged(school, bureau), paris(2028, 5, 14, 1)
    payment = prepare_payment(application=row, kind="advance", by=bureau.agent, at=paris(2026, 5, 15, 10))
    follow_the_days(at=at)
    assert works.lapse_silently(at=at) == 0
    with pytest.raises(Conflict, match="Un versement est en cours"):
        works.lapse(application=row, by=bureau.head, at=at)
    # Prepared by a colleague while the clock reads: the next ones lapse all the same.
    monkeypatch.setattr(works_queries, "not_begun", lambda: [row, day(row)])
    assert works.lapse_silently(at=at) == 0
    payments.cancel_payment(payment=payment, reason="Opération non commencée.", by=bureau.agent, at=at)
    assert works.lapse_silently(at=at) == 1


@pytest.mark.parametrize("state", [State.REPORT_DUE, State.REPORTED])
def test_fipd_12_works_are_told_until_the_report_is_controlled(bureau, school, state):
    row = day(school, state=state)
    row = works.start_works(application=row, started_on=date(2027, 3, 1), by=bureau.agent, at=paris(2027, 4, 1))
    assert works.finish_works(application=row, done_on=date(2027, 3, 31), by=bureau.agent, at=paris(2027, 4, 1))


def test_fipd_12_the_base_keeps_the_works_in_order(school):
    before = {"works_started_on": ON, "works_done_on": ON - timedelta(days=1)}
    begun = {"state": State.LAPSED, "lapsed_on": ON, "works_started_on": ON}
    for wrong in ({"works_done_on": ON}, before, {"state": State.LAPSED}, begun):
        with pytest.raises(IntegrityError), transaction.atomic():
            GrantApplication.objects.filter(pk=school.pk).update(**wrong)


def test_a_promoter_is_heard_then_visited_and_the_page_says_what_is_due(bureau, school, client):
    row = scored(
        opened(bureau.head), bureau.agent, asked=35_000, promoter=carried(bureau.agent, "Autre", siret="35600000000048")
    )
    with time_machine.travel(AT, tick=False):
        client.force_login(bureau.agent)
        address = reverse("public_order:grant-works", args=[row.pk, "entendre"])
        assert "Audition" in client.get(address).content.decode()
        told = {
            "kind": "hearing",
            "starts_at": "2026-04-20T10:00",
            "place": "Salle Marne",
            "participants": "La présidente",
        }
        assert client.post(address, {**told, "kind": "visit"}).status_code == 422
        assert client.post(address, told).status_code == 302
        assert client.post(address, told).status_code == 422
        found = row.hearings.get()
        report = reverse("public_order:grant-hearing", args=[found.pk])
        assert client.post(report, {"summary": "court", "impression": "good"}).status_code == 422
        assert (
            client.post(report, {"summary": "Équipe solide, budget à préciser.", "impression": "reserved"}).status_code
            == 302
        )
        shown = client.get(reverse("public_order:grant", args=[row.pk])).content.decode()
        assert "budget à préciser" in shown
        GrantApplication.objects.filter(pk=row.pk).update(state=State.NOTIFIED, granted=35_000, notified_on=ON)
        page = reverse("public_order:grant", args=[row.pk])
        assert "visite d'évaluation est à prévoir" in client.get(page).content.decode()
        assert client.post(address, {**told, "kind": "visit", "starts_at": "2026-04-20T09:00"}).status_code == 302
        assert "est à prévoir" not in client.get(page).content.decode()
        shown = client.get(reverse("public_order:grant", args=[school.pk])).content.decode()
        assert "À commencer le 13/05/2028" in shown
        assert reverse("public_order:grant-works", args=[school.pk, "commencer"]) in shown
        for verb in ("commencer", "achever", "proroger", "caducite"):
            assert client.get(reverse("public_order:grant-works", args=[school.pk, verb])).status_code == 200
        assert client.get(reverse("public_order:grant-works", args=[school.pk, "autre"])).status_code == 404
