"""What leaves the ordinary: control chart, runs, seasonal band, funnel of the communes (STA-07 to STA-10). Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from directorate.legal_calendar.arithmetic import counted
from public_order.monthly.arithmetic import YEAR, Series, earlier, until

WARNING, ACTION = 2, 3


@dataclass(frozen=True)
class Limits:
    """A centre and its two pairs of limits; the lower ones never under nought."""

    centre: float
    deviation: float
    months: int
    left_out: int
    is_overdispersed: bool

    def low(self, sigmas: int) -> float:
        return max(0.0, self.centre - sigmas * self.deviation)

    def high(self, sigmas: int) -> float:
        return self.centre + sigmas * self.deviation

    def level(self, count: int) -> str:
        """« action » outside 3σ, « warning » outside 2σ, nothing inside."""
        for sigmas, name in ((ACTION, "action"), (WARNING, "warning")):
            if not self.low(sigmas) <= count <= self.high(sigmas):
                return name
        return ""

    def side(self, count: int) -> int:
        return (count > self.centre) - (count < self.centre)

    @property
    def trace(self) -> str:
        spread = "écart type des mois" if self.is_overdispersed else "racine de la moyenne"
        shown = ", ".join(
            f"{sigmas}σ [{self.low(sigmas):.2f} ; {self.high(sigmas):.2f}]".replace(".", ",")
            for sigmas in (WARNING, ACTION)
        )
        left = f", {counted(self.left_out, 'mois exceptionnels écartés')}" if self.left_out else ""
        return (
            f"moyenne de {self.months} mois : {self.centre:.2f}{left} ; {spread} : {self.deviation:.2f} ; ".replace(
                ".", ","
            )
            + shown
        )


def limits_before(
    series: Series, month: date, *, months: int, least: int, exceptional: Collection[date] = (),
    overdispersed: bool = False,
) -> Limits | None:  # fmt: skip
    """From the months that precede, without those marked exceptional; None when too few of them are known."""
    window = until(earlier(month, 1), months)
    kept = [count for each in window if each not in exceptional and (count := series.get(each)) is not None]
    if len(kept) < least:
        return None
    centre = sum(kept) / len(kept)
    spread = sum((count - centre) ** 2 for count in kept) / len(kept) if overdispersed else centre
    left_out = sum(each in exceptional for each in window)
    return Limits(centre, sqrt(spread), len(kept), left_out, overdispersed)


def run_length(series: Series, month: date, limits: Limits, exceptional: Collection[date] = ()) -> int:
    """How many months in a row, this one last, lie on the side of the centre where this one is."""
    side, length = 0, 0
    while (count := series.get(earlier(month, length))) is not None and earlier(month, length) not in exceptional:
        here = limits.side(count)
        if not here or (side and here != side):
            break
        side, length = here, length + 1
    return length


@dataclass(frozen=True)
class Signal:
    level: str
    run: int
    is_signal: bool
    trace: str


def signal_of(
    series: Series, month: date, *, months: int, least: int, run: int, exceptional: Collection[date] = (),
    overdispersed: bool = False,
) -> Signal | None:  # fmt: skip
    """A point outside 3σ, or `run` months in a row on one side of the centre."""
    count = series.get(month)
    limits = limits_before(series, month, months=months, least=least, exceptional=exceptional,
                           overdispersed=overdispersed)  # fmt: skip
    if count is None or limits is None:
        return None
    level, length = limits.level(count), run_length(series, month, limits, exceptional)
    trace = limits.trace + (f" ; {length} mois de suite du même côté" if length >= run else "")
    return Signal(level, length, level == "action" or length >= run, trace)


def seasonal_band(series: Series, month: date, years: int) -> tuple[int, int] | None:
    """STA-08: the least and the greatest of the same month in the years before; None when one is missing."""
    counts = [series.get(earlier(month, YEAR * back)) for back in range(1, years + 1)]
    known = [count for count in counts if count is not None]
    return (min(known), max(known)) if len(known) == years else None


@dataclass(frozen=True)
class FunnelPoint:
    """A commune against the rate of the department."""

    observed: int
    expected: float
    z: float
    adjusted: float

    def level(self) -> str:
        return "action" if abs(self.adjusted) > ACTION else "warning" if abs(self.adjusted) > WARNING else ""


@dataclass(frozen=True)
class Funnel:
    points: Mapping[str, FunnelPoint]
    overdispersion: float


def funnel(observed: Mapping[str, int], denominators: Mapping[str, int | None], per_head: float) -> Funnel:
    """STA-09: z = (O − E) ÷ √E, divided by √φ where φ = mean z²; who has no denominator is left out."""
    expected = {code: per_head * size for code in observed if (size := denominators.get(code))}
    scores = {code: (observed[code] - each) / sqrt(each) for code, each in expected.items() if each > 0}
    spread = sum(z * z for z in scores.values()) / len(scores) if scores else 0.0
    root = sqrt(spread) or 1.0
    points = {code: FunnelPoint(observed[code], expected[code], z, z / root) for code, z in scores.items()}
    return Funnel(points, spread)


def ranked(points: Mapping[str, FunnelPoint], least_expected: float) -> Sequence[str]:
    """STA-10: from the highest; a commune of which too little is expected has no rank."""
    score: Callable[[str], tuple[float, str]] = lambda code: (-points[code].z, code)  # noqa: E731
    return sorted((code for code, point in points.items() if point.expected >= least_expected), key=score)
