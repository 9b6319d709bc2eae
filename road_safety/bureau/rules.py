"""The pure rules of the boards: cumulated counts beside the years before, the ladder of expiries, ages of files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from directorate.legal_calendar.arithmetic import add_months
from road_safety.accidents.definitions import Interval, poisson_interval, rounded, words_of_change

YEARS_BEFORE = 5
UNKNOWN = "Inconnu"


def same_day(on: date, year: int) -> date:
    """The same day of another year; 28 February for the 29th."""
    last = 28 if (on.month, on.day) == (2, 29) and not leap(year) else on.day
    return date(year, on.month, last)


def leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@dataclass(frozen=True)
class Cumulated:
    """A count since 1 January, beside the year before and the mean of the five years before. Unknown stays None."""

    now: int | None
    before: int | None
    mean: Decimal | None
    years: int
    interval: Interval | None
    change: str

    @property
    def mean_words(self) -> str:
        return UNKNOWN if self.mean is None else str(self.mean).replace(".", ",")


def cumulated(year: int, counts: Mapping[int, int | None], alpha: float = 0.05, *, alike: bool = True) -> Cumulated:
    """`alike`: whether this year and the one before are counted in the same way, so that they may be compared.

    ACC-06: the exact interval says where the count could be by chance alone.
    """
    now, before = counts.get(year), counts.get(year - 1)
    found = [counts.get(one) for one in range(year - YEARS_BEFORE, year)]
    known = [one for one in found if one is not None]
    change = ""
    if now is not None and before is not None:
        change = words_of_change(before, now, alpha) if alike else "Non comparable"
    return Cumulated(
        now=now,
        before=before,
        mean=rounded(Decimal(sum(known)) / len(known)) if known else None,
        years=len(known),
        interval=None if now is None else poisson_interval(now, alpha),
        change=change,
    )


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    first = date(year, 3 * quarter - 2, 1)
    return first, add_months(first, 3) - timedelta(days=1)


def month_days(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, add_months(first, 1) - timedelta(days=1)


def rung(expires_on: date, on: date, ladder: Sequence[int]) -> int | None:
    """AGR-02: the lowest rung reached (months before the end); 0 when it is past; None above the ladder."""
    if expires_on < on:
        return 0
    return next((months for months in sorted(ladder) if expires_on <= add_months(on, months)), None)


AGES = ((1, "Moins d'un mois"), (3, "De un à trois mois"), (6, "De trois à six mois"))
OLDEST = "Plus de six mois"


def age_of(received_on: date, on: date) -> str:
    return next((label for months, label in AGES if add_months(received_on, months) > on), OLDEST)


AGE_LABELS = (*(label for _, label in AGES), OLDEST)


def crowded(days: Mapping[date, int], most: int) -> set[date]:
    """The days that ask more people of the bureau than it can send."""
    return {day for day, count in days.items() if count > most}
