"""Numbers of Pilotage in the French manner."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def days(value: float | Decimal | None) -> str:
    """One decimal when there is one; a dash when nothing was measured."""
    return "—" if value is None else f"{value:.1f}".removesuffix(".0").replace(".", ",")
