"""Statistical secrecy (B1.4): what is published, what is hidden, what is hidden to protect it. Pure, with its trace.

A hidden cell is found again when the published sums leave it alone. So no sum may leave a single hidden cell, nor a
hidden mass so small that it says everything (SEC-03); otherwise the sum goes, or one more cell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

MIN_FACTS, YEARS, LOCAL_MIN, MIN_MASS = 5, 3, 5, 5
HIDDEN_WORDS = "Masqué"


def is_published(counts: Sequence[int], min_facts: int = MIN_FACTS) -> bool:
    """SEC-02, the rule of the communal base: more than five facts each year, or none at all, three years running."""
    return all(count > min_facts for count in counts) or not any(counts)


def local_words(count: int | None, leaves_the_state: bool, least: int = LOCAL_MIN) -> str:
    """SEC-05: below the commune, a small count leaves the State as « < 5 » only."""
    if count is None:
        return HIDDEN_WORDS
    return f"< {least}" if leaves_the_state and 0 < count < least else str(count)


@dataclass(frozen=True)
class Total:
    """A published sum. `removable`: ours to withhold; the others are public elsewhere. No value: a sum that we do not
    hold, but that others do.
    """

    code: str
    members: frozenset[str]
    value: int | None
    removable: bool = True


@dataclass(frozen=True)
class Protection:
    """`extra`: the cells hidden beside the first ones. `withheld`: the sums that are not shown. `trace`: why."""

    hidden: frozenset[str]
    extra: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    trace: tuple[str, ...] = ()


Remainder = tuple[frozenset[str], int | None, tuple[Total, ...]]


def remainders(values: Mapping[str, int | None], hidden: frozenset[str], totals: Iterable[Total]) -> list[Remainder]:
    """What each sum, and each difference of two of them one of which holds the other, says of the hidden cells."""
    kept = list(totals)
    shown = [(total, total.members, total.value) for total in kept]
    found: list[Remainder] = [
        (
            members & hidden,
            None if value is None else value - sum(values[one] or 0 for one in members - hidden),
            (total,),
        )
        for total, members, value in shown
        if members & hidden
    ]
    for small in list(found):
        for large in list(found):
            if small[0] < large[0] and len(small[2]) == len(large[2]) == 1:
                mass = None if large[1] is None or small[1] is None else large[1] - small[1]
                found.append((large[0] - small[0], mass, (*large[2], *small[2])))
    return found


def recovered(equations: Sequence[Remainder]) -> dict[str, tuple[Total, ...]]:
    """The cells that the equations together determine, by elimination, each with the sums that do it."""
    names = sorted({name for members, _, _ in equations for name in members})
    rows = [[Fraction(name in members) for name in names] for members, _, _ in equations]
    lead = 0
    for column in range(len(names)):
        pivot = next((place for place in range(lead, len(rows)) if rows[place][column]), None)
        if pivot is None:
            continue
        rows[lead], rows[pivot] = rows[pivot], rows[lead]
        head = rows[lead][column]
        rows[lead] = [value / head for value in rows[lead]]
        for place, row in enumerate(rows):
            if place != lead and row[column]:
                factor = row[column]
                rows[place] = [value - factor * other for value, other in zip(row, rows[lead], strict=True)]
        lead += 1
    alone = {names[row.index(1)] for row in rows if sum(map(bool, row)) == 1 and 1 in row}
    return {
        name: tuple(total for members, _, totals in equations if name in members for total in totals) for name in alone
    }


def weakness(
    values: Mapping[str, int | None], hidden: frozenset[str], totals: Iterable[Total], least: int
) -> tuple[str, tuple[Total, ...]] | None:
    """The first way to find a hidden cell again: (why, by which sums)."""
    equations = remainders(values, hidden, totals)
    for members, mass, sums in equations:
        what = " − ".join(total.code for total in sums)
        if len(members) == 1:
            return f"{what} : une seule valeur masquée, total − publié la donne (SEC-03)", sums
        if mass is not None and mass <= least:
            return f"{what} : masse masquée de {least} ou moins (SEC-03)", sums
    for sums in recovered(equations).values():
        return "plusieurs sous-totaux qui se recoupent isolent une valeur masquée (SEC-03)", sums
    return None


def protect(
    values: Mapping[str, int | None],
    totals: Sequence[Total],
    *,
    keep: Iterable[str] = (),
    least: int = MIN_MASS,
) -> Protection:
    """Hide what must be so that no hidden cell (None in `values`) can be found again.

    `keep`: the cells that a former edition hid in addition. The same ones are hidden first: two editions that hid
    different ones would give one another away.
    """
    first = frozenset(name for name, value in values.items() if value is None)
    if not first:
        return Protection(first)
    extra = {name for name in keep if values.get(name) is not None}
    withheld: set[str] = set()
    trace = [f"{name} : masqué comme dans l'édition précédente" for name in sorted(extra)]
    while True:
        hidden = first | extra
        shown = [total for total in totals if total.code not in withheld]
        found = weakness(values, hidden, shown, least)
        if found is None:
            return Protection(hidden, frozenset(extra), frozenset(withheld), tuple(trace))
        why, sums = found
        if (sub := next((total for total in sums if total.removable), None)) is not None:
            withheld.add(sub.code)
            trace.append(f"{why} ; sous-total {sub.code} retiré")
            continue
        candidates = [name for name in sums[0].members - hidden if values[name] is not None]
        if not candidates:
            withheld.add(sums[0].code)
            trace.append(f"{why} ; total {sums[0].code} retiré")
            continue
        # A zero protects nothing: the smallest that weighs something goes first.
        name = min(candidates, key=lambda one: (not values[one], values[one], one))
        extra.add(name)
        trace.append(f"{why} ; {name} masqué en plus")


def subtotals(
    values: Mapping[str, int | None], groups: Mapping[str, Iterable[str]], is_additive: bool = True
) -> dict[str, int | None]:
    """The sum of each group of which every cell is shown; nothing for the others, nor for what does not add up."""
    found: dict[str, int | None] = {}
    for code, members in groups.items():
        cells = [values.get(one) for one in members]
        known = [cell for cell in cells if cell is not None]
        found[code] = sum(known) if is_additive and cells and len(known) == len(cells) else None
    return found


# --- what may be added together (STA-12) ------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """What matters of an indicator to whoever wants to add it to another."""

    code: str
    label: str
    nomenclature: str
    unit: str
    components: frozenset[int] = frozenset()
    parts: frozenset[str] = frozenset()
    unit_words: str = ""


def why_not_added(indicators: Sequence[Counted]) -> str:
    """STA-12: an empty text when their sum has a meaning; else the reason, as a sentence."""
    if len(indicators) < 2:
        return ""
    if len({one.nomenclature for one in indicators}) > 1:
        return "Deux nomenclatures ne s'additionnent jamais."
    for rank, one in enumerate(indicators):
        for other in indicators[rank + 1 :]:
            if one.unit != other.unit:
                return (
                    f"« {one.label} » compte en {(one.unit_words or one.unit).lower()} et « {other.label} » en"
                    f" {(other.unit_words or other.unit).lower()} : leur total n'a pas de sens."
                )
            if one.code in other.parts or other.code in one.parts or one.code == other.code:
                return f"« {one.label} » et « {other.label} » se recoupent : l'un contient l'autre."
            if one.components & other.components:
                return f"« {one.label} » et « {other.label} » se recoupent : ils ont des index communs."
    return ""
