"""The training units of first aid, their ages and what keeps them valid, read once from `data/units.csv`. Pure."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from directorate.legal_calendar.arithmetic import add_months

FAMILIES = {
    "citizen": "Citoyenne",
    "operational": "Opérationnelle",
    "aquatic": "Aquatique",
    "teaching": "Pédagogique",
}
BNSSA = "BNSSA"
# The diploma of somebody younger is kept until that age, unless emancipated.
OF_AGE = 18


@dataclass(frozen=True)
class Unit:
    """`requires`: the units that a candidate holds already. `refresher_hours`: none when no training is due each year;
    `validity_months`: none when it never expires."""

    code: str
    label: str
    family: str
    hours: int | None
    least_age: int | None
    certificate: bool
    jury: bool
    refresher_hours: int | None
    validity_months: int | None
    requires: tuple[str, ...]
    is_verified: bool


def whole(text: str) -> int | None:
    return int(text) if text else None


def read_units() -> dict[str, Unit]:
    with (Path(__file__).parent / "data" / "units.csv").open(encoding="utf-8", newline="") as lines:
        found = [
            Unit(
                row["code"], row["label"], row["family"], whole(row["hours"]), whole(row["least_age"]),
                row["certificate"] == "yes", row["jury"] == "yes", whole(row["refresher_hours"]),
                whole(row["validity_months"]), tuple(row["requires"].split()), row["mark"] == "verified",
            )
            for row in csv.DictReader(lines)
        ]  # fmt: skip
    return {unit.code: unit for unit in found}


UNITS = read_units()
EXAMINED = tuple(code for code, unit in UNITS.items() if unit.jury)
CERTIFIED = tuple(code for code, unit in UNITS.items() if unit.certificate)


def number_of(department: str, unit: str, year: int, rank: int) -> str:
    return f"{department}-{unit}-{year}-{rank:05d}"


def age_on(born_on: date, day: date) -> int:
    """Full years; somebody born on a 29 February is a year older on the 28th of other years."""
    return day.year - born_on.year - (day < add_months(born_on, 12 * (day.year - born_on.year)))


def valid_until(unit: str, obtained_on: date, months: int | None) -> date | None:
    """None when it never expires. `months`: the value of the law on that day, the one of the table otherwise."""
    months = months or UNITS[unit].validity_months
    return add_months(obtained_on, months) if UNITS[unit].validity_months and months else None


def too_young(unit: str, born_on: date, exam_on: date) -> str:
    """Why somebody may not sit, empty when he may."""
    least = UNITS[unit].least_age
    if least is None or age_on(born_on, exam_on) >= least:
        return ""
    return f"Il faut {least} ans au jour de l'examen."


def withheld(unit: str, born_on: date, on: date, *, emancipated: bool) -> str:
    """Why the diploma of somebody who passed is kept for now, empty when it is handed over."""
    if unit != BNSSA or emancipated or age_on(born_on, on) >= OF_AGE:
        return ""
    return f"Diplôme remis à {OF_AGE} ans ou après émancipation, le {add_months(born_on, 12 * OF_AGE):%d/%m/%Y}."
