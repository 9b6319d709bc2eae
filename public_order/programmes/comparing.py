"""A perimeter against what surrounds it (QRR-01, LOC-01 to LOC-04). Pure.

Every zone is compared on the same months, known in all of them; the rest of a circonscription is what it counts less
the perimeter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from public_order.monthly.arithmetic import Change, Series, earlier, total, until, variation

PERIMETER, RING, REST, DISTRICT, DEPARTMENT = "perimeter", "ring", "rest", "district", "department"
TOO_SHORT = "recul insuffisant"


def rest_of(district: Series, perimeter: Series) -> dict[date, int | None]:
    """Month by month; not known where one of the two is not, nor where the part would be greater than the whole."""
    found: dict[date, int | None] = {}
    for month, whole in district.items():
        part = perimeter.get(month)
        found[month] = None if whole is None or part is None or part > whole else whole - part
    return found


def common_months(zones: Iterable[Series], months: Sequence[date]) -> list[date]:
    """LOC-01: the months that every zone knows, so that none is compared on others."""
    found = list(zones)
    return [month for month in months if found and all(zone.get(month) is not None for zone in found)]


@dataclass(frozen=True)
class Zone:
    """A zone on the common months of twelve, against the same of the year before."""

    code: str
    change: Change | None


def compared(zones: Mapping[str, Series], month: date, smallest_base: int) -> tuple[list[Zone], list[date]]:
    """The twelve months that end with `month`: those known in every zone, this year and the year before."""
    months = [
        each
        for each in common_months(zones.values(), until(month, 12))
        if common_months(zones.values(), (earlier(each, 12),))
    ]
    before = [earlier(each, 12) for each in months]
    return [
        Zone(code, variation(total(series, months), total(series, before), smallest_base))
        for code, series in zones.items()
    ], months


@dataclass(frozen=True)
class BeforeAfter:
    """LOC-04: means of a month before and since the beginning, or why nothing is concluded."""

    months_before: int
    months_after: int
    before: int | None
    after: int | None
    change: Change | None
    refusal: str


def before_after(series: Series, starts_on: date, until_month: date, least: int, smallest_base: int) -> BeforeAfter:
    """As many months on each side, the nearest to the beginning; the month that it falls in belongs to no side."""
    first = starts_on.replace(day=1)
    start = first if starts_on.day == 1 else earlier(first, -1)
    after = run_of(series, start, 1, until_month)
    before = run_of(series, earlier(first, 1), -1, None)
    if min(len(before), len(after)) < least:
        return BeforeAfter(len(before), len(after), None, None, None, TOO_SHORT)
    # Whole years, so that each season weighs the same on both sides.
    length = min(len(before), len(after)) // 12 * 12 or min(len(before), len(after))
    sums = total(series, before[:length]), total(series, after[:length])
    change = variation(sums[1], sums[0], smallest_base)
    return BeforeAfter(len(before), len(after), sums[0], sums[1], change, "")


def run_of(series: Series, month: date, step: int, last: date | None) -> list[date]:
    """The months known without a gap from `month` on; `step`: forward or back."""
    found = []
    while series.get(month) is not None and (last is None or month <= last):
        found.append(month)
        month = earlier(month, -step)
    return found


def quarter_of(month: date) -> date:
    """The first month of its quarter."""
    return date(month.year, (month.month - 1) // 3 * 3 + 1, 1)


def quarters(rows: Iterable[tuple[date, int, int]], perimeter: int) -> tuple[dict[date, int | None], list[date]]:
    """QRR-01: the sums of the quarters on one perimeter, and the quarters to count again because they hold another.

    `rows`: month, version of the perimeter, count.
    """
    counts: dict[date, dict[date, int]] = {}
    stale: set[date] = set()
    for month, version, count in rows:
        quarter = quarter_of(month)
        if version != perimeter:
            stale.add(quarter)
        else:
            counts.setdefault(quarter, {})[month] = count
    found = {
        quarter: sum(months.values()) if len(months) == 3 and quarter not in stale else None
        for quarter, months in counts.items()
    }
    return {**found, **dict.fromkeys(stale)}, sorted(stale)
