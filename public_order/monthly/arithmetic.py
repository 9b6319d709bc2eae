"""Counts of months compared: variation, cumulated year, rolling twelve, rates (STA-01 to STA-05). Pure.

A series maps the first day of each month to its count. A month that is missing, or None, is not known: it is never
nought, and nothing that needs it is computed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

Series = Mapping[date, int | None]
YEAR = 12
NARROW = "\u202f"
MINUS = "\u2212"
NOT_SIGNIFICANT = "n. s."


def half_up(number: Decimal, places: int = 1) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def earlier(month: date, months: int) -> date:
    """The first day of the month that came `months` before; after it when negative."""
    rank = month.year * YEAR + month.month - 1 - months
    return date(rank // YEAR, rank % YEAR + 1, 1)


def until(month: date, count: int) -> tuple[date, ...]:
    """`count` months in order of time, of which `month` is the last."""
    return tuple(earlier(month, back) for back in range(count - 1, -1, -1))


def year_to(month: date) -> tuple[date, ...]:
    return until(month, month.month)


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", NARROW)


def signed(number: int) -> str:
    """« +7 », « −1 234 », « 0 »."""
    sign = "+" if number > 0 else MINUS if number < 0 else ""
    return sign + grouped(abs(number))


def french(number: Decimal) -> str:
    """« 12,5 » with the groups of a large number held apart."""
    whole, _, rest = f"{abs(number):f}".partition(".")
    return (MINUS if number < 0 else "") + grouped(int(whole)) + (f",{rest}" if rest else "")


@dataclass(frozen=True)
class Change:
    """Two counts of the same length of time; the percentage only where it has a meaning (STA-01)."""

    now: int
    before: int
    is_small: bool

    @property
    def difference(self) -> int:
        return self.now - self.before

    @property
    def percent(self) -> Decimal | None:
        """One decimal, half-up; none upon nought: neither infinite nor 100 %."""
        return half_up(Decimal(100 * self.difference) / self.before) if self.before else None

    @property
    def percent_words(self) -> str:
        if self.percent is None:
            return NOT_SIGNIFICANT
        sign = "+" if self.percent > 0 else ""
        return f"{sign}{french(self.percent)}{NARROW}%"

    @property
    def words(self) -> str:
        """« +38,9 % (+7) »; the difference first on a small base, alone upon nought."""
        difference = signed(self.difference)
        if not self.before:
            return f"{difference} (base nulle)"
        first, then = (difference, self.percent_words) if self.is_small else (self.percent_words, difference)
        return f"{first} ({then})"

    @property
    def trace(self) -> str:
        """The computation, as the reader may do it again."""
        gap = f"{grouped(self.now)} − {grouped(self.before)} = {signed(self.difference)}"
        if not self.before:
            return f"{gap} ; base nulle : aucun pourcentage"
        return f"{gap} ; {signed(self.difference)} ÷ {grouped(self.before)} = {self.percent_words}"


def variation(now: int | None, before: int | None, smallest_base: int) -> Change | None:
    if now is None or before is None:
        return None
    return Change(now, before, before < smallest_base)


def total(series: Series, months: Iterable[date]) -> int | None:
    """The sum of these months; None as soon as one of them is missing."""
    counts = [series.get(month) for month in months]
    return None if not counts or None in counts else sum(count for count in counts if count is not None)


def compared(series: Series, months: Sequence[date], smallest_base: int) -> Change | None:
    """These months against the same months of the year before."""
    return variation(total(series, months), total(series, [earlier(month, YEAR) for month in months]), smallest_base)


def of_month(series: Series, month: date, smallest_base: int) -> Change | None:
    return compared(series, (month,), smallest_base)


def cumulated(series: Series, month: date, smallest_base: int) -> Change | None:
    """STA-02: January to this month."""
    return compared(series, year_to(month), smallest_base)


def rolling(series: Series, month: date, smallest_base: int) -> Change | None:
    """STA-03: twelve months against the twelve before."""
    return compared(series, until(month, YEAR), smallest_base)


def rate(count: int | None, denominator: int | None, places: int = 4) -> Decimal | None:
    """STA-04, SEC-06: for one thousand inhabitants or dwellings; blank where nobody lives."""
    if count is None or not denominator:
        return None
    return half_up(Decimal(1000 * count) / denominator, places)


def denominator_of(kind: str, population: int | None, dwellings: int | None) -> int | None:
    """Burglaries are counted upon dwellings, never upon people; what has no denominator has no rate."""
    return {"population": population, "dwellings": dwellings}.get(kind)
