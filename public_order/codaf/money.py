"""The figures of operations: a PV never counted twice, amounts by stage, quarters added up. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from public_order.codaf.catalogue import Stage

ZERO = Decimal("0.00")
CENT, TENTH = Decimal("0.01"), Decimal("0.1")
# What may be told as notified: what the debtor has received (COD-04).
TOLD = (Stage.NOTIFIED, Stage.RECOVERED)
RANK = {Stage.ESTIMATED: 0, Stage.NOTIFIED: 1, Stage.RECOVERED: 2, Stage.CANCELLED: 3}


# What people write before a number, or not: "PV n° 2026/113" is 2026/113.
PREFIX = re.compile(r"^(?:PROC[EÈ]S-?VERBAL|PV)?(?:N°\.?|NO\.?(?=\d)|NUM[EÉ]RO)?[-:.]*")


def pv_key(number: str) -> str:
    """As two numbers are compared: 'pv 2026 / 00113' and '2026/00113' are the same."""
    text = "".join(number.upper().split())
    return PREFIX.sub("", text) or text


@dataclass(frozen=True)
class Money:
    nature: str
    amount: Decimal
    stage: str
    stage_on: date | None = None


@dataclass(frozen=True)
class Found:
    """A finding as it was recorded."""

    key: int
    target: int
    partner: str
    nature: str
    pv: str = ""
    persons: int = 0
    minor: bool = False
    amounts: tuple[Money, ...] = ()


def report_of(row: Found) -> tuple[str, str]:
    """COD-03: what makes two findings the same report; without a number a finding is a report of its own."""
    return (row.partner, pv_key(row.pv)) if row.pv.strip() else (row.partner, f"#{row.key}")


@dataclass(frozen=True)
class Counted:
    """One report, counted once: its persons, its amounts by nature, what was set aside as already counted."""

    partner: str
    pv: str
    targets: frozenset[int]
    natures: tuple[str, ...]
    persons: int
    amounts: tuple[Money, ...]
    set_aside: tuple[Money, ...]


def further(one: Money, other: Money) -> Money:
    """Of two lines of the same amount, the one that went further; then the later one, then the larger one."""

    def weight(money: Money):
        return (RANK[Stage(money.stage)], money.stage_on or date.min, money.amount)

    return max(one, other, key=weight)


def consolidated(rows: Iterable[Found]) -> list[Counted]:
    """COD-03. One PV of one partner counts once, whatever the number of lines that bear it."""
    reports: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for row in rows:
        reports[report_of(row)].append(row)
    found = []
    for (partner, _), lines in reports.items():
        kept: dict[str, Money] = {}
        aside: list[Money] = []
        for money in (money for line in lines for money in line.amounts):
            if money.nature not in kept:
                kept[money.nature] = money
                continue
            chosen = further(kept[money.nature], money)
            aside.append(money if chosen is kept[money.nature] else kept[money.nature])
            kept[money.nature] = chosen
        found.append(
            Counted(partner, lines[0].pv, frozenset(line.target for line in lines),
                    tuple(dict.fromkeys(line.nature for line in lines)), max(line.persons for line in lines),
                    tuple(kept.values()), tuple(aside))
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class Totals:
    """COD-04: what is estimated is never added to what is notified; what is cancelled counts nowhere."""

    estimated: Decimal = ZERO
    notified: Decimal = ZERO
    recovered: Decimal = ZERO
    cancelled: Decimal = ZERO

    @property
    def press(self) -> Decimal:
        """Stage notified or further: what was recovered had been notified."""
        return self.notified + self.recovered


def totals(amounts: Iterable[Money]) -> Totals:
    sums = dict.fromkeys(Stage, ZERO)
    for money in amounts:
        sums[Stage(money.stage)] += money.amount
    return Totals(**{stage.value: value.quantize(CENT) for stage, value in sums.items()})


def totals_of(reports: Iterable[Counted]) -> Totals:
    return totals(money for report in reports for money in report.amounts)


def by_partner(reports: Iterable[Counted]) -> dict[str, Totals]:
    lines: dict[str, list[Money]] = defaultdict(list)
    for report in reports:
        lines[report.partner].extend(report.amounts)
    return {partner: totals(found) for partner, found in sorted(lines.items())}


def by_nature(reports: Iterable[Counted]) -> dict[str, tuple[int, int]]:
    """(reports, persons) of each nature. A report of two natures is in both: their sum is not the number of reports."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for report in reports:
        for nature in report.natures:
            counts[nature][0] += 1
            counts[nature][1] += report.persons
    return {nature: (found[0], found[1]) for nature, found in sorted(counts.items())}


# --- W17: operations added up -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An operation in a synthesis."""

    establishments: int
    persons: int
    in_breach: int
    closures: int
    amounts: Totals = field(default_factory=Totals)


@dataclass(frozen=True)
class Sum(Line):
    operations: int = 0

    @property
    def breach_rate(self) -> Decimal | None:
        """% of the establishments, computed on the sums; None when none was visited."""
        if not self.establishments:
            return None
        return (Decimal(100) * self.in_breach / self.establishments).quantize(TENTH, ROUND_HALF_UP)

    @property
    def trace(self) -> str:
        if not self.establishments:
            return "Aucun établissement visité."
        rate = str(self.breach_rate).replace(".", ",")
        return f"{self.in_breach} ÷ {self.establishments} établissements visités = {rate} %"


def summed(lines: Sequence[Line]) -> Sum:
    amounts = Totals(*(sum((getattr(line.amounts, name) for line in lines), ZERO)
                       for name in ("estimated", "notified", "recovered", "cancelled")))  # fmt: skip
    return Sum(
        establishments=sum(line.establishments for line in lines), persons=sum(line.persons for line in lines),
        in_breach=sum(line.in_breach for line in lines), closures=sum(line.closures for line in lines),
        amounts=amounts, operations=len(lines),
    )  # fmt: skip


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3 + 1


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """The first day, and the first one of the next quarter."""
    first = date(year, 3 * quarter - 2, 1)
    return first, date(year + 1, 1, 1) if quarter == 4 else date(year, 3 * quarter + 1, 1)


def covered(wanted: Mapping[str, int], done: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """(sector, wanted, held) of every sector of the plan or of the year."""
    return [(sector, wanted.get(sector, 0), done.get(sector, 0)) for sector in sorted({*wanted, *done})]
