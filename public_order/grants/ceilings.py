"""What a grant of the fund may be at most, each rule told in turn (FIPD-03 to 05, 07, 10, 11). Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from directorate.money.amounts import HUNDRED, NONE, cents, percent, words
from directorate.money.funding import Step
from public_order.grants import terms
from public_order.grants.catalogue import Item

Terms = Mapping[str, Decimal | int]


@dataclass(frozen=True)
class Plan:
    """How a project is paid. `expense`: without contributions in kind (FIPD-10), with all taxes."""

    expense: Decimal
    asked: Decimal
    other_state: Decimal = NONE
    other_public: Decimal = NONE
    own: Decimal = NONE
    excluded: Decimal = NONE
    recoverable_vat: Decimal = NONE
    recovers_vat: bool = False

    @property
    def base(self) -> Decimal:
        """FIPD-10 and FIPD-11: the forecast expense that counts."""
        return max(NONE, self.expense - self.excluded - (self.recoverable_vat if self.recovers_vat else NONE))


@dataclass(frozen=True)
class Purchase:
    item: str
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True)
class Ceiling:
    """`asked_rate`: all the aid of the State in the base. `seeks_cofinancing`: above the rate that is aimed at."""

    base: Decimal
    maximum: Decimal
    asked_rate: Decimal | None
    is_over: bool
    seeks_cofinancing: bool
    is_under_minimum: bool
    steps: tuple[Step, ...]


def equipment_grant(purchases: Iterable[Purchase], scale: Terms) -> Decimal:
    """FIPD-05, W9: a flat amount each, or a rate of the price under a cap; never more than the price."""

    def each(row: Purchase) -> Decimal:
        if row.item == Item.VEST:
            return min(row.unit_price, Decimal(scale[terms.VEST]))
        rate, cap = (
            (scale[terms.RADIO_RATE], scale[terms.RADIO_CAP])
            if row.item == Item.RADIO
            else (scale[terms.CAMERA_RATE], scale[terms.CAMERA_CAP])
        )
        return min(cents(row.unit_price * Decimal(rate) / HUNDRED), Decimal(cap))

    return sum((row.quantity * each(row) for row in purchases), NONE)


def own_share_maximum(plan: Plan, share: Decimal | int) -> Decimal:
    """FIPD-07: what the fund may bring so that the authority's own money is its share of the public financing."""
    share = Decimal(share)
    return cents(plan.own * (HUNDRED - share) / share - plan.other_state - plan.other_public) if share else plan.asked


def ceiling(
    plan: Plan, found: Terms, *, max_rate: int | None = None, min_grant: Decimal | None = None,
    is_investment: bool = False, is_local: bool = False, equipment: Decimal | None = None,
) -> Ceiling:  # fmt: skip
    """`max_rate`, `min_grant`: those of the axis, the general ones without them. `equipment`: what its scale gives."""
    rate = Decimal(found[terms.MAX_RATE] if max_rate is None else max_rate)
    state_rule = "FIPD-04" if is_investment else "FIPD-03"
    limits = [
        Step(state_rule, f"Toutes aides de l'État : {rate} % du budget éligible au plus, moins les autres aides",
             cents(plan.base * rate / HUNDRED - plan.other_state)),
    ]  # fmt: skip
    if is_investment and is_local:
        public = Decimal(found[terms.PUBLIC_RATE])
        share = found[terms.OWN_SHARE]
        limits += [
            Step("FIPD-07", f"Toutes aides publiques : {public} % du budget éligible au plus, moins les autres aides",
                 cents(plan.base * public / HUNDRED - plan.other_state - plan.other_public)),
            Step("FIPD-07", f"Fonds propres de la collectivité : {share} % au moins des financements publics",
                 own_share_maximum(plan, share)),
        ]  # fmt: skip
    if equipment is not None:
        limits.append(Step("FIPD-05", "Barème des équipements, sur factures acquittées", equipment))
    maximum = max(NONE, min(plan.asked, *(step.amount for step in limits if step.amount is not None)))
    least = Decimal(found[terms.MIN_GRANT]) if min_grant is None else min_grant
    has_minimum = is_investment and equipment is None
    asked_rate = percent(plan.asked + plan.other_state, plan.base)
    steps = [Step("FIPD-10", "Dépenses prévues, sans contributions volontaires", plan.expense)]
    if plan.excluded:
        steps.append(Step("FIPD-10", "Dépenses non éligibles retirées", plan.excluded))
    if plan.recovers_vat:
        steps.append(Step("FIPD-11", "TVA récupérable retirée : budget hors taxes", plan.recoverable_vat))
    steps += [Step("FIPD-10", "Budget éligible", plan.base), *limits]
    if has_minimum:
        steps.append(Step("FIPD-04", f"Subvention minimale : {words(least)}", least))
    steps += [
        Step(state_rule, "Subvention demandée", plan.asked),
        Step(state_rule, "Subvention possible : la plus faible de ces sommes", maximum),
    ]
    warned = (plan.asked + plan.other_state) * HUNDRED > plan.base * Decimal(found[terms.WARN_RATE])
    return Ceiling(
        plan.base, maximum, asked_rate, maximum < plan.asked, warned and not is_investment,
        has_minimum and maximum < least, tuple(steps),
    )  # fmt: skip
