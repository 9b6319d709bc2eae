"""The provisions that an ORSEC system is made of. Data: another department brings its own file."""

import csv
from dataclasses import dataclass
from pathlib import Path

from civil_protection.plans.models import Plan

FILE = Path(__file__).parent / "data" / "typology.csv"
SITE = "PPI"


@dataclass(frozen=True)
class PlanKind:
    """`season`: the parameter that holds its window. `zonal`: the zone of defence approves and revises it."""

    code: str
    label: str
    family: str
    lead: str
    season: str = ""
    zonal: bool = False


def read_typology(path: Path = FILE) -> dict[str, PlanKind]:
    """ValueError for a family that does not exist: the application refuses to start."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [PlanKind(**{**row, "zonal": bool(row["zonal"])}) for row in csv.DictReader(lines, delimiter=";")]
    for row in rows:
        Plan.Family(row.family)
    return {row.code: row for row in rows}


KINDS = read_typology()


def kind_label(code: str) -> str:
    return KINDS[code].label if code in KINDS else code
