"""Amounts to the cent, shares of a whole, and how both are written. Pure."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
TENTH = Decimal("0.1")
HUNDRED = Decimal(100)
NONE = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def percent(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """With one decimal, half up; nothing of nothing is not known."""
    return (HUNDRED * Decimal(part) / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP) if whole else None


def words(amount: Decimal) -> str:
    """« 27 000 € », « 4,40 € », with the spaces of a typesetter."""
    figures = f"{cents(amount):,.2f}".replace(",", "\u202f").replace(".", ",")
    return f"{figures.removesuffix(',00')}\u00a0€"
