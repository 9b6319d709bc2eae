"""Reading the programmes, the applications, what the rules need to know of each, and the scenarios."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Avg, Count, F, Q, QuerySet, Sum

from directorate.money.amounts import NONE
from directorate.money.funding import Budget, Finding, Line, report_due
from directorate.parameters.queries import value, values
from directorate.web.errors import NotFound
from public_order.grants import terms
from public_order.grants.catalogue import LOCAL_AUTHORITIES, Funder, Verdict, needed_pieces
from public_order.grants.ceilings import Ceiling, Plan, Purchase, ceiling, equipment_grant
from public_order.grants.eligibility import Facts, findings, implicit_refusal_on, instrument
from public_order.grants.models import GrantApplication, GrantCall, GrantProgramme, GrantScenario, Promoter

State = GrantApplication.State
TO_COMPLETE = (State.SUBMITTED, State.RECEIPT_SENT, State.INCOMPLETE)
TO_INSTRUCT = (State.COMPLETED, State.ELIGIBLE, State.OPINION)
TO_ARBITRATE = (State.SCORED, State.RANKED, State.COMMITTEE)
UNDECIDED = (*TO_COMPLETE, *TO_INSTRUCT, *TO_ARBITRATE, State.PROPOSED, State.WAITING, State.SG)
GRANTED = (
    State.GRANTED, State.SIGNED, State.NOTIFIED, State.COMMITTED, State.ADVANCE, State.PAID, State.RUNNING,
    State.AMENDED, State.ENDED, State.REPORT_DUE, State.REPORTED, State.CONTROLLED, State.BALANCE, State.REDUCED,
    State.RECOVERY, State.CLOSED,
)  # fmt: skip
# Paid for, and no financial report received yet.
AWAITING_REPORT = (State.COMMITTED, State.ADVANCE, State.PAID, State.RUNNING, State.AMENDED, State.ENDED,
                   State.REPORT_DUE)  # fmt: skip
REFUSED = (State.REFUSED, State.INELIGIBLE, State.IMPLICIT)
DECIDED = (*GRANTED, *REFUSED)
TONES = {
    **dict.fromkeys(State.values, "info"), **dict.fromkeys(GRANTED, "success"), **dict.fromkeys(REFUSED, "error"),
    State.LAPSED: "error",
    State.DRAFT: "paused", State.SUBMITTED: "new", State.INCOMPLETE: "warning", State.WAITING: "warning",
    State.WITHDRAWN: "paused", State.CLOSED: "paused", State.REPORT_DUE: "warning", State.RECOVERY: "error",
}  # fmt: skip


def programmes() -> QuerySet[GrantProgramme]:
    return GrantProgramme.objects.prefetch_related("envelopes", "axes", "calls")


def known_programme(pk: int) -> GrantProgramme:
    row = programmes().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce programme n'existe pas.")
    return row


def calls() -> QuerySet[GrantCall]:
    return GrantCall.objects.select_related("programme")


def promoters() -> QuerySet[Promoter]:
    return Promoter.objects.select_related("commune").defer("commune__contour")


def applications() -> QuerySet[GrantApplication]:
    return GrantApplication.objects.select_related(
        "call__programme", "axis", "promoter", "instructor"
    ).prefetch_related("communes")


def known_application(pk: int) -> GrantApplication:
    row = (
        applications()
        .select_related(
            "previous", "receipt__pdf", "request__pdf", "letter__pdf", "letter__odt", "act__pdf", "act__odt"
        )
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound("Cette demande n'existe pas.")
    return row


def opening(row: GrantApplication) -> date:
    """The day whose values rule a call: they do not change while it is examined."""
    return date(row.call.programme.year, 1, 1)


def budget_of(row: GrantApplication) -> Budget:
    return Budget.of(Line(line.account, line.amount, line.is_excluded) for line in row.budget.all())


def brought_by(row: GrantApplication) -> dict[str, Decimal]:
    """The products by who brings them, contributions in kind apart."""
    found = dict.fromkeys(Funder.values, NONE)
    for line in row.budget.all():
        if line.account.startswith("7") and line.funder:
            found[line.funder] += line.amount
    return found


def ceiling_of(row: GrantApplication) -> Ceiling:
    budget, funds = budget_of(row), brought_by(row)
    codes = (terms.MAX_RATE, terms.WARN_RATE, terms.MIN_GRANT, terms.PUBLIC_RATE, terms.OWN_SHARE,
             *terms.SCALE_VALUES)  # fmt: skip
    found = {code: Decimal(str(given)) for code, given in values(codes, opening(row)).items()}
    plan = Plan(
        expense=budget.expense, asked=row.asked, other_state=funds[Funder.STATE],
        other_public=funds[Funder.LOCAL] + funds[Funder.OTHER_PUBLIC], own=funds[Funder.OWN], excluded=budget.excluded,
        recoverable_vat=row.recoverable_vat, recovers_vat=row.promoter.recovers_vat,
    )  # fmt: skip
    purchases = [Purchase(item.item, item.quantity, item.unit_price) for item in row.equipment.all()]
    return ceiling(
        plan, found, max_rate=row.axis.max_rate, min_grant=row.axis.min_grant, is_investment=row.axis.is_investment,
        is_local=row.promoter.kind in LOCAL_AUTHORITIES,
        equipment=equipment_grant(purchases, found) if row.axis.is_equipment else None,
    )  # fmt: skip


def overdue_report(promoter: Promoter, on: date, months: int, but: GrantApplication | None = None) -> date | None:
    """FIPD-01: since when the report of a former grant of this promoter is awaited, also while it is claimed back."""
    awaited = Q(state__in=AWAITING_REPORT) | Q(state=State.RECOVERY, report=None)
    rows = promoter.applications.filter(awaited, exercise_ends_on__isnull=False)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    due = sorted(report_due(day, months) for day in rows.values_list("exercise_ends_on", flat=True))
    return due[0] if due and due[0] < on else None


def findings_of(row: GrantApplication, on: date) -> tuple[Finding, ...]:
    return findings(
        Facts(
            family=row.call.programme.family, promoter_kind=row.promoter.kind, siret=row.promoter.siret,
            is_state_equipment=row.is_state_equipment, replaces_common_law=row.replaces_common_law,
            is_renewal=row.is_renewal, has_previous=row.previous_id is not None,
            report_overdue_since=overdue_report(row.promoter, on, int(value(terms.REPORT_MONTHS, on))),
            is_investment=row.axis.is_investment, starts_on=row.starts_on, receipt_on=row.receipt_on,
            budget=budget_of(row), asked_in_budget=brought_by(row)[Funder.FIPD], asked=row.asked,
            ceiling=ceiling_of(row), indicators=row.indicators.count(),
        )
    )  # fmt: skip


def was_granted(row: GrantApplication) -> bool:
    before = row.promoter.applications.filter(call__programme__year=row.year - 1, state__in=GRANTED)
    return before.exists()


def pieces_wanted(row: GrantApplication) -> tuple[str, ...]:
    return needed_pieces(row.promoter.kind, tuple(row.axis.pieces), was_granted=was_granted(row))


def weights_of(row: GrantApplication) -> dict[str, int]:
    found = values(tuple(terms.WEIGHTS.values()), opening(row))
    return {name: int(found[code]) for name, code in terms.WEIGHTS.items()}


def granted_in_the_year(row: GrantApplication) -> Decimal:
    """FIPD-13: by this service to the same body in one year, this application included."""
    others = row.promoter.applications.filter(call__programme__year=row.year, state__in=GRANTED).exclude(pk=row.pk)
    return (row.granted or row.proposed or NONE) + (others.aggregate(sum=Sum("granted"))["sum"] or NONE)


def instrument_of(row: GrantApplication) -> str:
    above = int(value(terms.AGREEMENT_ABOVE, opening(row)))
    return instrument(row.promoter.kind, granted_in_the_year(row), row.year_count, above)


def implicit_on(row: GrantApplication) -> date | None:
    months = int(value(terms.IMPLICIT_MONTHS, opening(row)))
    return implicit_refusal_on(row.complete_on, months, is_investment=row.axis.is_investment)


# --- scenarios ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Total:
    """What a scenario spends, counted by the base each time that it is shown."""

    envelope: Decimal
    funded: Decimal
    count: int

    @property
    def left(self) -> Decimal:
        return self.envelope - self.funded


def total_of(scenario: GrantScenario) -> Total:
    found = scenario.lines.filter(verdict=Verdict.FUND).aggregate(sum=Sum("amount"), count=Count("pk"))
    return Total(scenario.envelope, found["sum"] or NONE, found["count"])


def scenarios_of(programme: GrantProgramme) -> QuerySet[GrantScenario]:
    return programme.scenarios.select_related("committee", "programme")


def known_scenario(pk: int) -> GrantScenario:
    row = GrantScenario.objects.select_related("programme").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce scénario n'existe pas.")
    return row


def to_arbitrate(programme: GrantProgramme) -> QuerySet[GrantApplication]:
    return applications().filter(call__programme=programme, state__in=TO_ARBITRATE, score__isnull=False)


# --- figures ------------------------------------------------------------------------------------------------------


def board(year: int) -> list[Mapping[str, object]]:
    """B8, by programme: asked, eligible, granted, and what is left of the credits."""
    found = []
    for programme in programmes().filter(year=year):
        rows = GrantApplication.objects.filter(call__programme=programme).exclude(state=State.DRAFT)
        sums = rows.aggregate(
            count=Count("pk"), sum_asked=Sum("asked"), eligible=Sum("asked", filter=~Q(state=State.INELIGIBLE)),
            sum_granted=Sum("granted", filter=Q(state__in=GRANTED)), funded=Count("pk", filter=Q(state__in=GRANTED)),
            renewals=Count("pk", filter=Q(is_renewal=True)), score=Avg("score"),
        )  # fmt: skip
        envelopes = {row.kind: row for row in programme.envelopes.all()}
        found.append({"programme": programme, "ae": envelopes.get("AE"), "cp": envelopes.get("CP"),
                      "asked": sums["sum_asked"], "granted": sums["sum_granted"], **sums})  # fmt: skip
    return found


def granted_by(year: int, field: str) -> list[tuple[str, int, Decimal]]:
    rows = GrantApplication.objects.filter(call__programme__year=year, state__in=GRANTED)
    found = rows.values(label=F(field)).annotate(count=Count("pk"), sum=Sum("granted")).order_by("-sum")
    return [(row["label"], row["count"], row["sum"]) for row in found]
