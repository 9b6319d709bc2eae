"""The chronological series: a source, an indicator, a territory, period after period, each with its edition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from directorate.territory.department import HOME
from directorate.web.charts import Series, lines
from public_order.statistics import board, queries
from public_order.statistics.models import CrimeIndicator, SeriesValue, Source, StatEdition, TerritoryKind, period_words
from public_order.statistics.queries import ABSENT, Shown
from public_order.statistics.staging import NOMENCLATURES

PERIODS = {"y": "annuel", "q": "trimestriel", "m": "mensuel"}
LABELS_SHOWN, MOST_PERIODS = 12, 180
# How many periods make a year, to compare with the same one of the year before.
STEPS = {"y": 1, "q": 4, "m": 12}


@dataclass(frozen=True)
class Choice:
    """One source at one rhythm."""

    source: str
    kind: str

    @property
    def code(self) -> str:
        return f"{self.source}.{self.kind}"

    @property
    def label(self) -> str:
        internal = ", interne" if self.source == Source.DTSP else ""
        return f"{Source(self.source).label}, {PERIODS[self.kind]}{internal}"


def choices() -> list[Choice]:
    """What is in force and is not told by the pages of the two bases."""
    pairs = (
        StatEdition.objects.filter(source__in=(*queries.CHRONOLOGICAL, Source.DTSP), state=queries.CURRENT)
        .order_by()
        .values_list("source", "period_kind")
        .distinct()
    )
    return sorted((Choice(*pair) for pair in pairs), key=lambda one: (one.source == Source.DTSP, one.code))


def indicators(choice: Choice) -> list[CrimeIndicator]:
    return queries.indicators(NOMENCLATURES[Source(choice.source)])


def cells(choice: Choice, indicator: CrimeIndicator):
    rows = SeriesValue.objects.filter(
        edition__state=queries.CURRENT, edition__source=choice.source, edition__period_kind=choice.kind,
        indicator=indicator,
    )  # fmt: skip
    return queries.shown(rows)


def territories(choice: Choice, indicator: CrimeIndicator) -> list[tuple[str, str]]:
    """Code with its level, and name; the department first."""
    known = queries.names_of_codes()
    pairs = cells(choice, indicator).order_by().values_list("territory_kind", "territory").distinct()
    found = [(f"{kind}.{code}", board.place_name(kind, code, known)) for kind, code in pairs]
    home = f"{TerritoryKind.DEPARTMENT}.{HOME.code}"
    return sorted(found, key=lambda one: (one[0] != home, one[0][:3] == "dep", one[1]))


def before(kind: str, period: date) -> date:
    return period.replace(year=period.year - 1)


def facts(
    choice: Choice, indicator: CrimeIndicator, place: str, since: int | None, until: int | None
) -> dict[str, Any]:
    kind, _, code = place.partition(".")
    rows = cells(choice, indicator).filter(territory_kind=kind, territory=code).order_by("period")
    held: Mapping[date, Shown] = {row.period: queries.as_shown(row) for row in rows}
    kept = [
        period for period in held
        if (since is None or period.year >= since) and (until is None or period.year <= until)
    ][-MOST_PERIODS:]  # fmt: skip
    used = [held[period] for period in kept]
    told = []
    for period in reversed(kept):
        change, is_mixed = board.year_change(held.get(before(choice.kind, period), ABSENT), held[period])
        told.append({"period": period_words(choice.kind, period), "cell": held[period], "change": change,
                     "is_mixed": is_mixed})  # fmt: skip
    name = board.place_name(kind, code, queries.names_of_codes())
    return {
        "rows": told,
        "chart": chart(choice, indicator, name, kept, used),
        "place": name,
        "source": board.source_of(indicator, used),
        "notes": queries.notes_for([indicator.code], indicator.nomenclature, "*", kept[0] if kept else None),
        "is_internal": choice.source == Source.DTSP,
    }


def chart(
    choice: Choice, indicator: CrimeIndicator, name: str, periods: Sequence[date], used: Sequence[Shown]
) -> SafeString:
    short = {"y": "{0.year}", "q": "T{1} {0:%y}", "m": "{0:%m/%y}"}[choice.kind]
    labels = [short.format(period, (period.month + 2) // 3) for period in periods]
    every = max(1, -(-len(labels) // LABELS_SHOWN))
    return lines(labels, [Series(name, [cell.count for cell in used])], title=f"{indicator.label}, {name}", every=every)
