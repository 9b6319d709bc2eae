"""The statistics of the suspensions (A10.2): pure, from lines that name nobody. A part of nothing is blank."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from road_safety.suspensions.rules import Cause, Share, percentage, shares_of

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Fact:
    """One suspension. `minutes`: from the retention to the signature. `measure`: suspension, device or ban."""

    month: date
    kind: str
    cause: str
    measure: str = ""
    unit: str = ""
    months: int | None = None
    is_late: bool = False
    minutes: int | None = None
    is_repeated: bool = False
    appeal: str = ""
    appeal_outcome: str = ""
    is_lifted: bool = False


@dataclass(frozen=True)
class Line:
    label: str
    count: int
    percent: str


@dataclass(frozen=True)
class Statistics:
    total: int
    causes: list[Share]
    months: list[tuple[date, dict[str, int], int]]
    mean_months: Decimal | None
    device: Line
    late: Line
    retained: int
    median_hours: Decimal | None
    units: list[Line]
    repeated: Line
    kinds: list[Line]
    appeals: list[Line]
    outcomes: list[Line]
    lifted: int


def rounded(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)


def mean(values: Sequence[int]) -> Decimal | None:
    return rounded(Decimal(sum(values)) / len(values)) if values else None


def median_hours(minutes: Sequence[int]) -> Decimal | None:
    """The middle value, or half of the two in the middle; in hours."""
    if not minutes:
        return None
    ranked, middle = sorted(minutes), len(minutes) // 2
    found = Decimal(ranked[middle]) if len(ranked) % 2 else Decimal(ranked[middle - 1] + ranked[middle]) / 2
    return rounded(found / 60)


def line(label: str, count: int, whole: int) -> Line:
    return Line(label, count, percentage(count, whole))


def lines(counts: Counter[str], whole: int) -> list[Line]:
    ranked = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return [line(label, count, whole) for label, count in ranked]


def statistics(facts: Iterable[Fact]) -> Statistics:
    rows = list(facts)
    total = len(rows)
    retained = [row for row in rows if row.kind == "3F"]
    alcohol = [row for row in rows if row.cause == Cause.ALCOHOL]
    by_month: dict[date, Counter[str]] = {}
    for row in rows:
        by_month.setdefault(row.month, Counter())[row.cause] += 1
    appeals = Counter(row.appeal for row in rows if row.appeal)
    return Statistics(
        total=total,
        causes=shares_of(Counter(row.cause for row in rows)),
        months=[(month, dict(counts), counts.total()) for month, counts in sorted(by_month.items())],
        mean_months=mean([row.months for row in rows if row.months is not None]),
        device=line("EAD parmi l'alcool", sum(row.measure == "device" for row in alcohol), len(alcohol)),
        late=line("Hors délai", sum(row.is_late for row in retained), len(retained)),
        retained=len(retained),
        median_hours=median_hours([row.minutes for row in retained if row.minutes is not None]),
        units=lines(Counter(row.unit for row in rows if row.unit), total),
        repeated=line("Récidive", sum(row.is_repeated for row in rows), total),
        kinds=lines(Counter(row.kind for row in rows), total),
        appeals=lines(appeals, total),
        outcomes=lines(Counter(row.appeal_outcome for row in rows if row.appeal_outcome), appeals.total()),
        lifted=sum(row.is_lifted for row in rows),
    )


def export_rows(found: Statistics) -> list[list[object]]:
    """The same, as the lines of a file: subject, line, number, part."""
    rows: list[list[object]] = [["Total", "Suspensions", found.total, ""]]
    rows += [["Cause", row.label, row.count, row.percent] for row in found.causes]
    rows += [
        ["Mois", f"{month:%m/%Y}, {Cause(code).label}", count, ""]
        for month, counts, _ in found.months
        for code, count in sorted(counts.items())
    ]
    rows.append(["Durée moyenne (mois)", "", found.mean_months, ""])
    rows += [["Part", row.label, row.count, row.percent] for row in (found.device, found.late, found.repeated)]
    rows.append(["Rétention à signature, médiane (heures)", "", found.median_hours, ""])
    rows += [["Service", row.label, row.count, row.percent] for row in found.units]
    rows += [["Nature", row.label, row.count, row.percent] for row in found.kinds]
    rows += [["Recours", row.label, row.count, row.percent] for row in found.appeals]
    rows += [["Issue des recours", row.label, row.count, row.percent] for row in found.outcomes]
    rows.append(["Mesures levées", "", found.lifted, ""])
    return rows
