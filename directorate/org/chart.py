"""The organisation chart of the prefecture, as its file says it."""

import csv
from dataclasses import dataclass
from pathlib import Path

UNITS_FILE = Path(__file__).parent / "data" / "units.csv"


@dataclass(frozen=True)
class ChartUnit:
    """A line of `data/units.csv`, above those that depend on it. `parent` is a code, or None at the top."""

    code: str
    name: str
    short_name: str
    parent: str | None
    headcount: int


def units_of_the_chart(path: Path = UNITS_FILE) -> tuple[ChartUnit, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            ChartUnit(row["code"], row["name"], row["short_name"], row["parent"] or None, int(row["headcount"]))
            for row in csv.DictReader(lines, delimiter=";")
        )
