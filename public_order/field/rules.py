"""What follows from the dates of a problem: how long it has been open, whether it came back too soon (B2.1). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from directorate.legal_calendar.arithmetic import add_months

# The states that a state leads to, in the order in which they are offered.
FOLLOWING: Mapping[str, Sequence[str]] = {
    "new": ("diagnosed", "closed"),
    "diagnosed": ("diagnosed", "action_plan", "closed"),
    "action_plan": ("action_plan", "resolved", "closed"),
    "resolved": ("resolved", "relapsed", "closed"),
    "relapsed": ("diagnosed", "action_plan", "resolved", "closed"),
    "closed": (),
}
STILL_OPEN = ("new", "diagnosed", "action_plan", "relapsed")


def is_long_open(state: str, open_since: date, on: date, days: int) -> bool:
    """Open for more than `days`; the last day of the delay is not yet too long."""
    return state in STILL_OPEN and on - open_since > timedelta(days=days)


def is_early_relapse(resolved_on: date | None, relapsed_on: date, months: int) -> bool:
    """Back before `months` have passed since it was settled."""
    return resolved_on is not None and relapsed_on < add_months(resolved_on, months)


@dataclass(frozen=True)
class Fact:
    """A problem as the indicators read it."""

    state: str
    open_since: date
    resolved_on: date | None = None
    is_early_relapse: bool = False


@dataclass(frozen=True)
class Indicators:
    open: int
    long_open: int
    resolved: int
    early_relapses: int


def indicators(facts: Sequence[Fact], on: date, days: int) -> Indicators:
    return Indicators(
        open=sum(fact.state in STILL_OPEN for fact in facts),
        long_open=sum(is_long_open(fact.state, fact.open_since, on, days) for fact in facts),
        resolved=sum(fact.resolved_on is not None and fact.state in ("resolved", "closed") for fact in facts),
        early_relapses=sum(fact.is_early_relapse for fact in facts),
    )
