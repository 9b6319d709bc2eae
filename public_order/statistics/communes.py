"""The communal base read fast: five million lines say few different things, and each of them is understood once.

What a cell means is said in `cells` and in `reading` alone. A line that this reader does not understand at once goes
through `reading.read`, which takes it or says why not: both give the same cells and the same refusals.
"""

from collections.abc import Callable, Iterable
from typing import Any

from public_order.statistics import cells
from public_order.statistics.cells import Unreadable
from public_order.statistics.reading import (
    MOST_DWELLINGS,
    Fact,
    Layout,
    Row,
    bounded,
    counted,
    known_year,
    read,
)
from public_order.statistics.staging import NULL, Series, Stage

# Texts remembered of one column: rates are nearly all different, the rest repeats without end.
REMEMBERED = 40_000
COLUMNS = (
    "code", "year", "label", "count", "rate", "flag", "mean", "population", "population_year", "dwellings",
)  # fmt: skip


class Understood(dict):
    """The meaning of each text of a column, worked out the first time."""

    def __init__(self, meaning: Callable[[str], Any]):
        super().__init__()
        self.meaning = meaning

    def __missing__(self, text: str) -> Any:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[text] = self.meaning(text)
        return found


def count_of(text: str) -> tuple[int | None, str]:
    count = counted(text)
    return count, NULL if count is None else str(count)


def rate_of(text: str) -> str:
    rate = bounded(text, "taux")
    return NULL if rate is None else str(rate)


def place_of(text: str) -> tuple[str, str, str]:
    code = cells.commune(text)
    return f"com\t{code}", code, cells.department_of(code)


class CommuneReader:
    """Hands the lines that it understands to the stage."""

    def __init__(self, layout: Layout, stage: Stage):
        self.layout, self.stage = layout, stage
        self.at = [layout.place(name) for name in COLUMNS]
        self.is_official = min(self.at) >= 0
        self.places, self.counts, self.rates = Understood(place_of), Understood(count_of), Understood(rate_of)
        self.flags, self.people, self.years = (
            Understood(cells.is_hidden), Understood(counted), Understood(known_year),
        )  # fmt: skip
        self.means = Understood(lambda text: bounded(text, "nombre moyen"))
        self.dwellings = Understood(lambda text: bounded(text, "nombre de logements", MOST_DWELLINGS, 4))
        self.series: dict[tuple[str, str], Series] = {}

    def slowly(self, number: int, row: Row) -> None:
        """One line by the common path; it may tell where the cells of its indicator and year go from now on."""
        for item in read([(number, row)], self.layout):
            self.stage.take(item)
            if row is not None and isinstance(item, Fact) and self.is_official:
                found = self.stage.series_for(item)
                if isinstance(found, Series):
                    self.series[(row[self.at[1]], row[self.at[2]])] = found

    def take(self, rows: Iterable[tuple[int, Row]]) -> int:
        """The number of the last line; none gives 0."""
        code, year, label, count, rate, flag, mean, population, people_year, dwellings = self.at
        width = self.layout.width if self.is_official else -1
        places, counts, rates, flags, seen = self.places, self.counts, self.rates, self.flags, self.stage.seen
        means, people, years, homes, series_of = self.means, self.people, self.years, self.dwellings, self.series
        put, home, number = self.stage.put, self.stage.home, 0
        for number, row in rows:
            if row is None or len(row) != width:
                self.slowly(number, row)
                continue
            try:
                place, insee, department = places[row[code]]
                series = series_of[(row[year], row[label])]
                value, written = counts[row[count]]
                per_thousand, is_hidden, middle = rates[row[rate]], flags[row[flag]], means[row[mean]]
                # Of other departments nothing more is kept, but a line must be readable to its end.
                inhabitants, known, lodgings = people[row[population]], years[row[people_year]], homes[row[dwellings]]
            except (Unreadable, KeyError):
                self.slowly(number, row)
                continue
            before = seen.get(place, 0)
            if before & series.bit or not is_hidden and written is NULL and per_thousand is NULL:
                self.slowly(number, row)
                continue
            seen[place] = before | series.bit
            if is_hidden:
                put(f"{series.prefix}{place}\t{series.period}\t{NULL}\t{NULL}\tn\n")
                series.count(department, None, True, middle)
            else:
                put(f"{series.prefix}{place}\t{series.period}\t{written}\t{per_thousand}\td\n")
                series.count(department, value, False, None)
            if department == home and (inhabitants is not None or lodgings is not None):
                self.stage.tell("com", insee, known or series.period.year, inhabitants, lodgings)
        return number
