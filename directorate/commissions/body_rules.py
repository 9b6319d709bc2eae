"""What a service adds to the rules of a body that it keeps: who must be in it, how many must come, for how long.

The engine asks without knowing why, as it does for matters. Nothing here reads a table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from directorate.commissions.models import Commission, CommissionMember


@dataclass(frozen=True)
class BodyRules:
    """`composition`: why these members do not make the body, as a sentence, empty when they do. `quorum`: how many of
    them must be present. `term_months`: the length of a mandate that begins that day. `helpers`: units whose agents
    keep the secretariat with those of the first one, because the body hears their cases."""

    composition: Callable[[Sequence[CommissionMember], date], str]
    quorum: Callable[[Commission, date], int]
    term_months: Callable[[date], int]
    helpers: frozenset[str] = frozenset()
    # A body that decides actions and gives no opinion; one of which no paper, mail or document says anything.
    gives_opinions: bool = True
    is_discreet: bool = False


RULES: dict[str, BodyRules] = {}


def declare_rules(code: str, rules: BodyRules) -> None:
    """Of the commission of this code."""
    RULES[code] = rules


def composition_problem(code: str, members: Sequence[CommissionMember], on: date) -> str:
    return RULES[code].composition(members, on) if code in RULES else ""


def quorum_of(commission: Commission, on: date) -> int:
    rules = RULES.get(commission.pk)
    return rules.quorum(commission, on) if rules else commission.quorum


def term_of(commission: Commission, on: date) -> int | None:
    rules = RULES.get(commission.pk)
    return rules.term_months(on) if rules else commission.term_months


def secretariats_of(commission: Commission) -> frozenset[str]:
    rules = RULES.get(commission.pk)
    return frozenset({commission.secretariat_id}) | (rules.helpers if rules else frozenset())


def gives_opinions(code: str) -> bool:
    return RULES[code].gives_opinions if code in RULES else True


def is_discreet(code: str) -> bool:
    return RULES[code].is_discreet if code in RULES else False
