"""How the jurors of the year are shared between communes: exact fractions, never a decimal. Pure: no table, no clock.

The law says « proportionnellement au tableau officiel de la population » and no more (CPP, art. 260): the method, the
rounding of one juror per so many inhabitants and the rule of ties are choices of the administration, held as dated
parameters under the codes of the tables below.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from directorate.web.errors import DomainError


class ApportionmentRefused(DomainError):
    """These populations cannot be shared; the sentence says which one and why."""

    title = "Répartition impossible"


@dataclass(frozen=True)
class Unit:
    """A commune, or communes grouped to share at least one juror. `code`: its INSEE code, the lowest for a group."""

    code: str
    label: str
    population: int | None


@dataclass(frozen=True)
class Share:
    """The part of one unit. `rank`: its place among the remainders that receive one more; None without one more."""

    unit: Unit
    quota: Fraction
    seats: int
    rank: int | None = None

    @property
    def whole(self) -> int:
        return self.quota.numerator // self.quota.denominator

    @property
    def remainder(self) -> Fraction:
        return self.quota - self.whole

    @property
    def is_too_small(self) -> bool:
        """Under one juror, nobody of it might be drawn: it is grouped with others."""
        return self.quota < 1


@dataclass(frozen=True)
class Terms:
    """The three terms of which the number of jurors is the highest."""

    population: int
    per_juror: int
    minimum: int
    ministerial: int
    rounding: str = "floor"

    @property
    def proportional(self) -> int:
        return chosen(ROUNDINGS, self.rounding, "L'arrondi")(Fraction(self.population, self.per_juror))

    @property
    def total(self) -> int:
        return max(self.proportional, self.minimum, self.ministerial)

    @property
    def ministerial_until(self) -> int:
        """The population beyond which the proportional term goes past the ministerial number."""
        return self.ministerial * self.per_juror


# --- the choices of the administration ------------------------------------------------------------------------

ROUNDINGS: dict[str, Callable[[Fraction], int]] = {
    "floor": lambda value: value.numerator // value.denominator,
    "nearest": lambda value: (2 * value.numerator + value.denominator) // (2 * value.denominator),
    "ceiling": lambda value: -(-value.numerator // value.denominator),
}
# Of two equal claims, the first in this order is served.
TIES: dict[str, Callable[[Unit], tuple]] = {
    "population_then_insee": lambda unit: (-unit.population, unit.code),
    "insee": lambda unit: (unit.code,),
}


def largest_remainder(quotas: dict[Unit, Fraction], total: int, tie: Callable[[Unit], tuple]) -> list[Share]:
    """Each unit has the whole part of its quota; the jurors left go to the largest fractional parts (Hare)."""
    shares = [Share(unit, quota, quota.numerator // quota.denominator) for unit, quota in quotas.items()]
    left = total - sum(share.seats for share in shares)
    order = sorted(shares, key=lambda share: (-share.remainder, tie(share.unit)))
    ranks = {share.unit: rank for rank, share in enumerate(order[:left], start=1)}
    return [
        replace(share, seats=share.seats + 1, rank=ranks[share.unit]) if share.unit in ranks else share
        for share in shares
    ]


def odd_divisors(quotas: dict[Unit, Fraction], total: int, tie: Callable[[Unit], tuple]) -> list[Share]:
    """Jurors given one by one to the highest quota divided by 1, 3, 5… (Sainte-Laguë)."""
    seats = dict.fromkeys(quotas, 0)
    for _ in range(total):
        first = min(seats, key=lambda unit: (-quotas[unit] / (2 * seats[unit] + 1), tie(unit)))
        seats[first] += 1
    return [Share(unit, quota, seats[unit]) for unit, quota in quotas.items()]


METHODS: dict[str, Callable[..., list[Share]]] = {
    "largest_remainder": largest_remainder,
    "sainte_lague": odd_divisors,
}
METHOD_LABELS = {
    "largest_remainder": "Plus fort reste",
    "sainte_lague": "Plus forte moyenne, diviseurs impairs (Sainte-Laguë)",
}
TIE_LABELS = {
    "population_then_insee": "la population la plus forte, puis le code INSEE le plus bas",
    "insee": "le code INSEE le plus bas",
}


def chosen(table: dict, code: str, what: str):
    """The rule of this code; a parameter that names another one is refused in words."""
    try:
        return table[code]
    except KeyError:
        raise ApportionmentRefused(
            f"{what} « {code} » n'est pas connu de l'application : {', '.join(table)}. Corriger le paramètre."
        ) from None


# --- the apportionment ----------------------------------------------------------------------------------------


def apportion(
    units: Sequence[Unit], total: int, *, method: str = "largest_remainder", tie: str = "population_then_insee"
) -> list[Share]:
    """One share for each unit, in the order given; their seats add up to `total`.

    Raises ApportionmentRefused when a population is missing or null, a unit is given twice, or there are more units
    than jurors.
    """
    refuse_unreadable(units, total)
    population = sum(unit.population for unit in units)
    quotas = {unit: Fraction(unit.population * total, population) for unit in units}
    share = chosen(METHODS, method, "Le mode de répartition")
    return share(quotas, total, chosen(TIES, tie, "Le départage"))


def refuse_unreadable(units: Sequence[Unit], total: int) -> None:
    if not units:
        raise ApportionmentRefused("Aucune commune n'est inscrite à la répartition.")
    missing = [unit.label for unit in units if unit.population is None]
    if missing:
        raise ApportionmentRefused(f"Population manquante : {', '.join(missing)}.")
    null = [unit.label for unit in units if unit.population <= 0]
    if null:
        raise ApportionmentRefused(f"Population nulle : {', '.join(null)}.")
    codes = [unit.code for unit in units]
    if len(set(codes)) != len(codes):
        raise ApportionmentRefused("Une commune est inscrite deux fois.")
    if total < len(units):
        raise ApportionmentRefused(
            f"Il y a moins de jurés ({total}) que de lignes ({len(units)}) : des communes sont à regrouper."
        )


def too_small(shares: Iterable[Share]) -> list[Share]:
    return [share for share in shares if share.is_too_small]


def decimals(value: Fraction, places: int = 4) -> str:
    """A fraction as a French decimal, half rounded up: "70,5208". For the eye alone: nothing is computed from it."""
    scaled = ROUNDINGS["nearest"](value * 10**places)
    whole, rest = divmod(scaled, 10**places)
    return f"{whole},{rest:0{places}d}"


# --- what to group --------------------------------------------------------------------------------------------


def nearest(code: str, points: dict[str, tuple[Fraction, Fraction]]) -> str | None:
    """The code whose point is nearest, the lowest code first among equals; None when there is no other."""
    here = points[code]
    others = [other for other in points if other != code]
    return min(others, key=lambda other: (gap(here, points[other]), other), default=None)


def gap(first: tuple[Fraction, Fraction], second: tuple[Fraction, Fraction]) -> Fraction:
    """The square of a distance on the map; in Île-de-France a degree east is about two thirds of a degree north."""
    north, east = first[0] - second[0], (first[1] - second[1]) * Fraction(2, 3)
    return north * north + east * east
