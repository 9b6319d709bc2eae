"""The codes of the files and their words, from the description that the ONISR publishes. Pure."""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "nomenclature.csv"
# Our names for the variables of the files.
VARIABLES = {
    "light": "lum", "urban": "agg", "junction": "int", "weather": "atm", "collision": "col", "road_category": "catr",
    "circulation": "circ", "reserved_lane": "vosp", "slope": "prof", "layout": "plan", "surface": "surf",
    "facility": "infra", "situation": "situ", "category": "catv", "obstacle": "obs", "mobile_obstacle": "obsm",
    "shock": "choc", "manoeuvre": "manv", "motor": "motor", "role": "catu", "severity": "grav", "sex": "sexe",
    "trip": "trajet", "gear1": "secu1", "gear2": "secu2", "gear3": "secu3", "pedestrian_place": "locp",
    "pedestrian_action": "actp", "pedestrian_company": "etatp",
}  # fmt: skip
UNKNOWN = "Non renseigné"


@cache
def table() -> tuple[tuple[str, str, str, str], ...]:
    """(table, variable, code, words), as published."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(tuple(row.values()) for row in csv.DictReader(lines, delimiter=";"))


def plain(code: str) -> str:
    """ "07" and "7" are one code."""
    return str(int(code)) if code.lstrip("-").isdigit() else code


@cache
def words() -> dict[tuple[str, str], str]:
    return {(variable, plain(code)): label for _, variable, code, label in table()}


def word(name: str, code: int | str | None) -> str:
    """What a code of one of our columns means."""
    if code is None or code == "":
        return UNKNOWN
    return words().get((VARIABLES[name], str(code)), f"Code {code}")


def choices(name: str) -> list[tuple[int, str]]:
    """The known codes of a column, for a filter."""
    variable = VARIABLES[name]
    return [(int(code), label) for (known, code), label in words().items() if known == variable and code.isdigit()]
