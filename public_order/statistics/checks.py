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


Names = Mapping[str, str]


def said(code: str, names: Names) -> str:
    return names.get(code, code)


def sum_doubts(month: date, counts: Mapping[Place, int], home: str, names: Names) -> list[Doubt]:
    """The circonscriptions of a department make its total."""
    found = []
    for indicator in sorted({one for one, _, _ in counts}):
        total = counts.get((indicator, "dep", home))
        parts = [count for (one, kind, _), count in counts.items() if one == indicator and kind == "csp"]
        if total is not None and parts and sum(parts) != total:
            words = (
                f"{said(indicator, names)}, {month:%m/%Y} : la somme des circonscriptions ({sum(parts)}) n'est pas le"
                f" total du département ({total})."
            )
            found.append(Doubt("sum", words))
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
    month: date, counts: Mapping[Place, int], before: Mapping[Place, int], deviations: float, names: Names
) -> list[Doubt]:
    found = []
    for place, now in sorted(counts.items()):
        if place in before and is_jump(before[place], now, deviations):
            where = f"{said(place[0], names)}, {said(place[2], names)}, {month:%m/%Y}"
            reason = f"{where} : {now} après {before[place]} le mois précédent, un saut de plus de"
            found.append(Doubt("jump", f"{reason} {deviations:g} écarts types."))
    return found


def doubts(
    month: date,
    counts: Mapping[Place, int],
    before: Mapping[Place, int],
    *,
    expected: Mapping[str, str],
    home: str,
    deviations: float,
    names: Names,
) -> Iterable[Doubt]:
    """`names`: the words of the indicators and of the territories, by their codes."""
    yield from missing_doubts(month, counts, expected)
    yield from sum_doubts(month, counts, home, names)
    yield from jump_doubts(month, counts, before, deviations, names)
