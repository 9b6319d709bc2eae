"""What a mission cost (IDSR-08): the way there and back by fiscal power and by distance of the year, meals. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from road_safety.strategy.funding import words

CENT = Decimal("0.01")
# The kilometres of the year at which each band ends.
LIMITS = (("2000", Decimal(2_000)), ("10000", Decimal(10_000)), ("more", Decimal("Infinity")))


@dataclass(frozen=True)
class Expenses:
    """`rate`: that of the first kilometres. `trace`: the steps of the count, in words."""

    kilometres: Decimal
    rate: Decimal
    mileage: Decimal
    total: Decimal
    trace: tuple[str, ...]


def band_of(fiscal_power: int) -> str:
    return "5" if fiscal_power <= 5 else "7" if fiscal_power <= 7 else "8"


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def count(
    one_way: Decimal, fiscal_power: int | None, rates: Mapping[tuple[str, str], Decimal], *,
    before: Decimal = Decimal(0), meals: int = 0, meal_rate: Decimal = Decimal(0), other: Decimal = Decimal(0),
) -> Expenses:  # fmt: skip
    """`before`: the kilometres already claimed this year. Rounded once, at the end of the way."""
    left = way = 2 * one_way
    trace, mileage, first = [], Decimal(0), Decimal(0)
    if way:
        if fiscal_power is None:
            raise ValueError("fiscal power")
        band, done = band_of(fiscal_power), before
        trace.append(f"2 × {written(one_way)} km = {written(way)} km")
        for far, limit in LIMITS:
            part = min(left, max(limit - done, Decimal(0)))
            if part > 0:
                rate = rates[band, far]
                first = first or rate
                mileage += part * rate
                trace.append(
                    f"{written(part)} km × {written(rate)} €/km ({fiscal_power} CV) = {words(cents(part * rate))}"
                )
                left, done = left - part, done + part
    mileage = cents(mileage)
    if meals:
        trace.append(f"{meals} repas × {words(meal_rate)} = {words(meals * meal_rate)}")
    if other:
        trace.append(f"Autres frais, sur justificatif : {words(other)}")
    return Expenses(way, first, mileage, mileage + meals * meal_rate + other, tuple(trace))


def written(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")
