"""Departments that resemble ours: as many inhabitants and, when the dwellings are known, as many in each. Pure.

The distance adds the gaps, each as a logarithm of a ratio: twice as many weighs as much as half as many. Several
files of the SSMSI tell no dwelling of a department: the inhabitants alone then decide, and the page says so.
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


def gap(one: Size, other: Size, by_homes: bool = True) -> float:
    """Nothing between two departments of the same size and the same homes; what is compared must be known."""
    people = log(one.population / other.population)
    homes = log(float(one.dwellings) / float(other.dwellings)) if by_homes else people
    return abs(people) + abs(people - homes)


def nearest(home: Size | None, others: Mapping[str, Size], count: int) -> list[str]:
    """The codes of those that resemble it most, the nearest first; none when the size of ours is unknown."""
    if home is None or not home.population:
        return []
    by_homes = bool(home.dwellings)
    known = [(gap(size, home, by_homes), code) for code, size in others.items()
             if size.population and (size.dwellings or not by_homes)]  # fmt: skip
    return [code for _, code in sorted(known)[:count]]
