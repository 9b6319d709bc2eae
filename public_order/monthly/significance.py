"""Whether a difference may be chance: exact tests, intervals, false alarms of many questions (STA-05, STA-06). Pure.

The distributions are those of scipy; it is loaded with the first question, not with the site.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from public_order.monthly.arithmetic import Change, french, half_up

PLACES = 4


def binomial(now: int, before: int) -> float:
    """The exact two-sided p of two counts which would come half each: the distribution is symmetrical."""
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(min(now, before), now + before, 0.5))) if now + before else 1.0


@dataclass(frozen=True)
class Interval:
    low: Decimal
    high: Decimal


def poisson_interval(count: int, alpha: float = 0.05) -> Interval:
    """Exact (Garwood)."""
    from scipy.special import gammaincinv

    low = float(gammaincinv(count, alpha / 2)) if count else 0.0
    high = float(gammaincinv(count + 1, 1 - alpha / 2))
    return Interval(half_up(Decimal(low), 3), half_up(Decimal(high), 3))


def retained(chances: Sequence[float], rate: float) -> list[int]:
    """Benjamini–Hochberg: the places of what is retained, the least likely first; `rate`: the false alarms admitted."""
    order = sorted(range(len(chances)), key=lambda place: (chances[place], place))
    last = 0
    for rank, place in enumerate(order, start=1):
        if chances[place] * len(order) <= rate * rank + 1e-12:
            last = rank
    return order[:last]


@dataclass(frozen=True)
class Verdict:
    """What may be written of a change, and why."""

    p: float
    alpha: float
    threshold: int
    is_significant: bool
    asks_comment: bool

    @property
    def p_words(self) -> str:
        return "p < 0,0001" if self.p < 0.00005 else f"p = {french(half_up(Decimal(self.p), PLACES))}"

    @property
    def words(self) -> str:
        return "écart significatif" if self.is_significant else "écart non significatif"

    @property
    def trace(self) -> str:
        sign = "<" if self.is_significant else "≥"
        found = f"test binomial exact bilatéral : {self.p_words} {sign} {french(Decimal(str(self.alpha)))}"
        return f"{found} ; commentaire exigé (|%| ≥ {self.threshold})" if self.asks_comment else found


def judge(change: Change, alpha: float, threshold: int) -> Verdict:
    """STA-05: a comment is required when the change is both large and unlikely. Upon nought any rise is large."""
    p = binomial(change.now, change.before)
    significant = p < alpha
    large = change.percent is None or abs(Decimal(100 * change.difference) / change.before) >= threshold
    return Verdict(p, alpha, threshold, significant, significant and large)
