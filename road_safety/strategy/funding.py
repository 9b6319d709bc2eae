"""What a grant may be and what one person reached has cost. Pure; the rest is shared with the other grants."""

from dataclasses import dataclass
from decimal import Decimal

from directorate.money.amounts import HUNDRED, NONE, cents, percent, words
from directorate.money.funding import (
    EXPENSES,
    IN_KIND,
    INCOME,
    Budget,
    Line,
    Settlement,
    Step,
    report_due,
    score,
    settle,
)

__all__ = [
    "EXPENSES", "IN_KIND", "INCOME", "Budget", "Ceiling", "Line", "Settlement", "Step", "ceiling", "cents",
    "cost_per_person", "needs_agreement", "percent", "report_due", "score", "settle", "words",
]  # fmt: skip


@dataclass(frozen=True)
class Ceiling:
    """`maximum`: what may be granted at most; `asked_rate`: all the aid of the State in the base, in percents."""

    base: Decimal
    maximum: Decimal
    asked_rate: Decimal | None
    is_over: bool
    steps: tuple[Step, ...]


def ceiling(base: Decimal, asked: Decimal, other_state: Decimal, max_rate: int, state_rate: int) -> Ceiling:
    """PDASR-03: the rate of the call, and all the aid of the State together; never more than what is asked."""
    own = cents(base * max_rate / HUNDRED)
    together = cents(base * state_rate / HUNDRED - other_state)
    maximum = max(NONE, min(asked, own, together))
    asked_rate = percent(asked + other_state, base)
    steps = (
        Step("PDASR-03", "Budget éligible, sans contributions volontaires, travaux ni fonctionnement", base),
        Step("PDASR-03", f"Part maximale de la subvention : {max_rate} % du budget éligible", own),
        Step("PDASR-03", f"Toutes aides de l'État : {state_rate} % au plus, moins les autres aides", together),
        Step("PDASR-03", "Subvention demandée", asked),
        Step("PDASR-03", "Subvention possible : la plus faible de ces sommes", maximum),
    )
    return Ceiling(base, maximum, asked_rate, maximum < asked, steps)


def needs_agreement(promoter_kind: str, of_the_year: Decimal, above: int) -> bool:
    """A private body signs an agreement when its grants of the year pass the threshold, strictly."""
    return promoter_kind in ("association", "company") and of_the_year > above


def cost_per_person(granted: Decimal | None, reached: int | None) -> Decimal | None:
    """W19: blank when nobody was counted; never nought, never infinite."""
    return cents(granted / reached) if granted is not None and reached else None
