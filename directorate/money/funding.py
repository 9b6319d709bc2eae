"""What every grant of the State counts: its budget by account, what becomes due once the money is spent. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from directorate.legal_calendar.arithmetic import add_months
from directorate.money.amounts import HUNDRED, NONE, TENTH, cents

EXPENSES = tuple(str(account) for account in range(60, 69))
INCOME = tuple(str(account) for account in range(70, 80))
# Voluntary contributions: balanced, outside of the base of a grant.
IN_KIND = ("86", "87")
BLOCKING, WARNING, FINE = "error", "warning", "success"


@dataclass(frozen=True)
class Line:
    """A line of a budget. `account`: two figures of the chart of accounts of associations."""

    account: str
    amount: Decimal
    is_excluded: bool = False

    @property
    def is_expense(self) -> bool:
        return self.account in EXPENSES or self.account == "86"

    @property
    def is_in_kind(self) -> bool:
        return self.account in IN_KIND


@dataclass(frozen=True)
class Budget:
    expense: Decimal
    income: Decimal
    in_kind_expense: Decimal
    in_kind_income: Decimal
    excluded: Decimal

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Budget":
        rows = list(lines)

        def total(*, expense: bool, in_kind: bool) -> Decimal:
            return sum((row.amount for row in rows if (row.is_expense, row.is_in_kind) == (expense, in_kind)), NONE)

        return cls(
            total(expense=True, in_kind=False), total(expense=False, in_kind=False),
            total(expense=True, in_kind=True), total(expense=False, in_kind=True),
            sum((row.amount for row in rows if row.is_excluded and row.is_expense and not row.is_in_kind), NONE),
        )  # fmt: skip

    @property
    def base(self) -> Decimal:
        """What a grant may be counted on: without voluntary contributions, works nor running costs."""
        return self.expense - self.excluded

    @property
    def is_balanced(self) -> bool:
        return self.expense == self.income and self.in_kind_expense == self.in_kind_income


@dataclass(frozen=True)
class Step:
    """One line of the reasoning that is shown: the rule, what it gives."""

    rule: str
    words: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class Finding:
    """What a rule of eligibility says of one application, also when it is respected."""

    rule: str
    tone: str
    words: str


@dataclass(frozen=True)
class Settlement:
    """What is due once the spending is known: what remains to pay, or what the promoter gives back."""

    due: Decimal
    balance: Decimal
    to_recover: Decimal


def settle(granted: Decimal, base: Decimal, realised: Decimal, paid: Decimal) -> Settlement:
    """The grant, or its rate of what was really spent when that is less."""
    due = min(granted, cents(granted / base * realised)) if base else NONE
    return Settlement(due, max(NONE, due - paid), max(NONE, paid - due))


def report_due(ends_on: date, months: int) -> date:
    """The financial report, so many months after the exercise; its last day when the exercise ends with a month."""
    due = add_months(ends_on, months)
    if (ends_on + timedelta(days=1)).month == ends_on.month:
        return due
    return add_months(ends_on + timedelta(days=1), months) - timedelta(days=1)


def score(notes: dict[str, int], weights: dict[str, int]) -> Decimal | None:
    """Out of one hundred: notes from 0 to 5 by their weights. Nothing until each criterion has its note."""
    if set(weights) - set(notes) or not sum(weights.values()):
        return None
    total = sum(Decimal(notes[name]) * weight for name, weight in weights.items())
    return (total * HUNDRED / (5 * sum(weights.values()))).quantize(TENTH, ROUND_HALF_UP)
