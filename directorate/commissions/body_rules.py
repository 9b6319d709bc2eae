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
    from directorate.org.models import StaffMember


@dataclass(frozen=True)
class BodyRules:
    """`composition`: why these members do not make the body, as a sentence, empty when they do. `quorum`: how many of
    them must be present. `term_months`: the length of a mandate that begins that day. `helpers`: units whose agents
    keep the secretariat with those of the first one, because the body hears their cases. `readers`: who may know that
    the body sits; everybody in post when nobody is named."""

    composition: Callable[[Sequence[CommissionMember], date], str]
    quorum: Callable[[Commission, date], int]
    term_months: Callable[[date], int]
    helpers: frozenset[str] = frozenset()
    # A body that decides actions and gives no opinion; one of which no paper, mail or document says anything.
    gives_opinions: bool = True
    is_discreet: bool = False
    readers: Callable[..., bool] | None = None


RULES: dict[str, BodyRules] = {}
# The rules of the bodies that people create one by one, by the beginning of their codes.
FAMILIES: dict[str, BodyRules] = {}


def declare_rules(code: str, rules: BodyRules) -> None:
    """Of the commission of this code."""
    RULES[code] = rules


def declare_family(prefix: str, rules: BodyRules) -> None:
    """Of every commission whose code begins so, unless it has rules of its own."""
    FAMILIES[prefix] = rules


def rules_of(code: str) -> BodyRules | None:
    found = (rules for prefix, rules in FAMILIES.items() if code.startswith(prefix))
    return RULES.get(code) or next(found, None)


def composition_problem(code: str, members: Sequence[CommissionMember], on: date) -> str:
    rules = rules_of(code)
    return rules.composition(members, on) if rules else ""


def quorum_of(commission: Commission, on: date) -> int:
    rules = rules_of(commission.pk)
    return rules.quorum(commission, on) if rules else commission.quorum


def term_of(commission: Commission, on: date) -> int | None:
    rules = rules_of(commission.pk)
    return rules.term_months(on) if rules else commission.term_months


def secretariats_of(commission: Commission) -> frozenset[str]:
    rules = rules_of(commission.pk)
    return frozenset({commission.secretariat_id}) | (rules.helpers if rules else frozenset())


def gives_opinions(code: str) -> bool:
    rules = rules_of(code)
    return rules.gives_opinions if rules else True


def is_discreet(code: str) -> bool:
    rules = rules_of(code)
    return rules.is_discreet if rules else False


def knows_of(staff: StaffMember, code: str, on: date) -> bool:
    """May this person know that the body sits?"""
    rules = rules_of(code)
    return rules is None or rules.readers is None or rules.readers(staff, on=on)


def unknown_to(staff: StaffMember, on: date) -> list[str]:
    """Codes of the bodies of which this person may not know."""
    return [code for code, rules in RULES.items() if rules.readers is not None and not rules.readers(staff, on=on)]
