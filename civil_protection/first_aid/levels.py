"""The three tables that weigh an event: behaviour of the public, environment, delay of the public rescue. Pure.

Read once from `data/levels.csv`: one line for each situation of the national reference (order of 7 November 2006).
"""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

P2, E1, E2 = "p2", "e1", "e2"
FACTORS = {
    P2: "Comportement du public (P2)",
    E1: "Environnement et accès au site (E1)",
    E2: "Délai d'intervention des secours publics (E2)",
}
INDEXES = {"low": Decimal("0.25"), "moderate": Decimal("0.30"), "medium": Decimal("0.35"), "high": Decimal("0.40")}
LABELS = {"low": "Faible", "moderate": "Modéré", "medium": "Moyen", "high": "Élevé"}
LEVELS = tuple(INDEXES)


@dataclass(frozen=True)
class Situation:
    factor: str
    level: str
    label: str


def read_situations() -> tuple[Situation, ...]:
    with (Path(__file__).parent / "data" / "levels.csv").open(encoding="utf-8", newline="") as lines:
        found = tuple(Situation(**line) for line in csv.DictReader(lines))
    if unknown := [row for row in found if row.factor not in FACTORS or row.level not in INDEXES]:
        raise ValueError(f"Situations inconnues : {unknown}")
    return found


SITUATIONS = read_situations()


def situations_of(factor: str, level: str) -> str:
    return " ; ".join(row.label for row in SITUATIONS if (row.factor, row.level) == (factor, level))


def comma(number: Decimal) -> str:
    """As it is written in French, without useless zeros beyond two places."""
    whole, _, part = f"{number:f}".partition(".")
    part = part.rstrip("0")
    return f"{whole},{part}" if part else whole


def choices_of(factor: str) -> list[tuple[str, str]]:
    """Each level with its index and the situations that lead to it; the highest that applies is kept."""
    return [
        (level, f"{LABELS[level]} ({INDEXES[level]:.2f}) : ".replace(".", ",") + situations_of(factor, level))
        for level in LEVELS
    ]
