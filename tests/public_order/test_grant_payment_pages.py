"""The pages of a grant after its act: everything they show and offer, bad input, a colleague meanwhile, the lists."""

import html
import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.db.models import F, Q, Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from public_order.grants import sources, stories
from public_order.grants.models import GrantApplication, GrantEnvelope
from public_order.grants.payments import forms, queries
from public_order.grants.payments import operations as payments
from public_order.grants.payments import report_operations as reports
from public_order.grants.payments.models import GrantCommitment, GrantPayment, GrantRecovery, GrantReport
from public_order.grants.payments.sources import agenda
from tests.people import paris
from tests.public_order.grant_payment_stage import NEXT_YEAR, advanced, certified, committed, notified
from tests.public_order.grant_stage import AT, opened


@pytest.fixture()
def call(bureau):
    return opened(bureau.head)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False) as moved:
        yield moved


def text(response) -> str:
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def page(client, name, *args, **query):
    response = client.get(reverse(f"public_order:{name}", args=args), query)
    assert response.status_code == 200, name
    return text(response)


def send(client, name, *args, **data):
    return client.post(reverse(f"public_order:{name}", args=args), data)


def test_a_grant_is_executed_through_its_pages(bureau, call, client, today):
    client.force_login(bureau.agent)
    row = notified(call, bureau)
    shown = page(client, "grant-execution", row.pk)
    assert "Aucun engagement juridique" in shown
    assert "20 250,00 €" in shown
    assert reverse("public_order:grant-execution", args=[row.pk]) in page(client, "grant", row.pk)
    refused = send(client, "grant-execution-act", row.pk, "engager", ej="12", item=1, committed_on="2026-04-20")
    assert refused.status_code == 422
    assert "dix chiffres" in text(refused)
    assert 'value="12"' in text(refused)
    assert send(client, "grant-execution-act", row.pk, "engager", ej="2102661732", item=1,
                committed_on="2026-04-20").status_code == 302  # fmt: skip
    assert "L'IBAN du porteur est enregistré" in page(client, "grant-execution", row.pk)
    refused = send(client, "grant-execution-act", row.pk, "versement", kind="advance", amount="20250.01")
    assert "20 250 € au plus" in text(refused)
    assert send(client, "grant-execution-act", row.pk, "versement", kind="advance").status_code == 302
    payment = GrantPayment.objects.get()
    assert "Certifier le service fait" not in page(client, "grant-execution", row.pk)
    client.force_login(bureau.head)
    assert "Certifier le service fait" in page(client, "grant-execution", row.pk)
    send(client, "grant-payment-act", payment.pk, "certifier", service_number="SF 12", certified_on="2026-04-20")
    send(client, "grant-payment-act", payment.pk, "payer", dp="3100000001", paid_on="2026-04-20")
    assert "DP 3100000001" in page(client, "grant-execution", row.pk)
    assert "20 250,00" in page(client, "grant-payments", state="paid")
    today.move_to(NEXT_YEAR, tick=False)
    client.force_login(bureau.head)
    line, indicator = row.budget.get(account="60"), row.indicators.get()
    facts = {"received_on": "2027-03-01", "qualitative": "Quarante jeunes suivis.", "certified_by": "Mme Aubry",
             f"result_{indicator.pk}": "38"}  # fmt: skip
    refused = send(client, "grant-execution-act", row.pk, "compte-rendu", **facts, lines="60 ; Achats ; douze")
    assert "Ligne 1 : ce montant ne se lit pas." in text(refused)
    assert "Quarante jeunes suivis." in text(refused)
    assert send(client, "grant-execution-act", row.pk, "compte-rendu", **facts,
                **{f"line_{line.pk}": "24000.00"}).status_code == 302  # fmt: skip
    shown = page(client, "grant-execution", row.pk)
    assert "-40,0 %" in shown
    assert "À reverser par le porteur : 4 050,00 €" in shown
    assert "4 050 € à reverser" in page(client, "grant-execution-act", row.pk, "controle")
    send(client, "grant-execution-act", row.pk, "controle", control="compliant")
    send(client, "grant-execution-act", row.pk, "reversement", reason="under_realised")
    claim = GrantRecovery.objects.get()
    assert claim.amount == 4_050
    assert "Faire la lettre contradictoire" in page(client, "grant-execution", row.pk)
    send(client, "grant-recovery-act", claim.pk, "notifier", letter_on="2027-03-01")
    assert "observations jusqu'au 31 mars 2027" in page(client, "grant-execution", row.pk)
    assert "4 050,00" in page(client, "grant-recoveries", state="running")


def test_fipd_10_a_report_that_is_completed_keeps_what_is_not_eligible(bureau, call, today):
    today.move_to(NEXT_YEAR, tick=False)
    row = advanced(call, bureau)
    lines = [{"account": "60", "label": "Achats", "amount": 24_000},
             {"account": "65", "label": "Frais de siège no. 2", "amount": 500, "is_excluded": True}]  # fmt: skip
    reports.receive_report(application=row, received_on=NEXT_YEAR.date(), lines=lines, qualitative="Quarante jeunes.",
                           certified_by="Mme Aubry", by=bureau.agent, at=NEXT_YEAR)  # fmt: skip
    form = forms.ReportForm(application=row)
    said = form["lines"].value()
    assert said == "65 ; Frais de siège no. 2 ; 500,00 ; non éligible"
    line = row.budget.get(account="60")
    assert form[f"line_{line.pk}"].value() == 24_000
    told = {"received_on": "2027-03-01", "lines": said, f"line_{line.pk}": "24000", "qualitative": "Quarante jeunes.",
            "certified_by": "Mme Aubry"}  # fmt: skip
    form = forms.ReportForm(told, application=row)
    assert form.is_valid()
    assert [each["is_excluded"] for each in form.cleaned_data["lines"]] == [False, True]


def test_a_list_of_reports_reads_as_many_times_whatever_its_length(bureau, call, client, django_assert_max_num_queries):
    client.force_login(bureau.agent)
    advanced(call, bureau)
    address = reverse("public_order:grant-reports")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for rank in range(2):
        advanced(call, bureau, title=f"Projet {rank}")
    with django_assert_max_num_queries(len(one)):
        client.get(address)
    with CaptureQueriesContext(connection) as three:
        assert (
            sum("Compte rendu" in each.label for each in agenda(paris(2027, 6, 1).date(), paris(2027, 7, 1).date()))
            == 3
        )
    assert sum("directorate_parameter" in each["sql"] for each in three) == 2


@pytest.mark.parametrize("who", ["prefect", "chief_of_staff", "director"])
def test_who_decides_is_let_in_where_the_page_offers_it(bureau, call, client, who):
    client.force_login(getattr(bureau.house, who))
    row = committed(call, bureau)
    payment = payments.prepare_payment(application=row, kind="advance", by=bureau.agent, at=AT)
    shown = page(client, "grant-execution", row.pk)
    assert reverse("public_order:grant-payment-act", args=[payment.pk, "certifier"]) in shown
    assert send(client, "grant-payment-act", payment.pk, "certifier", service_number="SF 1",
                certified_on="2026-04-20").status_code == 302  # fmt: skip
    payment.refresh_from_db()
    assert payment.state == "certified"
    assert client.get(reverse("public_order:grant-act", args=[row.pk, "accorder"])).status_code == 200
    assert (
        client.get(reverse("public_order:grant-programme-act", args=[call.programme_id, "credits"])).status_code == 200
    )
    reports.ask_amendment(application=row, asked_on=AT.date(), ends_on=date(2027, 3, 31), reason="Retard du projet.",
                          by=bureau.agent, at=AT)  # fmt: skip
    assert send(client, "grant-execution-act", row.pk, "refuser-avenant",
                answer="Le calendrier suffit.").status_code == 302  # fmt: skip


def test_who_only_decides_does_not_work_for_the_bureau(bureau, call, client):
    client.force_login(bureau.house.prefect)
    row = committed(call, bureau)
    shown = page(client, "grant-execution", row.pk)
    assert reverse("public_order:grant-execution-act", args=[row.pk, "versement"]) not in shown
    assert send(client, "grant-execution-act", row.pk, "versement", kind="advance").status_code in (403, 422)
    assert not GrantPayment.objects.exists()
    client.force_login(bureau.house.stranger)
    assert client.get(reverse("public_order:grant-execution-act", args=[row.pk, "versement"])).status_code in (403, 404)


def test_a_form_opened_before_a_colleague_paid_is_refused(bureau, call, client):
    client.force_login(bureau.agent)
    row = committed(call, bureau)
    opened_page = page(client, "grant-execution-act", row.pk, "avenant")
    stamp = re.search(r'name="opened" value="([0-9a-f]+)"', opened_page)[1]
    payments.prepare_payment(application=row, kind="advance", by=bureau.agent, at=AT)
    refused = send(client, "grant-execution-act", row.pk, "avenant", opened=stamp, asked_on="2026-04-20",
                   reason="Le recrutement a pris du retard.", ends_on="2027-03-31")  # fmt: skip
    assert refused.status_code == 422
    assert "a changé depuis" in text(refused)
    assert "Le recrutement a pris du retard." in text(refused)


def test_figures_agenda_and_history_tell_what_waits(bureau, call, client):
    row = advanced(call, bureau)
    certified(committed(call, bureau, asked=9_000, title="Second"), bureau, "single")
    on = AT.date()
    figures = {figure.label: figure.value for figure in sources.figures(bureau.agent, AT)}
    assert figures["FIPD : versements à payer"] == 1
    assert figures["FIPD : comptes rendus en retard"] == 0
    late = {figure.label: figure.value for figure in sources.figures(bureau.agent, paris(2027, 7, 1, 9))}
    assert late["FIPD : comptes rendus en retard"] == 2
    assert {figure.label: figure.value for figure in sources.figures(bureau.agent, paris(2027, 6, 30, 9))}[
        "FIPD : comptes rendus en retard"
    ] == 0
    events = [event.label for event in sources.agenda(bureau.agent, on, paris(2027, 12, 31).date())]
    assert any(title.startswith("À payer") for title in events)
    assert sum(title.startswith("Compte rendu financier") for title in events) == 2
    assert queries.report_due_on(row) == paris(2027, 6, 30).date()


def test_the_letters_of_reminder_are_asked_once(bureau, call, client, today):
    advanced(call, bureau)
    today.move_to(paris(2027, 7, 30, 9), tick=False)
    reports.raise_alerts(at=paris(2027, 7, 30, 9))
    client.force_login(bureau.agent)
    assert "Lettres de relance" in page(client, "grant-reports", late="late")
    assert "à faire : 1" in page(client, "grant-alert-letters")
    assert send(client, "grant-alert-letters").status_code == 302
    assert send(client, "grant-alert-letters").status_code == 302


def test_nobody_else_enters(bureau, call, client):
    row = advanced(call, bureau)
    client.force_login(bureau.house.agent)
    for name in ("grant-payments", "grant-reports", "grant-recoveries", "grant-alert-letters"):
        assert client.get(reverse(f"public_order:{name}")).status_code == 403, name
    assert client.get(reverse("public_order:grant-execution", args=[row.pk])).status_code == 403


def test_the_demonstration_tells_every_state_and_its_sums_agree(bureau, client):
    stories.tell(paris(2026, 11, 20, 10))
    rows = GrantApplication.objects.all()
    states = set(rows.values_list("state", flat=True))
    assert {"committed", "paid", "advance_paid", "running", "report_due", "report_received", "controlled",
            "balance_paid", "reduced", "recovery", "closed"} <= states  # fmt: skip
    assert set(GrantRecovery.objects.values_list("state", flat=True)) >= {"hearing", "decided", "ordered"}
    assert set(GrantPayment.objects.values_list("state", flat=True)) >= {"paid"}
    for envelope in GrantEnvelope.objects.select_related("programme"):
        found = queries.credits_of(envelope.programme)
        used = found.committed if envelope.kind == "AE" else found.paid + found.paid_before
        assert used == envelope.used <= envelope.delegated, envelope
    done = GrantReport.objects.filter(control="compliant", application__state__in=("balance_paid", "reduced"))
    for report in done.select_related("application"):
        assert queries.paid_of(report.application) == report.amount_due, report
    over = rows.annotate(paid=Sum("payments__amount", filter=~Q(payments__state="cancelled"))).filter(
        paid__gt=F("granted")
    )
    assert not over.exists()
    assert GrantCommitment.objects.exists()
    client.force_login(bureau.head)
    for name in ("grant-payments", "grant-reports", "grant-recoveries"):
        page(client, name)
    for row in rows.filter(state__in=("recovery", "reduced", "report_due", "balance_paid")).order_by("state")[:12]:
        page(client, "grant-execution", row.pk)
