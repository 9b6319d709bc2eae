"""Reading the orientations, the plan of a year, its actions, and what the rules need to know of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from directorate.parameters.queries import value, values
from directorate.web.errors import NotFound
from road_safety.strategy import funding
from road_safety.strategy.calendar import days_of_plan
from road_safety.strategy.catalogue import Lever
from road_safety.strategy.eligibility import Facts, Finding, findings
from road_safety.strategy.models import Action, ActionAnswer, Orientations, YearPlan
from road_safety.strategy.terms import (
    AGREEMENT_ABOVE,
    CALENDAR,
    EVALUATION_DAYS,
    MAX_RATE,
    STATE_RATE,
    WEIGHTS,
)

State = Action.State
TONES = {
    State.DRAFT: "paused", State.FILED: "new", State.RECEIVABLE: "info", State.NOT_RECEIVABLE: "error",
    State.INSTRUCTION: "info", State.COMMITTEE_READY: "info", State.FUNDED: "success", State.UNFUNDED: "success",
    State.WAITING: "warning", State.REFUSED: "error", State.WITHDRAWN: "paused", State.COMMITTED: "success",
    State.PAID: "success", State.EXECUTED: "success", State.CANCELLED: "error", State.EVALUATED: "success",
    State.CLOSED: "paused",
}  # fmt: skip
PLAN_TONES = {
    YearPlan.State.PREPARATION: "paused", YearPlan.State.COMMITTEE: "info", YearPlan.State.SIGNED: "success",
    YearPlan.State.EXECUTING: "success", YearPlan.State.EVALUATED: "paused",
}  # fmt: skip
# Being examined; retained; retained and not held yet; held.
OPEN = (State.FILED, State.RECEIVABLE, State.INSTRUCTION, State.COMMITTEE_READY, State.WAITING)
TO_HOLD = (State.FUNDED, State.UNFUNDED, State.COMMITTED, State.PAID)
HELD = (State.EXECUTED, State.EVALUATED, State.CLOSED)
RETAINED = (*TO_HOLD, *HELD)
# Asked at the public door by somebody who has not proved that the address is theirs.
UNCONFIRMED = Q(channel=Action.Channel.PORTAL, state=State.DRAFT)
IN_THE_PLAN = (*RETAINED, State.CANCELLED)


# --- the orientations -----------------------------------------------------------------------------------------


def orientations() -> QuerySet[Orientations]:
    return Orientations.objects.prefetch_related("stakes")


def known_orientations(pk: int) -> Orientations:
    row = Orientations.objects.select_related("document").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce DGO n'existe pas.")
    return row


def orientations_of(year: int) -> Orientations | None:
    """Those in force for that year, or signed and soon to be."""
    signed = (Orientations.State.SIGNED, Orientations.State.IN_FORCE, Orientations.State.CLOSED)
    return Orientations.objects.filter(first_year__lte=year, last_year__gte=year, state__in=signed).first()


def to_review(on: date) -> QuerySet[Orientations]:
    """DGO-04."""
    return Orientations.objects.filter(
        state=Orientations.State.IN_FORCE, reviewed_on=None, review_on__lte=on, last_year__gte=on.year
    )


# --- the plan of a year ---------------------------------------------------------------------------------------


def plans() -> QuerySet[YearPlan]:
    return YearPlan.objects.select_related("orientations", "call", "order__pdf", "order__odt")


def known_plan(year: int) -> YearPlan:
    row = plans().select_related("order__register_entry__issue").filter(year=year).first()
    if row is None:
        raise NotFound("Aucun plan n'existe pour cette année.")
    return row


def calendar_of(plan: YearPlan) -> list[tuple[str, str, date]]:
    """The usual days by the values of the year; what is really fixed takes their place."""
    days = days_of_plan(plan.year, values(tuple(CALENDAR), date(plan.year, 1, 1)))
    call = getattr(plan, "call", None)
    fixed = {
        "road.plan_call_opens": call.opens_on if call else None,
        "road.plan_call_closes": call.closes_at.date() if call else None,
        "road.plan_committee": plan.committee_on,
        "road.plan_signature": plan.signed_on,
    }
    return sorted(((code, label, fixed.get(code) or day) for code, label, day in days), key=lambda row: row[2])


@dataclass(frozen=True)
class Balance:
    """What the plan may still grant, and what it would if every proposal were followed (PDASR-07)."""

    envelope: Decimal
    granted: Decimal
    proposed: Decimal

    @property
    def left(self) -> Decimal:
        return self.envelope - self.granted

    @property
    def simulated(self) -> Decimal:
        return self.left - self.proposed


def balance(plan: YearPlan) -> Balance:
    """A draft reserves nothing; a proposal only moves the simulated balance."""
    proposed = plan.actions.filter(state__in=(State.COMMITTEE_READY, State.WAITING)).aggregate(sum=Sum("proposed"))
    return Balance(plan.envelope, plan.granted, proposed["sum"] or Decimal(0))


# --- the actions ----------------------------------------------------------------------------------------------


def actions() -> QuerySet[Action]:
    """Those that the bureau follows: what nobody has confirmed is shown to its link alone."""
    return with_its_words(Action.objects.exclude(UNCONFIRMED))


def with_its_words(rows: QuerySet[Action]) -> QuerySet[Action]:
    return rows.select_related("plan").prefetch_related("stakes", "communes", "answers")


def known_action(pk: int) -> Action:
    row = actions().select_related("plan__orientations", "orientation", "letter__pdf", "letter__odt").filter(pk=pk)
    found = row.first()
    if found is None:
        raise NotFound("Cette action n'existe pas.")
    return found


def budget_of(action: Action) -> funding.Budget:
    return funding.Budget.of(funding.Line(row.account, row.amount, row.is_excluded) for row in action.budget.all())


def asks_money(action: Action) -> bool:
    return action.answers.filter(lever=Lever.MONEY).exists()


def ceiling_of(action: Action) -> funding.Ceiling:
    terms = values((MAX_RATE, STATE_RATE), date(action.plan.year, 1, 1))
    asked = action.requested or Decimal(0)
    base = budget_of(action).base
    return funding.ceiling(base, asked, action.other_state, int(terms[MAX_RATE]), int(terms[STATE_RATE]))


def same_promoter(action: Action) -> QuerySet[Action]:
    """The other actions of whoever carries this one, by SIRET, or by name without one."""
    same = Q(siret=action.siret) if action.siret else Q(siret="", promoter=action.promoter)
    return Action.objects.filter(same).exclude(pk=action.pk)


def overdue_report(action: Action, on: date) -> date | None:
    """PDASR-08: the day since when a financial report of this promoter is awaited."""
    late = same_promoter(action).filter(report_due_on__lt=on, reported_on=None, paid__gt=0).order_by("report_due_on")
    return late.values_list("report_due_on", flat=True).first()


def was_funded(action: Action) -> bool:
    return same_promoter(action).filter(plan__year=action.plan.year - 1, granted__gt=0).exists()


def findings_of(action: Action, on: date) -> tuple[Finding, ...]:
    budget = budget_of(action)
    return findings(
        Facts(
            promoter_kind=action.promoter_kind,
            siret=action.siret,
            uai=action.uai,
            asks_money=asks_money(action),
            base=budget.base,
            excluded=budget.excluded,
            stakes=action.stakes.filter(orientations=action.plan.orientations_id).count(),
            outside_reason=action.outside_reason,
            indicators=action.indicators.count(),
            pieces=action.pieces,
            was_funded=was_funded(action),
            overdue_since=overdue_report(action, on),
        )
    )


def weights_of(action: Action) -> dict[str, int]:
    found = values(tuple(WEIGHTS.values()), date(action.plan.year, 1, 1))
    return {name: int(found[code]) for name, code in WEIGHTS.items()}


def granted_in_the_year(action: Action) -> Decimal:
    """By this service to the same body, this action included."""
    rows = same_promoter(action).filter(plan=action.plan_id).exclude(state=State.CANCELLED)
    return (action.granted or Decimal(0)) + (rows.aggregate(sum=Sum("granted"))["sum"] or Decimal(0))


def needs_agreement(action: Action) -> bool:
    above = int(value(AGREEMENT_ABOVE, date(action.plan.year, 1, 1)))
    return funding.needs_agreement(action.promoter_kind, granted_in_the_year(action), above)


def unevaluated(on: date) -> QuerySet[Action]:
    """Held, and still without evaluation so many days after."""
    before = on - timedelta(days=int(value(EVALUATION_DAYS, on)))
    return actions().filter(state=State.EXECUTED, held_on__lt=before)


def late_reports(on: date) -> QuerySet[Action]:
    return actions().filter(report_due_on__lt=on, reported_on=None, paid__gt=0)


def answers_of(action: Action) -> Mapping[str, ActionAnswer]:
    return {row.lever: row for row in action.answers.all()}


def by_link(code_hash: str, at: datetime) -> Action | None:
    return with_its_words(Action.objects.filter(code_hash=code_hash, link_until__gte=at)).first()


def counts_by_state(plan: YearPlan) -> list[tuple[str, int]]:
    """In the order of the life of an action."""
    found = dict(plan.actions.exclude(UNCONFIRMED).values_list("state").annotate(count=Count("pk")).order_by())
    return [(state, found[state]) for state in State.values if state in found]
