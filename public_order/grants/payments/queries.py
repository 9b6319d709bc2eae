"""Reading a grant after its act: what is planned, paid, due, awaited, owed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum

from directorate.money.amounts import NONE
from directorate.money.funding import Finding, Line, report_due
from directorate.parameters.queries import every_version, remembering, value, values
from directorate.web.errors import NotFound
from public_order.grants import queries, terms
from public_order.grants.credits import Credits
from public_order.grants.models import GrantApplication, GrantEnvelope, GrantProgramme
from public_order.grants.payments import rules
from public_order.grants.payments.catalogue import (
    DONE,
    LIVE,
    RUNNING,
    WAITING,
    PaymentKind,
    PaymentState,
    RecoveryReason,
    RecoveryState,
)
from public_order.grants.payments.models import (
    GrantAlert,
    GrantAmendment,
    GrantCommitment,
    GrantPayment,
    GrantRecovery,
    GrantReport,
)

State = GrantApplication.State
# Where a payment before the report may be prepared.
PAYABLE = (State.COMMITTED, State.ADVANCE, State.RUNNING, State.AMENDED, State.ENDED, State.REPORT_DUE)
REPORTABLE = queries.AWAITING_REPORT
# Where a project may still be changed (B7.8), or given up.
CHANGEABLE = (State.NOTIFIED, State.COMMITTED, State.ADVANCE, State.PAID, State.RUNNING, State.AMENDED)
# Where a change asked before the end of the project is still signed or refused.
ANSWERABLE = (*CHANGEABLE, State.ENDED, State.REPORT_DUE)
EXECUTED = (
    State.NOTIFIED, *queries.AWAITING_REPORT, State.REPORTED, State.CONTROLLED, State.BALANCE, State.REDUCED,
    State.RECOVERY, State.CLOSED,
)  # fmt: skip
PAYMENT_TONES = {"prepared": "new", "certified": "info", "paid": "success", "cancelled": "paused"}
CONTROL_TONES = {"not_started": "new", "questions": "warning", "compliant": "success", "non_compliant": "error"}
RECOVERY_TONES = {
    "opened": "new", "hearing": "warning", "decided": "info", "ordered": "info", "recovered": "success",
    "dropped": "paused",
}  # fmt: skip


def total(rows: Iterable[Decimal | None]) -> Decimal:
    return sum((row or NONE for row in rows), NONE)


def terms_of(row: GrantApplication) -> rules.Terms:
    codes = (terms.AGREEMENT_ABOVE, terms.INVESTMENT_ADVANCE if row.axis.is_investment else terms.ADVANCE,
             terms.INVESTMENT_INSTALMENTS)  # fmt: skip
    found = values(codes, queries.opening(row))
    return rules.Terms(*(Decimal(str(found[code])) for code in codes))


def grant_of(row: GrantApplication) -> rules.Grant:
    return rules.Grant(
        granted=row.granted or row.proposed or NONE, base=queries.ceiling_of(row).base,
        is_investment=row.axis.is_investment, is_equipment=row.axis.is_equipment, terms=terms_of(row),
    )  # fmt: skip


def payments() -> QuerySet[GrantPayment]:
    return GrantPayment.objects.select_related(
        "application__call__programme", "application__promoter", "application__axis"
    )


def recoveries() -> QuerySet[GrantRecovery]:
    return GrantRecovery.objects.select_related(
        "application__call__programme", "application__promoter", "application__axis"
    )


def known_payment(pk: int) -> GrantPayment:
    row = payments().select_related("certificate__pdf", "certificate__odt").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce versement n'existe pas.")
    return row


def known_recovery(pk: int) -> GrantRecovery:
    row = recoveries().select_related("letter__pdf", "letter__odt", "act__pdf", "act__odt").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce reversement n'existe pas.")
    return row


def known_alert(pk: int) -> GrantAlert:
    row = GrantAlert.objects.select_related("letter__pdf", "letter__odt").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette relance n'existe pas.")
    return row


def known_amendment(pk: int) -> GrantAmendment:
    row = GrantAmendment.objects.select_related("act__pdf", "act__odt", "application").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet avenant n'existe pas.")
    return row


def report_of(row: GrantApplication) -> GrantReport | None:
    return GrantReport.objects.filter(application=row).select_related("controlled_by").first()


def asked_amendment(row: GrantApplication) -> GrantAmendment | None:
    return row.amendments.filter(state="asked").first()


def running_recovery(row: GrantApplication) -> GrantRecovery | None:
    return row.recoveries.filter(state__in=RUNNING).first()


def state_before_recovery(row: GrantApplication) -> str:
    """Where a grant goes back to when a claim ends without closing it."""
    last = row.moves.exclude(state=State.RECOVERY).order_by("-at", "-pk").first()
    if last is not None and last.state in EXECUTED:
        return last.state
    report = report_of(row)
    if report is None:
        return State.REPORT_DUE
    return State.CONTROLLED if report.control in DONE else State.REPORTED


def paid_of(row: GrantApplication) -> Decimal:
    return row.payments.filter(state=PaymentState.PAID).aggregate(sum=Sum("amount"))["sum"] or NONE


def taken_of(row: GrantApplication) -> Decimal:
    return row.payments.filter(state__in=LIVE).aggregate(sum=Sum("amount"))["sum"] or NONE


def committed_of(row: GrantApplication) -> Decimal:
    return row.commitments.aggregate(sum=Sum("amount"))["sum"] or NONE


def recovered_of(row: GrantApplication) -> Decimal:
    rows = row.recoveries.exclude(state=RecoveryState.DROPPED)
    return rows.aggregate(sum=Sum("amount"))["sum"] or NONE


def left_to_pay(row: GrantApplication) -> Decimal:
    """Due after the control, as far as it was committed, and not paid yet."""
    report = report_of(row)
    if report is None or report.amount_due is None:
        return NONE
    return max(NONE, min(report.amount_due, committed_of(row)) - paid_of(row))


def left_to_claim(row: GrantApplication) -> Decimal:
    """Paid above what is due after the control; nothing more once it was claimed, be it dropped for a reason."""
    report = report_of(row)
    ended = (RecoveryState.RECOVERED, RecoveryState.DROPPED)
    claims = row.recoveries.filter(reason=RecoveryReason.UNDER_REALISED, state__in=ended)
    if report is None or report.amount_due is None or claims.exists():
        return NONE
    return max(NONE, paid_of(row) - recovered_of(row) - report.amount_due)


def report_months(on: date) -> int:
    return int(value(terms.REPORT_MONTHS, on))


def report_due_on(row: GrantApplication) -> date | None:
    """B7.7: after the exercise for which the grant was given."""
    if row.exercise_ends_on is None:
        return None
    return report_due(row.exercise_ends_on, report_months(queries.opening(row)))


def file_of(row: GrantApplication, on: date) -> rules.File:
    report = report_of(row)
    return rules.File(
        has_account=bool(row.promoter.iban_end), has_siret=bool(row.promoter.siret),
        act=f"{row.get_instrument_display()} n° {row.act_number}" if row.signed_on else "",
        is_notified=row.notified_on is not None, committed=committed_of(row),
        is_controlled=report is not None and report.control in DONE,
        report_missing_since=other_report_missing(row, on),
    )  # fmt: skip


def other_report_missing(row: GrantApplication, on: date) -> date | None:
    """FIPD-17: the report of another grant of this promoter, expected and not received."""
    return queries.overdue_report(row.promoter, on, report_months(on), but=row)


def due_days() -> Callable[[GrantApplication], date | None]:
    """The same for many rows: the parameters are read once, with the first of them."""
    history = cache(every_version)

    def due(row: GrantApplication) -> date | None:
        with remembering(history()):
            return report_due_on(row)

    return due


@dataclass(frozen=True)
class Next:
    """The payment that comes next: its pieces, the most that it may be."""

    kind: str
    label: str
    conditions: tuple[Finding, ...]
    limit: rules.Limit

    @property
    def is_ready(self) -> bool:
        return all(found.tone != rules.BLOCKING for found in self.conditions)


def next_payment(row: GrantApplication, on: date) -> Next | None:
    """What the page shows as coming next; none when the schedule is exhausted."""
    grant = grant_of(row)
    report = report_of(row)
    is_controlled = report is not None and report.control in DONE
    committed = committed_of(row) if is_controlled else None
    alive = set(row.payments.filter(state__in=LIVE).values_list("kind", flat=True))
    for planned in rules.schedule(grant):
        if planned.kind in alive or (planned.kind != PaymentKind.BALANCE and is_controlled):
            continue
        due = report.amount_due if is_controlled and report else None
        most = rules.limit(grant, planned.kind, taken=taken_of(row), due=due, committed=committed)
        if is_controlled and not most.amount:
            return None
        found = rules.conditions(grant, planned.kind, file_of(row, on), ())
        return Next(planned.kind, PaymentKind(planned.kind).label, found, most)
    if is_controlled and report and (report.amount_due or NONE) > taken_of(row):
        most = rules.limit(grant, PaymentKind.BALANCE, taken=taken_of(row), due=report.amount_due, committed=committed)
        found = rules.conditions(grant, PaymentKind.BALANCE, file_of(row, on), ())
        return Next(PaymentKind.BALANCE, PaymentKind.BALANCE.label, found, most) if most.amount else None
    return None


def lines_of(report: GrantReport) -> list[Line]:
    return [Line(line.account, line.amount, line.is_excluded) for line in report.lines.all()]


def counted(row: GrantApplication, report: GrantReport, set_aside: Decimal = NONE) -> rules.Counted:
    return rules.count_report(
        grant_of(row), lines_of(report), paid=paid_of(row), back=recovered_of(row),
        recoverable_vat=report.recoverable_vat, set_aside=set_aside,
    )  # fmt: skip


def compared(row: GrantApplication, report: GrantReport) -> tuple[list[rules.Account], list[rules.Account]]:
    """Expenses and incomes, forecast beside realised."""

    def triples(lines) -> list[tuple[str, str, Decimal]]:
        return [(line.account, line.label, line.amount) for line in lines]

    rows = rules.compare(triples(row.budget.all()), triples(report.lines.all()))
    is_expense = [each.account.startswith("6") or each.account == "86" for each in rows]
    return (
        [each for each, expense in zip(rows, is_expense, strict=True) if expense],
        [each for each, expense in zip(rows, is_expense, strict=True) if not expense],
    )


# --- lists --------------------------------------------------------------------------------------------------------


def awaiting() -> QuerySet[GrantApplication]:
    """Grants whose report is to come, with the last alert that was given."""
    last = GrantAlert.objects.filter(application=OuterRef("pk")).order_by("-raised_at", "-pk").values("step")[:1]
    return queries.applications().filter(state__in=REPORTABLE, exercise_ends_on__isnull=False).annotate(
        last_alert=Subquery(last)
    )  # fmt: skip


def ending_before(on: date, months: int) -> Q:
    """The exercises whose report is late that day."""
    newest = on
    while report_due(newest, months) >= on:
        newest -= timedelta(days=28)
    while report_due(newest + timedelta(days=1), months) < on:
        newest += timedelta(days=1)
    return Q(exercise_ends_on__lte=newest)


def late(on: date) -> QuerySet[GrantApplication]:
    return awaiting().filter(ending_before(on, report_months(on)))


def waiting_payments() -> QuerySet[GrantPayment]:
    return payments().filter(state__in=WAITING)


def unsent_letters() -> QuerySet[GrantAlert]:
    return GrantAlert.objects.filter(
        sent_at=None, channel__in=("letter", "registered"), application__state__in=REPORTABLE
    )


def to_decide() -> QuerySet[GrantRecovery]:
    return recoveries().filter(state__in=(RecoveryState.OPENED, RecoveryState.HEARING))


def credits_of(programme: GrantProgramme) -> Credits:
    """W11, from the rows themselves: what the envelopes say must be the same."""
    envelopes = {row.kind: row for row in GrantEnvelope.objects.filter(programme=programme)}
    committed = GrantCommitment.objects.filter(application__call__programme=programme)
    paid = GrantPayment.objects.filter(envelope=envelopes["CP"], state=PaymentState.PAID)
    ours = Q(application__call__programme=programme)
    sums = paid.aggregate(ours=Sum("amount", filter=ours), before=Sum("amount", filter=~ours))
    return Credits(
        ae=envelopes["AE"].delegated, cp=envelopes["CP"].delegated, granted=envelopes["AE"].granted,
        committed=committed.aggregate(sum=Sum("amount"))["sum"] or NONE, paid=sums["ours"] or NONE,
        paid_before=sums["before"] or NONE,
    )  # fmt: skip


def totals(rows: Sequence[GrantApplication]) -> dict[str, Decimal]:
    """Granted, paid and recovered of some grants, counted by the base."""
    keys = [row.pk for row in rows]
    paid = GrantPayment.objects.filter(application__in=keys, state=PaymentState.PAID)
    back = GrantRecovery.objects.filter(application__in=keys, state=RecoveryState.RECOVERED)
    return {
        "granted": total(row.granted for row in rows),
        "paid": paid.aggregate(sum=Sum("amount"))["sum"] or NONE,
        "recovered": back.aggregate(sum=Sum("amount"))["sum"] or NONE,
    }
