"""The life of the demonstration's grants after their act: paid, reported, late, reduced, claimed back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from directorate.casework.move import paris_day
from directorate.money import iban
from directorate.money.amounts import NONE, cents
from directorate.money.funding import Line, report_due
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import value
from public_order.grants import terms
from public_order.grants.models import (
    EnvelopeMovement,
    GrantApplication,
    GrantEnvelope,
    GrantIndicator,
    Promoter,
)
from public_order.grants.payments import operations, queries, recovery_operations, rules
from public_order.grants.payments.catalogue import Alert, Channel, Control, PaymentKind, PaymentState
from public_order.grants.payments.models import (
    GrantAlert,
    GrantAmendment,
    GrantCommitment,
    GrantPayment,
    GrantRecovery,
    GrantReport,
    GrantReportLine,
)
from public_order.grants.payments.report_operations import offsets
from public_order.policies import UNIT

State = GrantApplication.State
DAY = timedelta(days=1)
COMMITTED = tuple(state for state in queries.EXECUTED if state != State.NOTIFIED)
# Paid once or in advance; a report was received; it was controlled.
PAID = tuple(state for state in COMMITTED if state != State.COMMITTED)
REPORTED = (State.REPORTED, State.CONTROLLED, State.BALANCE, State.REDUCED, State.RECOVERY, State.CLOSED)
CONTROLLED = REPORTED[1:]
# What was really spent of the budget.
SHARES = {State.REDUCED: Decimal("0.85"), State.RECOVERY: Decimal("0.4")}


def tell(by: StaffMember, at: datetime) -> None:
    on = paris_day(at)
    give_accounts()
    controller = next((person for person in staff_of_unit(UNIT, on) if person != by), by)
    rows = list(
        GrantApplication.objects.filter(state__in=COMMITTED, number__gt="", commitments=None)
        .select_related("call__programme", "axis", "promoter")
        .order_by("call__programme__year", "pk")
    )
    settle_states(rows, on)
    commitments = [
        GrantCommitment(application=row, ej=f"21{row.pk:08d}", supplier=f"10{row.promoter_id:08d}", amount=row.granted,
                        committed_on=first_day(row, on), recorded_at=at, recorded_by=by)
        for row in rows
    ]  # fmt: skip
    GrantCommitment.objects.bulk_create(commitments)
    reported(rows, controller, on, at)
    paid(rows, controller, on, at)
    claimed(rows, by, on, at)
    alerted(rows, on, at)
    played(by, at)


def give_accounts() -> None:
    """An account with its right key for each promoter, an address for half of the associations."""
    promoters = list(Promoter.objects.filter(iban_end="").order_by("pk"))
    for rank, row in enumerate(promoters):
        body = f"10011000{rank:013d}85"[:23]
        row.sealed_iban = next(number for key in range(2, 99) if iban.is_valid(number := f"FR{key:02d}{body}"))
        row.iban_end = row.sealed_iban[-4:]
        row.email = row.email or (f"contact{rank}@exemple.invalid" if rank % 2 else "")
    Promoter.objects.bulk_update(promoters, ["sealed_iban", "iban_end", "email"])


def settle_states(rows: Sequence[GrantApplication], on: date) -> None:
    """A grant paid in one time has no balance; a late report is that of a few promoters, the others gave theirs."""
    months = int(value(terms.REPORT_MONTHS, on))
    alone = {State.BALANCE: State.CLOSED, State.REDUCED: State.CONTROLLED}
    latecomers = set(list(dict.fromkeys(row.promoter_id for row in rows if row.state == State.REPORT_DUE))[:3])
    for rank, row in enumerate(rows):
        due = report_due(row.exercise_ends_on or on, months)
        state = State(row.state)
        if state == State.COMMITTED and rank % 2:
            state = State.PAID
        if (
            state in queries.REPORTABLE
            and due < on
            and not (state == State.REPORT_DUE and row.promoter_id in latecomers)
        ):
            state = (State.REPORTED, State.CONTROLLED, State.BALANCE, State.CLOSED)[rank % 4]
        is_in_parts = grant_of(row).in_parts
        if not is_in_parts:
            state = alone.get(state, state)
        elif state == State.CLOSED and rank % 2:
            state = State.REDUCED
        if state == State.CONTROLLED and not rank % 4:
            state = State.RECOVERY
        if state in (State.PAID, State.ADVANCE):
            state = State.ADVANCE if is_in_parts else State.PAID
        row.state = state
        if row.signed_on and not row.act_number:
            row.act_number = f"{row.signed_on.year}/{row.pk:05d}"
    GrantApplication.objects.bulk_update(rows, ["state", "act_number"])


def grant_of(row: GrantApplication) -> rules.Grant:
    """On the budget of the demonstration, of which the fund brings half."""
    above, advance, works, parts = (Decimal(number) for number in (23_000, 75, 30, 80))
    found = rules.Terms(above, works if row.axis.is_investment else advance, parts)
    granted = row.granted or NONE
    return rules.Grant(granted, 2 * row.asked, row.axis.is_investment, row.axis.is_equipment, found)


def first_day(row: GrantApplication, on: date) -> date:
    return min(on, row.notified_on or on)


def first_payment(row: GrantApplication) -> tuple[str, Decimal]:
    planned = rules.schedule(grant_of(row))[0]
    return planned.kind, planned.amount


def report_day(row: GrantApplication, on: date) -> date:
    return min(on - 20 * DAY, date(row.year + 1, 5, 2) + (row.pk % 50) * DAY)


def lines(row: GrantApplication, share: Decimal) -> list[Line]:
    return [Line(account, cents(row.asked * share)) for account in ("60", "64")]


def reported(rows: Sequence[GrantApplication], by: StaffMember, on: date, at: datetime) -> None:
    found = []
    for row in rows:
        if row.state not in REPORTED:
            continue
        share = SHARES.get(State(row.state), Decimal(1))
        counted = rules.count_report(grant_of(row), lines(row, share), paid=first_payment(row)[1])
        is_done = row.state in CONTROLLED
        found.append(
            GrantReport(
                application=row, received_on=report_day(row, on), certified_by=row.promoter.representative,
                qualitative="Le projet a touché le public prévu ; les partenaires ont été réunis deux fois.",
                control=Control.COMPLIANT if is_done else Control.NOT_STARTED,
                controlled_on=report_day(row, on) + 12 * DAY if is_done else None,
                controlled_by=by if is_done else None,
                realised=counted.realised if is_done else None,
                amount_due=counted.settlement.due if is_done else None,
                trace=rules.told(counted.steps) if is_done else [], recorded_at=at, recorded_by=by,
            )
        )  # fmt: skip
    kept = GrantReport.objects.bulk_create(found)
    labels = {"60": "Achats et prestations", "64": "Personnel", "74": "FIPD", "75": "Fonds propres"}
    GrantReportLine.objects.bulk_create(
        GrantReportLine(report=report, account=account, label=labels[account], amount=cents(report.application.asked
                        * SHARES.get(State(report.application.state), Decimal(1))))
        for report in kept for account in labels
    )  # fmt: skip
    GrantIndicator.objects.filter(application__in=[report.application_id for report in kept]).update(result="57")


def paid(rows: Sequence[GrantApplication], by: StaffMember, on: date, at: datetime) -> None:
    """First payments in the year of the grant, balances in the next one: each takes its own payment credits."""
    envelopes = {
        (row.programme.year, row.programme.family): row
        for row in GrantEnvelope.objects.filter(kind="CP").select_related("programme")
    }
    found, sums = [], defaultdict(lambda: NONE)
    for row in rows:
        if row.state not in PAID:
            continue
        kind, amount = first_payment(row)
        day = min(on, first_day(row, on) + 2 * DAY)
        parts = [(kind, amount, day, row.year)]
        due = report_due_amount(row)
        is_closed = row.state in (State.BALANCE, State.REDUCED, State.CLOSED)
        if is_closed and due > amount:
            parts.append((PaymentKind.BALANCE, due - amount, min(on, report_day(row, on) + 15 * DAY), row.year + 1))
        for rank, (nature, part, when, year) in enumerate(parts, 1):
            envelope = envelopes.get((year, row.call.programme.family))
            if envelope is None:
                continue
            sums[envelope.pk] += part
            found.append(
                GrantPayment(
                    application=row, rank=rank, number=f"{row.number}-P{rank}", kind=nature,
                    state=PaymentState.PAID, amount=part, prepared_on=when - DAY, due_on=when + 50 * DAY,
                    proofs=["invoices"] if row.axis.is_equipment else [],
                    trace=[{"rule": "B7.7", "words": "Montant possible", "amount": str(part)}],
                    service_number=f"SF{row.pk}{rank}", certified_on=when, certified_by=by, dp=f"3{rank}{row.pk:08d}",
                    paid_on=when, envelope=envelope, recorded_at=at, recorded_by=by,
                )
            )  # fmt: skip
    GrantPayment.objects.bulk_create(found)
    spent_on(envelopes, sums, by, on, at)


def report_due_amount(row: GrantApplication) -> Decimal:
    if row.state not in CONTROLLED:
        return NONE
    share = SHARES.get(State(row.state), Decimal(1))
    return rules.count_report(grant_of(row), lines(row, share), paid=NONE).settlement.due


def spent_on(envelopes, sums, by: StaffMember, on: date, at: datetime) -> None:
    """The envelopes say what was used; those of payment are completed when balances need more."""
    for row in envelopes.values():
        if (missing := sums[row.pk] - row.delegated) > 0:
            EnvelopeMovement.objects.create(
                envelope=row, kind="complement", on=min(on, date(row.programme.year, 9, 15)),
                amount=(missing / 1000).to_integral_value("ROUND_CEILING") * 1000,
                reference="Complément pour les soldes", recorded_at=at, recorded_by=by,
            )  # fmt: skip
        GrantEnvelope.objects.filter(pk=row.pk).update(used=sums[row.pk])
    for row in GrantEnvelope.objects.filter(kind="AE").select_related("programme"):
        committed = queries.credits_of(row.programme).committed
        GrantEnvelope.objects.filter(pk=row.pk).update(used=committed)


def claimed(rows: Sequence[GrantApplication], by: StaffMember, on: date, at: datetime) -> None:
    """Claims at every stage: some only counted, one heard, one decided, one collected."""
    found = []
    for row in rows:
        if row.state != State.RECOVERY:
            continue
        paid_then = first_payment(row)[1]
        counted = rules.owed("under_realised", grant_of(row), paid=paid_then, due=report_due_amount(row))
        if counted.amount:
            found.append(
                GrantRecovery(
                    application=row, rank=1, number=f"{row.number}-R1", reason="under_realised",
                    amount=counted.amount, trace=rules.told(counted.steps), recorded_at=at, recorded_by=by,
                )
            )  # fmt: skip
    for rank, row in enumerate(GrantRecovery.objects.bulk_create(found)[:3]):
        day = min(report_day(row.application, on) + 14 * DAY, on)
        recovery_operations.hear(recovery=row, letter_on=on if not rank else day, by=by, at=at)
        if not rank or day + 31 * DAY > on:
            continue
        recovery_operations.decide_recovery(recovery=row, decided_on=on, by=by, at=at)
        if rank == 2:
            recovery_operations.issue_order(recovery=row, order_number="TP 118", issued_on=on, by=by, at=at)


def alerted(rows: Sequence[GrantApplication], on: date, at: datetime) -> None:
    """FIPD-17 up to that day; the latest letters wait for their series."""
    days, found = offsets(on), []
    for row in rows:
        if row.state != State.REPORT_DUE or row.exercise_ends_on is None:
            continue
        due = report_due(row.exercise_ends_on, int(value(terms.REPORT_MONTHS, on)))
        reached = [step for step, day in rules.alert_days(due, days).items() if day <= on]
        for step in reached:
            channel = Channel.REGISTERED if step == Alert.NOTICE else Channel.MAIL
            if step == Alert.DECISION:
                channel = Channel.BUREAU
            waits = channel == Channel.REGISTERED and row.pk % 3 == 0
            raised = at - (on - rules.alert_days(due, days)[step])
            found.append(
                GrantAlert(application=row, step=step, channel=channel, report_due_on=due, raised_at=raised,
                           sent_at=None if waits else raised)
            )  # fmt: skip
    GrantAlert.objects.bulk_create(found)


def played(by: StaffMember, at: datetime) -> None:
    """A few through the real operations: a payment to certify, one certified, a claim heard, a change asked."""
    on = paris_day(at)
    rows = GrantApplication.objects.select_related("call__programme", "axis", "promoter")
    waiting = rows.filter(state=State.COMMITTED, axis__is_equipment=False, call__programme__year=on.year)
    free = [row for row in waiting.order_by("pk") if not queries.other_report_missing(row, on)]
    for rank, row in enumerate(free[:3]):
        payment = operations.prepare_payment(application=row, kind=first_payment(row)[0], by=by, at=at)
        if rank:
            operations.certify(payment=payment, service_number=f"SF26{rank:04d}", certified_on=on, by=by, at=at)
    running = rows.filter(state=State.RUNNING, call__programme__year=on.year).order_by("pk").first()
    if running is not None:
        GrantAmendment.objects.create(
            application=running, rank=1, asked_on=on - DAY, ends_on=date(on.year + 1, 3, 31), recorded_at=at,
            recorded_by=by, reason="Le recrutement de l'animateur a pris du retard.",
        )  # fmt: skip
