"""The credits of a programme: authorisations and payments, what is left of each (ENV-01 to ENV-04, W11). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from directorate.money.amounts import NONE, percent


@dataclass(frozen=True)
class Credits:
    """`paid`: on the commitments of the year; `paid_before`: on those of former years."""

    ae: Decimal
    cp: Decimal
    granted: Decimal = NONE
    committed: Decimal = NONE
    paid: Decimal = NONE
    paid_before: Decimal = NONE

    @property
    def ae_left(self) -> Decimal:
        return self.ae - self.committed

    @property
    def cp_left(self) -> Decimal:
        return self.cp - self.paid - self.paid_before

    @property
    def to_pay(self) -> Decimal:
        return self.committed - self.paid

    @property
    def to_commit(self) -> Decimal:
        """ENV-02: granted and not committed yet."""
        return self.granted - self.committed

    @property
    def rate(self) -> Decimal | None:
        return percent(self.committed, self.ae)

    def admits(self, commitment: Decimal) -> bool:
        """ENV-01."""
        return NONE < commitment <= self.ae_left

    def may_be_lost(self, on: date, share: Decimal | int) -> bool:
        """ENV-02: too much left after the first of October."""
        return on >= date(on.year, 10, 1) and self.ae_left * 100 > self.ae * share


def yearly_commitments(amounts: Sequence[Decimal], *, in_full: bool) -> tuple[Decimal, ...]:
    """ENV-03: the authorisations of the whole in the first year, or those of each year in its own."""
    return (sum(amounts, NONE), *(NONE for _ in amounts[1:])) if in_full else tuple(amounts)


def carried_over(left: Decimal, agreed: Decimal = NONE) -> Decimal:
    """ENV-04: nothing is carried over by itself; only what a decision says, and never more than was left."""
    return min(left, agreed)
