"""Departments that resemble ours: as many inhabitants, as many of them in a dwelling. Pure.

The distance adds the two gaps, each as a logarithm of a ratio: twice as many weighs as much as half as many.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import log


@dataclass(frozen=True)
class Size:
    """Inhabitants and dwellings of a department, in one year; None: not told."""

    population: int | None
    dwellings: Decimal | None

    @property
    def is_known(self) -> bool:
        return bool(self.population and self.dwellings)


def gap(one: Size, other: Size) -> float:
    """Nothing between two departments of the same size and the same homes; both must be known."""
    people = log(one.population / other.population)
    return abs(people) + abs(people - log(float(one.dwellings) / float(other.dwellings)))


def nearest(home: Size | None, others: Mapping[str, Size], count: int) -> list[str]:
    """The codes of those that resemble it most, the nearest first; none when the size of ours is unknown."""
    if home is None or not home.is_known:
        return []
    known = [(gap(size, home), code) for code, size in others.items() if size.is_known]
    return [code for _, code in sorted(known)[:count]]
