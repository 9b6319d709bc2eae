"""The official words of the observatory: severities, classes of users and of ages, thirty days, small numbers. Pure.

Definitions of the ONISR: killed at once or within thirty days, hospitalised for more than twenty-four hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import comb, exp, log

UNHURT, KILLED, HOSPITALISED, LIGHT = 1, 2, 3, 4
# From the worst to the least: the codes are in no order (A8.2).
BY_SEVERITY = (KILLED, HOSPITALISED, LIGHT, UNHURT)
SEVERITY_WORDS = {KILLED: "Tué", HOSPITALISED: "Blessé hospitalisé", LIGHT: "Blessé léger", UNHURT: "Indemne"}
UNKNOWN = "Non renseigné"
# The forces count those in hospital otherwise since this year.
BREAK_YEAR = 2018
SOURCE = "Source : ONISR, fichier BAAC"
DEFINITIONS = (
    ("Accident corporel", "Sur une voie ouverte à la circulation publique, avec au moins un véhicule et au moins une"
     " victime qui a eu besoin de soins."),
    ("Tué", "Victime décédée sur le coup ou dans les {days} jours qui suivent l'accident."),
    ("Blessé hospitalisé", "Victime hospitalisée plus de {hours} heures."),
    ("Blessé léger", "Victime soignée sans hospitalisation, ou hospitalisée {hours} heures au plus."),
    ("Indemne", "Impliqué non décédé dont l'état ne demande aucun soin."),
    ("Accident mortel", "Au moins un tué."),
    ("Accident grave", "Au moins un tué ou un blessé hospitalisé."),
    ("Gravité", "Nombre de tués pour cent accidents corporels."),
)  # fmt: skip


def worst(severities) -> int | None:
    """The gravest of several codes, None when none is known."""
    found = set(severities)
    return next((code for code in BY_SEVERITY if code in found), None)


def severity_after_death(accident_on: date, died_on: date, days: int = 30) -> int:
    """ACC-05: whoever dies on day 30 or before is killed; later, the person remains hospitalised."""
    if died_on < accident_on:
        raise ValueError("Le décès précède l'accident.")
    return KILLED if died_on <= accident_on + timedelta(days=days) else HOSPITALISED


def last_day_of_watch(accident_on: date, days: int = 30) -> date:
    return accident_on + timedelta(days=days)


# --- classes ----------------------------------------------------------------------------------------------------

PEDESTRIAN = "pedestrian"
CLASSES: Mapping[str, tuple[str, frozenset[int]]] = {
    PEDESTRIAN: ("Piéton", frozenset()),
    "bike": ("Vélo", frozenset({1, 80})),
    "edp": ("Engin de déplacement personnel", frozenset({50, 60})),
    "powered_2w": ("Deux-roues motorisé", frozenset({2, 30, 31, 32, 33, 34, 41, 42, 43})),
    "car": ("Véhicule de tourisme", frozenset({3, 7})),
    "van": ("Véhicule utilitaire", frozenset({10})),
    "hgv": ("Poids lourd", frozenset({13, 14, 15, 16, 17})),
    "public_transport": ("Transport en commun", frozenset({37, 38, 39, 40})),
    "other": ("Autre ou inconnu", frozenset()),
}
CLASS_WORDS = {code: label for code, (label, _) in CLASSES.items()}
CLASS_OF = {kind: code for code, (_, kinds) in CLASSES.items() for kind in kinds}
ROLE_PEDESTRIAN = 3


def class_of(role: int | None, vehicle: int | None) -> str:
    """How a user was travelling: on foot whatever the vehicle that struck, else by the vehicle."""
    return PEDESTRIAN if role == ROLE_PEDESTRIAN else CLASS_OF.get(vehicle or 0, "other")


AGES = ((0, 13), (14, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 74), (75, 120))
AGE_UNKNOWN = "Âge inconnu"


def age_bracket(age: int | None) -> str:
    for low, high in AGES:
        if age is not None and low <= age <= high:
            return f"{low}–{high} ans" if high < 120 else f"{low} ans et plus"
    return AGE_UNKNOWN


AGE_LABELS = (*(age_bracket(low) for low, _ in AGES), AGE_UNKNOWN)


# --- rates and small numbers -----------------------------------------------------------------------------------


def rounded(number: Decimal, places: str = "0.1") -> Decimal:
    return number.quantize(Decimal(places), ROUND_HALF_UP)


def gravity(killed: int, accidents: int) -> Decimal | None:
    """Killed for a hundred accidents."""
    return rounded(Decimal(100 * killed) / accidents) if accidents else None


def per_million(killed: int, population: int) -> Decimal | None:
    return rounded(Decimal(1_000_000 * killed) / population) if population else None


def per_thousand(accidents: int, population: int) -> Decimal | None:
    return rounded(Decimal(1_000 * accidents) / population, "0.001") if population else None


def below(count: int, mean: float) -> float:
    """Chance of at most `count` when `mean` are awaited."""
    if mean <= 0:
        return 1.0
    term = total = 1.0
    scale = 0.0
    for rank in range(1, count + 1):
        term *= mean / rank
        total += term
        if total > 1e250:
            term, total, scale = term / 1e250, total / 1e250, scale + log(1e250)
    return min(1.0, exp(log(total) + scale - mean))


def mean_where(chance: float, count: int) -> float:
    """The mean for which at most `count` has this chance."""
    low, high = 0.0, 10.0 + 3.0 * count
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if below(count, middle) > chance else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True)
class Interval:
    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        return f"{self.low} à {self.high}".replace(".", ",")


def poisson_interval(count: int, alpha: float = 0.05) -> Interval:
    """ACC-06: where the number could be by chance alone (exact, two sides)."""
    low = mean_where(1 - alpha / 2, count - 1) if count else 0.0
    return Interval(rounded(Decimal(low)), rounded(Decimal(mean_where(alpha / 2, count))))


def chance_of_change(before: int, after: int) -> float:
    """Exact two-sided binomial test that two counts of the same exposure differ by chance."""
    total = before + after
    if total == 0:
        return 1.0
    tail = sum(comb(total, rank) for rank in range(min(before, after) + 1))
    return min(1.0, 2 * tail / 2**total)


def words_of_change(before: int | None, after: int, alpha: float = 0.05) -> str:
    """ "-4 (-16,7 %), non significatif"; a zero before gives no percentage."""
    if before is None:
        return "Pas d'année précédente"
    gap = after - before
    if not before:
        return f"{gap:+d} (base nulle)" if gap else "0"
    percent = str(rounded(Decimal(100 * gap) / before)).replace(".", ",")
    proven = "" if chance_of_change(before, after) < alpha else ", non significatif"
    return f"{gap:+d} ({'+' if gap > 0 else ''}{percent} %){proven}"
