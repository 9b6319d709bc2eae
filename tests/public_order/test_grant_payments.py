"""A grant after its act: committed, paid in parts, reported, controlled, claimed back; people at once, clicks twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, close_old_connections, connections, transaction

from directorate.jobs.models import OutgoingMail
from directorate.jobs.operations import run_bulk
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.grants import call_operations as calls
from public_order.grants import queries as grants
from public_order.grants.models import GrantApplication, GrantEnvelope, Promoter
from public_order.grants.payments import operations as payments
from public_order.grants.payments import queries
from public_order.grants.payments import recovery_operations as recoveries
from public_order.grants.payments import report_operations as reports
from public_order.grants.payments.models import GrantAlert, GrantCommitment, GrantPayment, GrantRecovery
from tests.people import paris
from tests.public_order.grant_payment_stage import (
    NEXT_YEAR,
    advanced,
    certified,
    committed,
    controlled,
    notified,
    paid,
    reported,
)
from tests.public_order.grant_stage import AT, carried, opened

State = GrantApplication.State


@pytest.fixture()
def call(bureau):
    return opened(bureau.head)


def again(row):
    return type(row).objects.get(pk=row.pk)


def next_credits(bureau, amount: int = 50_000) -> None:
    """The programme of the next year, whose payment credits pay the balances."""
    at = paris(2027, 1, 10)
    programme = calls.open_programme(year=2027, family="D", by=bureau.head, at=at)
    calls.move_credits(programme=programme, envelope="CP", movement="delegation", amount=Decimal(amount),
                       on=at.date(), reference="Délégation 2027", by=bureau.head, at=at)  # fmt: skip


def used(kind: str, year: int = 2026) -> Decimal:
    return GrantEnvelope.objects.get(programme__year=year, kind=kind).used


# --- commitments and payments -------------------------------------------------------------------------------------


def test_env_01_env_04_a_commitment_takes_its_authorisations_in_its_year(bureau, call):
    row = notified(call, bureau)
    facts = {"application": row, "by": bureau.agent, "at": AT}
    for wrong in ({"ej": "123"}, {"ej": "2102661732", "amount": Decimal("27000.01")}):
        with pytest.raises(DomainError):
            payments.commit(committed_on=AT.date(), **wrong, **facts)
    with pytest.raises(DomainError, match="ENV-04"):
        payments.commit(ej="2102661732", committed_on=date(2027, 1, 4),
                        **{**facts, "at": paris(2027, 1, 5)})  # fmt: skip
    row = payments.commit(ej="21 0266 1732", committed_on=AT.date(), **facts)
    assert (row.state, used("AE")) == (State.COMMITTED, 27_000)
    with pytest.raises(Conflict):
        payments.commit(ej="2102661732", committed_on=AT.date(), **{**facts, "application": row})
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantCommitment.objects.filter(application=row).update(amount=1)
    found = queries.credits_of(call.programme)
    assert (found.committed, found.to_commit, found.ae_left) == (27_000, 0, 73_000)


def test_w10_an_advance_then_a_report_then_the_balance_to_the_cent(bureau, call):
    row = committed(call, bureau)
    assert queries.next_payment(row, AT.date()).limit.amount == 20_250
    row = paid(row, bureau, "advance")
    assert (row.state, queries.paid_of(row), used("CP")) == (State.ADVANCE, 20_250, 20_250)
    payment = row.payments.get()
    assert payment.number == f"{row.number}-P1"
    assert payment.due_on == AT.date() + timedelta(days=60)
    assert "20\u202f250" in payment.certificate.html
    assert "Cumul" in payment.certificate.html
    with pytest.raises(DomainError, match="contrôle du compte rendu"):
        payments.prepare_payment(application=row, kind="balance", by=bureau.agent, at=NEXT_YEAR)
    row = controlled(row, bureau, 33_600)
    assert (row.state, row.report.amount_due) == (State.CONTROLLED, 22_680)
    with pytest.raises(DomainError, match="2\u202f430"):
        payments.prepare_payment(application=row, kind="balance", amount=Decimal("2430.01"), by=bureau.agent,
                                 at=NEXT_YEAR)  # fmt: skip
    ready = certified(row, bureau, "balance", NEXT_YEAR)
    with pytest.raises(DomainError, match="2027"):
        payments.pay(payment=ready, dp="3100000009", paid_on=NEXT_YEAR.date(), by=bureau.agent, at=NEXT_YEAR)
    next_credits(bureau)
    payments.pay(payment=ready, dp="3100000009", paid_on=NEXT_YEAR.date(), by=bureau.agent, at=NEXT_YEAR)
    row = again(row)
    assert (row.state, queries.paid_of(row)) == (State.REDUCED, 22_680)
    assert (used("CP"), used("CP", 2027)) == (20_250, 2_430)
    year = queries.credits_of(GrantEnvelope.objects.get(programme__year=2027, kind="CP").programme)
    assert (year.paid, year.paid_before, year.cp_left) == (0, 2_430, 47_570)
    assert payments.close_grant(application=row, by=bureau.agent, at=NEXT_YEAR).state == State.CLOSED
    with pytest.raises(Conflict):
        payments.close_grant(application=row, by=bureau.agent, at=NEXT_YEAR)


def test_b7_7_a_payment_is_refused_without_its_pieces(bureau, call):
    row = committed(call, bureau)
    promoter = Promoter.objects.filter(pk=row.promoter_id)
    promoter.update(iban_end="")
    with pytest.raises(DomainError, match="IBAN"):
        payments.prepare_payment(application=row, kind="advance", by=bureau.agent, at=AT)
    promoter.update(iban_end="0185")
    late = notified(call, bureau, asked=9_000, title="Sans engagement")
    with pytest.raises(DomainError, match="engagement juridique"):
        payments.prepare_payment(application=late, kind="single", by=bureau.agent, at=AT)
    with pytest.raises(DomainError, match="n'a pas ce versement"):
        payments.prepare_payment(application=row, kind="single", by=bureau.agent, at=AT)
    with pytest.raises(DomainError, match="20\u202f250"):
        payments.prepare_payment(application=row, kind="advance", amount=Decimal(20_251), by=bureau.agent, at=AT)
    assert not GrantPayment.objects.exists()


def test_fipd_05_equipment_waits_for_its_invoices(bureau):
    call = opened(bureau.head, family="S")
    town = carried(bureau.agent, name="Commune de Créteil", kind="commune", iban_number="FR7630001007941234567890185")
    row = committed(call, bureau, asked=2_500, vests=10, axis="S2", promoter=town)
    with pytest.raises(DomainError, match="FIPD-05") as refused:
        payments.prepare_payment(application=row, kind="single", by=bureau.agent, at=AT)
    assert refused.value.field == "proofs"
    with pytest.raises(DomainError, match="dépenses justifiées"):
        payments.prepare_payment(application=row, kind="single", proofs=["invoices"], by=bureau.agent, at=AT)
    found = payments.prepare_payment(application=row, kind="single", proofs=["invoices"], spent=Decimal(4_000),
                                     by=bureau.agent, at=AT)  # fmt: skip
    assert found.amount == 2_000
    assert "factures acquittées" in row.act.html


def test_who_answers_for_the_credits_certifies_and_a_paid_payment_never_changes(bureau, call):
    row = committed(call, bureau)
    found = payments.prepare_payment(application=row, kind="advance", by=bureau.agent, at=AT)
    with pytest.raises(NotAllowed):
        payments.certify(payment=found, service_number="1", certified_on=AT.date(), by=bureau.agent, at=AT)
    with pytest.raises(Conflict):
        payments.pay(payment=found, dp="3100000001", paid_on=AT.date(), by=bureau.agent, at=AT)
    payments.cancel_payment(payment=found, reason="Montant à revoir.", by=bureau.agent, at=AT)
    ready = certified(row, bureau, "advance")
    assert ready.number.endswith("-P2")
    with pytest.raises(DomainError):
        payments.pay(payment=ready, dp="31", paid_on=AT.date(), by=bureau.agent, at=AT)
    payments.pay(payment=ready, dp="3100000001", paid_on=AT.date(), by=bureau.agent, at=AT)
    with pytest.raises(Conflict):
        payments.cancel_payment(payment=ready, reason="Montant à revoir.", by=bureau.agent, at=AT)
    for change in ({"amount": 1}, {"state": "cancelled", "reason": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GrantPayment.objects.filter(pk=ready.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ready.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantApplication.objects.filter(pk=row.pk).update(granted=20_000)


def test_the_base_refuses_payments_above_the_grant(bureau, call):
    row = advanced(call, bureau)
    payment = GrantPayment(application=row, rank=9, number="X-P9", kind="balance", amount=Decimal("6750.01"),
                           prepared_on=AT.date(), due_on=AT.date(), recorded_at=AT)  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        payment.save()
    payment.amount = Decimal(6_750)
    payment.save()


# --- report, control, alerts ----------------------------------------------------------------------------------------


def test_the_days_pass_and_the_report_is_due(bureau, call):
    row = advanced(call, bureau)
    assert payments.follow_the_days(at=paris(2026, 5, 31, 9)) == 0
    assert payments.follow_the_days(at=paris(2026, 6, 1, 9)) == 1
    assert again(row).state == State.RUNNING
    assert payments.follow_the_days(at=paris(2027, 1, 2, 9)) == 2
    assert payments.follow_the_days(at=paris(2027, 1, 3, 9)) == 0
    assert again(row).state == State.REPORT_DUE
    assert queries.report_due_on(row) == date(2027, 6, 30)


def test_c1_whoever_instructed_does_not_control_and_questions_are_asked(bureau, call):
    row = reported(advanced(call, bureau), bureau)
    with pytest.raises(NotAllowed):
        reports.control_report(application=row, control="compliant", by=bureau.agent, at=NEXT_YEAR)
    with pytest.raises(DomainError):
        reports.control_report(application=row, control="questions", by=bureau.head, at=NEXT_YEAR)
    reports.control_report(application=row, control="questions", comment="Le compte 64 manque.", by=bureau.head,
                           at=NEXT_YEAR)  # fmt: skip
    row = reported(row, bureau, 39_000)
    assert (row.report.version, row.report.control) == (3, "not_started")
    with pytest.raises(DomainError) as refused:
        reports.control_report(application=row, control="non_compliant", comment="Factures absentes.",
                               by=bureau.head, at=NEXT_YEAR)  # fmt: skip
    assert refused.value.field == "set_aside"
    reports.control_report(application=row, control="non_compliant", comment="Factures absentes.",
                           set_aside=Decimal(15_000), by=bureau.head, at=NEXT_YEAR)  # fmt: skip
    assert again(row).report.amount_due == 16_200
    with pytest.raises(Conflict):
        reported(row, bureau)


def test_b7_7_certified_accounts_are_asked_above_the_threshold(bureau):
    call = opened(bureau.head, credits=200_000)
    row = reported(advanced(call, bureau, asked=153_000, base=200_000), bureau, 200_000)
    with pytest.raises(DomainError, match="comptes certifiés"):
        reports.control_report(application=row, control="compliant", by=bureau.head, at=NEXT_YEAR)
    row = reported(row, bureau, 200_000, has_accounts=True)
    assert reports.control_report(application=row, control="compliant", by=bureau.head, at=NEXT_YEAR).amount_due


def test_a_report_comes_after_the_project_and_tells_its_spending(bureau, call):
    row = advanced(call, bureau)
    facts = {"application": row, "qualitative": "Quarante jeunes.", "certified_by": "Mme Aubry", "by": bureau.agent}
    lines = [{"account": "60", "label": "Achats", "amount": Decimal(1)}]
    with pytest.raises(DomainError) as early:
        reports.receive_report(received_on=date(2026, 8, 1), lines=lines, at=paris(2026, 8, 1), **facts)
    assert early.value.field == "received_on"
    for wrong in ([], [{"account": "99", "label": "x", "amount": Decimal(1)}]):
        with pytest.raises(DomainError) as refused:
            reports.receive_report(received_on=NEXT_YEAR.date(), lines=wrong, at=NEXT_YEAR, **facts)
        assert refused.value.field == "lines"
    key = row.indicators.get().pk
    reports.receive_report(received_on=NEXT_YEAR.date(), lines=lines, results={key: "38"}, at=NEXT_YEAR, **facts)
    assert row.indicators.get().result == "38"


def former_reports(row, at) -> set[str]:
    return {found.tone for found in grants.findings_of(row, at.date()) if found.rule == "FIPD-01"}


def test_fipd_01_fipd_17_a_missing_report_blocks_a_new_grant_and_a_payment(bureau, call):
    first = advanced(call, bureau)
    second = committed(call, bureau, asked=9_000, title="Second projet")
    on = paris(2027, 7, 1, 9)
    assert "error" in former_reports(second, on)
    with pytest.raises(DomainError, match="FIPD-17"):
        payments.prepare_payment(application=second, kind="single", by=bureau.agent, at=on)
    GrantApplication.objects.filter(pk=first.pk).update(state="report_due")
    recoveries.open_recovery(application=again(first), reason="no_report", by=bureau.agent, at=on)
    assert "error" in former_reports(second, on)
    reported(again(first), bureau, at=on)
    assert queries.other_report_missing(second, on.date()) is None
    assert payments.prepare_payment(application=second, kind="single", by=bureau.agent, at=on)


def test_fipd_17_mails_and_letters_in_series_each_once(bureau, call):
    row = advanced(call, bureau)
    Promoter.objects.filter(pk=row.promoter_id).update(email="asso@exemple.invalid")
    assert reports.raise_alerts(at=paris(2027, 4, 30, 9)) == 0
    assert reports.raise_alerts(at=paris(2027, 5, 1, 9)) == 1
    assert reports.raise_alerts(at=paris(2027, 5, 1, 10)) == 0
    mail = OutgoingMail.objects.get(to="asso@exemple.invalid")
    assert "30 juin 2027" in mail.body
    Promoter.objects.filter(pk=row.promoter_id).update(email="")
    assert reports.raise_alerts(at=paris(2027, 7, 15, 9)) == 1
    assert reports.raise_alerts(at=paris(2027, 7, 30, 9)) == 1
    at = paris(2027, 7, 30, 10)
    job = reports.ask_alert_letters(by=bureau.agent, at=at)
    assert reports.ask_alert_letters(by=bureau.agent, at=at) == job
    assert run_bulk(job_id=job.pk, at=at)
    found = {each.step: each for each in GrantAlert.objects.all()}
    assert set(found) == {"before_60", "after_15", "notice"}
    assert (found["notice"].channel, "mets en demeure" in found["notice"].letter.html) == ("registered", True)
    assert "n'est examinée" in found["after_15"].letter.html.replace("’", "'")
    with pytest.raises(Conflict):
        reports.ask_alert_letters(by=bureau.agent, at=at)
    assert reports.raise_alerts(at=paris(2027, 8, 29, 9)) == 1
    assert GrantAlert.objects.get(step="decision").channel == "bureau"
    assert OutgoingMail.objects.count() == 1


# --- amendments and recoveries ------------------------------------------------------------------------------------


def test_b7_8_an_amendment_is_asked_before_the_end_and_gives_authorisations_back(bureau, call):
    row = advanced(call, bureau)
    facts = {"application": row, "reason": "Recrutement retardé.", "by": bureau.agent}
    late = paris(2027, 1, 4, 9)
    with pytest.raises(DomainError, match="B7.8"):
        reports.ask_amendment(asked_on=late.date(), ends_on=date(2027, 3, 31), at=late, **facts)
    with pytest.raises(DomainError, match="au moins un changement"):
        reports.ask_amendment(asked_on=AT.date(), at=AT, **facts)
    with pytest.raises(DomainError) as refused:
        reports.ask_amendment(asked_on=AT.date(), amount=Decimal(20_249), at=AT, **facts)
    assert refused.value.field == "amount"
    reports.ask_amendment(asked_on=AT.date(), ends_on=date(2027, 3, 31), amount=Decimal(25_000), at=AT, **facts)
    with pytest.raises(Conflict):
        reports.ask_amendment(asked_on=AT.date(), ends_on=date(2027, 4, 30), at=AT, **facts)
    with pytest.raises(NotAllowed):
        reports.sign_amendment(application=row, signed_on=AT.date(), by=bureau.agent, at=AT)
    found = reports.sign_amendment(application=row, signed_on=AT.date(), by=bureau.head, at=AT)
    row = again(row)
    assert (row.state, row.granted, row.exercise_ends_on) == (State.AMENDED, 25_000, date(2027, 12, 31))
    assert "27\u202f000" in found.act.html
    assert "25\u202f000" in found.act.html
    envelope = GrantEnvelope.objects.get(programme=call.programme, kind="AE")
    assert (envelope.used, envelope.granted, queries.committed_of(row)) == (25_000, 25_000, 25_000)
    with pytest.raises(Conflict):
        reports.refuse_amendment(application=row, answer="Trop tard pour cela.", by=bureau.head, at=AT)


def test_w10_b7_8_what_was_not_spent_is_claimed_heard_decided_and_collected(bureau, call):
    row = controlled(advanced(call, bureau), bureau, 24_000)
    claim = recoveries.open_recovery(application=row, reason="under_realised", by=bureau.agent, at=NEXT_YEAR)
    assert (claim.amount, again(row).state) == (4_050, State.RECOVERY)
    assert claim.trace[-1]["amount"] == "4050.00"
    with pytest.raises(Conflict):
        recoveries.open_recovery(application=row, reason="under_realised", by=bureau.agent, at=NEXT_YEAR)
    with pytest.raises(Conflict):
        recoveries.decide_recovery(recovery=claim, decided_on=NEXT_YEAR.date(), by=bureau.head, at=NEXT_YEAR)
    claim = recoveries.hear(recovery=claim, letter_on=NEXT_YEAR.date(), by=bureau.agent, at=NEXT_YEAR)
    assert claim.observations_until == date(2027, 3, 31)
    assert "4\u202f050" in claim.letter.html
    with pytest.raises(Conflict, match="31/03/2027"):
        recoveries.decide_recovery(recovery=claim, decided_on=NEXT_YEAR.date(), by=bureau.head, at=NEXT_YEAR)
    recoveries.observe(recovery=claim, observations="Une facture de 50 euros manquait.",
                       observed_on=NEXT_YEAR.date(), by=bureau.agent, at=NEXT_YEAR)  # fmt: skip
    facts = {"recovery": claim, "decided_on": NEXT_YEAR.date(), "at": NEXT_YEAR}
    with pytest.raises(NotAllowed):
        recoveries.decide_recovery(by=bureau.agent, **facts)
    with pytest.raises(DomainError) as refused:
        recoveries.decide_recovery(amount=Decimal(4_051), by=bureau.head, **facts)
    assert refused.value.field == "amount"
    with pytest.raises(DomainError) as refused:
        recoveries.decide_recovery(amount=Decimal("4016.25"), by=bureau.head, **facts)
    assert refused.value.field == "explanation"
    claim = recoveries.decide_recovery(amount=Decimal("4016.25"), explanation="La facture est admise.",
                                       by=bureau.head, **facts)  # fmt: skip
    assert "4\u202f016,25" in claim.act.html
    claim = recoveries.issue_order(recovery=claim, order_number="TP 2027 118", issued_on=NEXT_YEAR.date(),
                                   by=bureau.agent, at=NEXT_YEAR)  # fmt: skip
    with pytest.raises(Conflict):
        recoveries.drop_recovery(recovery=claim, answer="Abandon demandé.", by=bureau.head, at=NEXT_YEAR)
    recoveries.note_recovered(recovery=claim, paid_on=NEXT_YEAR.date(), by=bureau.agent, at=NEXT_YEAR)
    assert again(row).state == State.CLOSED
    assert queries.totals([again(row)]) == {"granted": 27_000, "paid": 20_250, "recovered": Decimal("4016.25")}
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantRecovery.objects.filter(pk=claim.pk).update(amount=20_251)


def test_b7_8_a_given_up_claim_puts_the_grant_back(bureau, call):
    row = controlled(advanced(call, bureau), bureau, 24_000)
    claim = recoveries.open_recovery(application=row, reason="under_realised", by=bureau.agent, at=NEXT_YEAR)
    with pytest.raises(Conflict):
        payments.close_grant(application=again(row), by=bureau.agent, at=NEXT_YEAR)
    recoveries.drop_recovery(recovery=claim, answer="Remise gracieuse accordée.", by=bureau.head, at=NEXT_YEAR)
    assert again(row).state == State.CONTROLLED
    assert payments.close_grant(application=again(row), by=bureau.agent, at=NEXT_YEAR).state == State.CLOSED


@pytest.mark.parametrize(
    ("reason", "facts", "field"),
    [("diverted", {"explanation": "Achat d'un véhicule."}, "misused"), ("under_realised", {}, "reason"),
     ("republican", {"explanation": "Propos contraires."}, "breach_on"), ("no_report", {}, "reason"),
     ("cancelled", {}, "explanation")],
)  # fmt: skip
def test_b7_8_each_reason_asks_what_it_needs(bureau, call, reason, facts, field):
    row = advanced(call, bureau)
    GrantApplication.objects.filter(pk=row.pk).update(state="ended")
    with pytest.raises(DomainError) as refused:
        recoveries.open_recovery(application=again(row), reason=reason, by=bureau.agent, at=paris(2027, 1, 5), **facts)
    assert refused.value.field == field


# --- nothing is closed nor controlled with money on its way --------------------------------------------------------


def test_b7_8_a_grant_is_not_closed_while_money_is_due_back(bureau, call):
    row = controlled(advanced(call, bureau), bureau, 24_000)
    with pytest.raises(Conflict, match="Il reste 4\u202f050\u00a0€ à reverser"):
        payments.close_grant(application=row, by=bureau.agent, at=NEXT_YEAR)
    claim = recoveries.open_recovery(application=row, reason="under_realised", by=bureau.agent, at=NEXT_YEAR)
    recoveries.drop_recovery(recovery=claim, answer="Remise gracieuse accordée.", by=bureau.head, at=NEXT_YEAR)
    assert payments.close_grant(application=again(row), by=bureau.agent, at=NEXT_YEAR).state == State.CLOSED


def test_b7_7_a_report_is_not_controlled_while_a_payment_is_on_its_way(bureau, call):
    row = committed(call, bureau)
    payment = payments.prepare_payment(application=row, kind="advance", by=bureau.agent, at=AT)
    row = reported(again(row), bureau)
    facts = {"application": row, "by": bureau.head, "at": NEXT_YEAR}
    with pytest.raises(Conflict, match="Un versement est en cours"):
        reports.control_report(control="compliant", **facts)
    reports.control_report(control="questions", comment="Le compte 64 manque.", **facts)
    payments.cancel_payment(payment=payment, reason="Compte rendu déjà reçu.", by=bureau.agent, at=NEXT_YEAR)
    assert reports.control_report(control="compliant", **facts).amount_due == 27_000


def test_b7_7_the_balance_is_paid_in_one_go(bureau, call):
    row = controlled(advanced(call, bureau), bureau)
    facts = {"application": row, "kind": "balance", "by": bureau.agent, "at": NEXT_YEAR}
    with pytest.raises(DomainError, match="en une fois : 6\u202f750") as refused:
        payments.prepare_payment(amount=Decimal(5_000), **facts)
    assert refused.value.field == "amount"
    assert payments.prepare_payment(amount=Decimal(6_750), **facts).amount == 6_750


def test_cho_01_a_grant_committed_in_part_is_balanced_then_closed(bureau, call):
    row = payments.commit(application=notified(call, bureau), ej="2102661732", amount=Decimal(24_000),
                          committed_on=AT.date(), by=bureau.agent, at=AT)  # fmt: skip
    row = controlled(paid(row, bureau, "advance"), bureau)
    assert queries.next_payment(row, NEXT_YEAR.date()).limit.amount == 3_750
    with pytest.raises(Conflict, match="Il reste 3\u202f750"):
        payments.close_grant(application=row, by=bureau.agent, at=NEXT_YEAR)
    next_credits(bureau)
    row = paid(row, bureau, "balance", NEXT_YEAR)
    assert (queries.paid_of(row), queries.next_payment(row, NEXT_YEAR.date())) == (24_000, None)
    assert payments.close_grant(application=row, by=bureau.agent, at=NEXT_YEAR).state == State.CLOSED


@pytest.mark.parametrize(
    ("day", "state"), [(paris(2027, 1, 1, 9), State.ENDED), (paris(2027, 1, 5, 9), State.REPORT_DUE)]
)
def test_b7_8_a_change_asked_in_time_is_answered_after_the_end(bureau, call, day, state):
    row = advanced(call, bureau)
    asked = {"application": row, "asked_on": AT.date(), "reason": "Recrutement retardé.", "by": bureau.agent, "at": AT}
    reports.ask_amendment(ends_on=date(2027, 3, 31), **asked)
    payments.follow_the_days(at=day)
    GrantApplication.objects.filter(pk=row.pk).update(state=state)
    reports.refuse_amendment(application=again(row), answer="Le budget suffit.", by=bureau.head, at=day)
    GrantApplication.objects.filter(pk=row.pk).update(state=State.RUNNING)
    reports.ask_amendment(ends_on=date(2027, 3, 31), **asked)
    GrantApplication.objects.filter(pk=row.pk).update(state=state)
    reports.sign_amendment(application=again(row), signed_on=day.date(), by=bureau.head, at=day)
    assert (again(row).state, again(row).ends_on) == (State.AMENDED, date(2027, 3, 31))


def test_fipd_17_a_letter_whose_report_came_meanwhile_waits_no_more(bureau, call):
    row = advanced(call, bureau)
    assert reports.raise_alerts(at=paris(2027, 7, 15, 9)) == 1
    assert queries.unsent_letters().count() == 1
    reported(again(row), bureau, at=paris(2027, 7, 16, 9))
    assert queries.unsent_letters().count() == 0
    with pytest.raises(Conflict, match="Aucune lettre"):
        reports.ask_alert_letters(by=bureau.agent, at=paris(2027, 7, 16, 10))


@pytest.mark.parametrize(("kind", "needed"), [("association", True), ("company", True), ("commune", False)])
def test_b7_7_certified_accounts_are_those_of_private_bodies(bureau, kind, needed):
    call = opened(bureau.head, credits=200_000)
    row = reported(advanced(call, bureau, asked=153_000, base=200_000), bureau, 200_000)
    Promoter.objects.filter(pk=row.promoter_id).update(kind=kind)
    facts = {"application": row, "control": "compliant", "by": bureau.head, "at": NEXT_YEAR}
    if needed:
        with pytest.raises(DomainError, match="comptes certifiés"):
            reports.control_report(**facts)
    else:
        assert reports.control_report(**facts).amount_due == 153_000


def test_the_days_of_many_reports_read_the_parameters_once(bureau, call, django_assert_num_queries):
    rows = [advanced(call, bureau, title=f"Projet {rank}") for rank in range(3)]
    found = list(queries.awaiting())
    with django_assert_num_queries(1):
        due_on = queries.due_days()
        assert [due_on(row) for row in found] == [date(2027, 6, 30)] * len(rows)


# --- where a claim leaves the grant --------------------------------------------------------------------------------

DIVERTED = {"reason": "diverted", "explanation": "Achat d'un véhicule.", "misused": Decimal(4_000)}


def collected(claim, bureau, at):
    """Heard, decided, ordered, collected."""
    claim = recoveries.hear(recovery=claim, letter_on=at.date(), by=bureau.agent, at=at)
    claim = recoveries.observe(recovery=claim, observations="Nous avons mal compris.", observed_on=at.date(),
                               by=bureau.agent, at=at)  # fmt: skip
    claim = recoveries.decide_recovery(recovery=claim, decided_on=at.date(), by=bureau.head, at=at)
    claim = recoveries.issue_order(recovery=claim, order_number=f"TP {claim.pk}", issued_on=at.date(),
                                   by=bureau.agent, at=at)  # fmt: skip
    return recoveries.note_recovered(recovery=claim, paid_on=at.date(), by=bureau.agent, at=at)


def test_b7_8_a_dropped_claim_puts_a_running_project_back_where_it_was(bureau, call):
    row, at = advanced(call, bureau), paris(2026, 9, 1, 10)
    payments.follow_the_days(at=at)
    claim = recoveries.open_recovery(application=again(row), by=bureau.agent, at=at, **DIVERTED)
    recoveries.drop_recovery(recovery=claim, answer="Explications admises.", by=bureau.head, at=at)
    assert again(row).state == State.RUNNING


def test_b7_8_what_was_diverted_is_given_back_and_the_project_goes_on(bureau, call):
    row, at = advanced(call, bureau), paris(2026, 9, 1, 10)
    payments.follow_the_days(at=at)
    claim = recoveries.open_recovery(application=again(row), by=bureau.agent, at=at, **DIVERTED)
    assert claim.amount == 2_700
    collected(claim, bureau, at)
    assert again(row).state == State.RUNNING
    # 4,050 € above what is due, of which 2,700 € came back already.
    row = controlled(again(row), bureau, 24_000)
    assert row.report.trace[-1]["amount"] == "1350.00"
    with pytest.raises(Conflict, match="Il reste 1\u202f350"):
        payments.close_grant(application=row, by=bureau.agent, at=NEXT_YEAR)
    claim = recoveries.open_recovery(application=row, reason="under_realised", by=bureau.agent, at=NEXT_YEAR)
    assert claim.amount == 1_350
    collected(claim, bureau, NEXT_YEAR)
    assert again(row).state == State.CLOSED


def test_b7_8_nothing_to_claim_is_said_in_its_words(bureau, call):
    row = controlled(advanced(call, bureau), bureau)
    with pytest.raises(DomainError, match="reste acquis au porteur"):
        recoveries.open_recovery(application=row, reason="under_realised", by=bureau.agent, at=NEXT_YEAR)


# --- at once ------------------------------------------------------------------------------------------------------


def at_once(count: int, act) -> list[str]:
    def run(turn: int) -> str:
        close_old_connections()
        try:
            act(turn)
            return "done"
        except Conflict:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_once_never_pass_the_payment_credits(bureau):
    call = opened(bureau.head, credits=40_500)
    GrantEnvelope.objects.filter(programme=call.programme, kind="AE").update(delegated=60_000)
    calls.move_credits(programme=call.programme, envelope="CP", movement="reserve", amount=Decimal(1), on=AT.date(),
                       reference="Réserve", by=bureau.head, at=AT)  # fmt: skip
    ready = [certified(committed(call, bureau, title=f"Projet {rank}"), bureau, "advance") for rank in range(2)]

    def act(turn: int) -> None:
        payments.pay(payment=ready[turn], dp=f"310000000{turn}", paid_on=AT.date(), by=bureau.agent, at=AT)

    assert at_once(2, act) == ["done", "refused"]
    assert used("CP") == 20_250


@pytest.mark.django_db(transaction=True)
def test_a_payment_prepared_or_paid_by_two_clicks_is_one(bureau):
    row = committed(opened(bureau.head), bureau)
    assert at_once(
        4, lambda turn: payments.prepare_payment(application=row, kind="advance", by=bureau.agent, at=AT)
    ) == ["done", "refused", "refused", "refused"]
    found = payments.certify(payment=row.payments.get(), service_number="1", certified_on=AT.date(), by=bureau.head,
                             at=AT)  # fmt: skip
    assert at_once(
        3, lambda turn: payments.pay(payment=found, dp="3100000001", paid_on=AT.date(), by=bureau.agent, at=AT)
    ) == ["done", "refused", "refused"]
    assert (GrantPayment.objects.count(), used("CP")) == (1, 20_250)


@pytest.mark.django_db(transaction=True)
def test_commitments_at_once_never_pass_the_grant(bureau):
    row = notified(opened(bureau.head), bureau)

    def act(turn: int) -> None:
        try:
            payments.commit(application=row, ej=f"210000000{turn}", amount=Decimal(20_000), committed_on=AT.date(),
                            by=bureau.agent, at=AT)  # fmt: skip
        except DomainError as error:
            raise Conflict(str(error)) from error

    assert at_once(2, act) == ["done", "refused"]
    assert (queries.committed_of(row), used("AE")) == (20_000, 20_000)


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_are_one(bureau):
    row = controlled(advanced(opened(bureau.head), bureau), bureau, 24_000)
    assert at_once(
        3,
        lambda turn: recoveries.open_recovery(application=row, reason="under_realised", by=bureau.agent, at=NEXT_YEAR),
    ) == ["done", "refused", "refused"]
    assert GrantRecovery.objects.get().amount == 4_050


@pytest.mark.django_db(transaction=True)
def test_fipd_17_two_clocks_at_once_tell_once(bureau):
    advanced(opened(bureau.head), bureau)
    assert at_once(3, lambda turn: reports.raise_alerts(at=paris(2027, 5, 1, 9))) == ["done"] * 3
    assert GrantAlert.objects.count() == 1
