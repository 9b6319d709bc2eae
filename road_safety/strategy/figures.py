"""The numbers that the prefect asks of a plan (A2.5): counts, money, cost of one person, shares. Pure.

What is not known stays None, so that it is shown blank and never as nought.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from road_safety.strategy.funding import cost_per_person, percent
from road_safety.strategy.victims import Victims

NONE = Decimal(0)


@dataclass(frozen=True)
class Done:
    """One action of the plan, as the figures read it."""

    stakes: tuple[str, ...]
    communes: tuple[str, ...]
    audiences: tuple[str, ...]
    requested: Decimal | None
    granted: Decimal | None
    paid: Decimal | None
    reached: int | None
    is_retained: bool
    is_held: bool


@dataclass(frozen=True)
class StakeLine:
    """A stake: its part of the actions and of the money, and its part of the killed and hospitalised."""

    label: str
    actions: int
    granted: Decimal
    share: Decimal | None
    reached: int | None
    cost: Decimal | None
    grave: int | None
    victims_share: Decimal | None
    is_final: bool | None

    @property
    def gap(self) -> Decimal | None:
        """Points of the money above or below the victims."""
        return None if self.share is None or self.victims_share is None else self.share - self.victims_share


@dataclass(frozen=True)
class Totals:
    actions: int
    retained: int
    held: int
    requested: Decimal
    granted: Decimal
    paid: Decimal
    reached: int | None
    counted: int
    cost: Decimal | None
    execution: Decimal | None
    communes: int
    communes_share: Decimal | None


def reached_by(rows: Iterable[Done]) -> tuple[int | None, int]:
    """How many people, and by how many actions that counted them; None when none did."""
    known = [row.reached for row in rows if row.reached is not None]
    return (sum(known) if known else None), len(known)


def cost_of(rows: Iterable[Done]) -> Decimal | None:
    """Of the actions whose grant and public are both known: money never meets people that it did not reach."""
    known = [row for row in rows if row.granted is not None and row.reached]
    return cost_per_person(sum((row.granted or NONE for row in known), NONE), sum(row.reached or 0 for row in known))


def totals(rows: Iterable[Done], communes: int) -> Totals:
    found = list(rows)
    retained = [row for row in found if row.is_retained]
    held = sum(row.is_held for row in retained)
    reached, counted = reached_by(retained)
    touched = len({insee for row in retained for insee in row.communes})
    return Totals(
        actions=len(found),
        retained=len(retained),
        held=held,
        requested=sum((row.requested or NONE for row in found), NONE),
        granted=sum((row.granted or NONE for row in retained), NONE),
        paid=sum((row.paid or NONE for row in retained), NONE),
        reached=reached,
        counted=counted,
        cost=cost_of(retained),
        execution=percent(held, len(retained)),
        communes=touched,
        communes_share=percent(touched, communes),
    )


def by_stake(rows: Iterable[Done], labels: Mapping[str, str], victims: Mapping[str, Victims | None]) -> list[StakeLine]:
    """An action may serve several stakes, as an accident may: neither of the two columns of shares adds up."""
    retained = [row for row in rows if row.is_retained]
    money = sum((row.granted or NONE for row in retained), NONE)
    lines = []
    for code, label in labels.items():
        mine = [row for row in retained if code in row.stakes]
        granted = sum((row.granted or NONE for row in mine), NONE)
        known = victims.get(code)
        lines.append(
            StakeLine(
                label=label,
                actions=len(mine),
                granted=granted,
                share=percent(granted, money),
                reached=reached_by(mine)[0],
                cost=cost_of(mine),
                grave=known.grave if known else None,
                victims_share=percent(known.grave, known.total) if known else None,
                is_final=known.is_final if known else None,
            )
        )
    return lines


def counts(rows: Iterable[Done], name: str) -> list[tuple[str, int]]:
    """How many retained actions for each commune or audience, most first."""
    found = Counter(code for row in rows if row.is_retained for code in getattr(row, name))
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))
