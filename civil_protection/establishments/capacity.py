"""How much public an establishment may hold, by the rules of its type. Pure: Decimal, rounded up at each line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Any

from civil_protection.establishments.classification import ThresholdsUnreadable
from civil_protection.establishments.terms import CAPACITY_MARKS, mark_code
from civil_protection.establishments.trace import Step

CODES = tuple(mark_code(name) for name in CAPACITY_MARKS)
# Counted as they are: seats, beds, what the owner declares.
DECLARED = "declared"
BASEMENT, GROUND, UPPER = "basement", "ground", "upper"
FIRST, SECOND, ABOVE = "first", "second", "above"
LEVELS = {BASEMENT: "Sous-sol", GROUND: "Rez-de-chaussée", FIRST: "1er étage", SECOND: "2e étage", ABOVE: "Au-dessus"}


@dataclass(frozen=True)
class Measure:
    """Something to count on a level: `rule` is a mark of its type, or `DECLARED`."""

    rule: str
    quantity: Decimal
    level: str = GROUND


@dataclass(frozen=True)
class Capacity:
    basement: int
    ground: int
    upper: int
    steps: tuple[Step, ...]

    @property
    def total(self) -> int:
        return self.basement + self.ground + self.upper


def read_ratio(text: str, code: str) -> Fraction:
    """« 1/3 »: one person for three units."""
    parts = str(text).split("/")
    if len(parts) > 2 or not all(part.strip().isascii() and part.strip().isdigit() and int(part) for part in parts):
        raise ThresholdsUnreadable(
            f"La valeur « {text} » du paramètre {code} ne se lit pas : « 1/3 » pour une personne par trois unités."
        )
    return Fraction(int(parts[0]), int(parts[1]) if len(parts) == 2 else 1)


def ratios(values: Mapping[str, Any]) -> dict[str, Fraction]:
    return {name: read_ratio(values[mark_code(name)], mark_code(name)) for name in CAPACITY_MARKS}


def people(quantity: Decimal, ratio: Fraction) -> int:
    """Rounded up: 200 m² at one for three hold 67."""
    product = Fraction(quantity) * ratio
    return -(-product.numerator // product.denominator)


def whole(quantity: Decimal) -> int:
    return int(quantity.to_integral_value(rounding=ROUND_CEILING))


def rule_on(rule: str, level: str) -> str:
    """The three bands of shops (M 2): the same area holds fewer people the higher it is."""
    if rule == "m_low" and level in (SECOND, ABOVE):
        return "m_second" if level == SECOND else "m_above"
    return rule


def capacity(measures: Iterable[Measure], marks: Mapping[str, Fraction]) -> Capacity:
    """The people of each level, line by line."""
    found = {BASEMENT: 0, GROUND: 0, UPPER: 0}
    steps = []
    for measure in measures:
        rule = rule_on(measure.rule, measure.level)
        where = LEVELS[measure.level]
        if rule == DECLARED:
            number = whole(measure.quantity)
            steps.append(Step(f"{where} : {number} déclarées ou comptées"))
        else:
            number = people(measure.quantity, marks[rule])
            label, _, article, _ = CAPACITY_MARKS[rule]
            steps.append(Step(f"{where} : {plain(measure.quantity)} × {marks[rule]} = {number} ({label})", article))
        found[measure.level if measure.level in (BASEMENT, GROUND) else UPPER] += number
    return Capacity(found[BASEMENT], found[GROUND], found[UPPER], tuple(steps))


def plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}".replace(".", ",")
