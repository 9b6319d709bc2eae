"""The checks of a monthly file (B1.6). Pure: the counts come in, sentences go out, each with its rule.

Nothing here refuses a line: what is odd is flagged, and a person decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt

# indicator, territory kind, territory
Place = tuple[str, str, str]


@dataclass(frozen=True)
class Doubt:
    rule: str
    reason: str


def sum_doubts(month: date, counts: Mapping[Place, int], home: str) -> list[Doubt]:
    """The circonscriptions of a department make its total."""
    found = []
    for indicator in sorted({one for one, _, _ in counts}):
        total = counts.get((indicator, "dep", home))
        parts = [count for (one, kind, _), count in counts.items() if one == indicator and kind == "csp"]
        if total is not None and parts and sum(parts) != total:
            found.append(Doubt("sum", f"{indicator}, {month:%m/%Y} : la somme des circonscriptions ({sum(parts)}) n'est"
                                      f" pas le total du département ({total})."))  # fmt: skip
    return found


def missing_doubts(month: date, counts: Mapping[Place, int], expected: Mapping[str, str]) -> list[Doubt]:
    """`expected`: name of each circonscription that exists that month, by its code."""
    met = {code for _, kind, code in counts if kind == "csp"}
    if not met:
        return []
    return [
        Doubt("missing", f"{month:%m/%Y} : la circonscription {expected[code]} manque.")
        for code in sorted(set(expected) - met)
    ]


def is_jump(before: int, now: int, deviations: float) -> bool:
    """Between two counts, the difference has the deviation √(before + now)."""
    return abs(now - before) > deviations * sqrt(before + now)


def jump_doubts(
    month: date, counts: Mapping[Place, int], before: Mapping[Place, int], deviations: float
) -> list[Doubt]:
    return [
        Doubt("jump", f"{place[0]}, {place[2]}, {month:%m/%Y} : {now} après {before[place]} le mois précédent, un saut"
                      f" de plus de {deviations:g} écarts types.")
        for place, now in sorted(counts.items())
        if place in before and is_jump(before[place], now, deviations)
    ]  # fmt: skip


def doubts(
    month: date,
    counts: Mapping[Place, int],
    before: Mapping[Place, int],
    *,
    expected: Mapping[str, str],
    home: str,
    deviations: float,
) -> Iterable[Doubt]:
    yield from missing_doubts(month, counts, expected)
    yield from sum_doubts(month, counts, home)
    yield from jump_doubts(month, counts, before, deviations)
