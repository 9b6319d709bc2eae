"""Hours covered and holes of a roster. Pure; the database holds the same rule for what is published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Hole:
    """Nobody from an instant to another (excluded)."""

    starts_at: datetime
    ends_at: datetime


def holes(periods: Iterable[tuple[datetime, datetime]], since: datetime, until: datetime) -> list[Hole]:
    """What no period covers between two instants."""
    found, reached = [], since
    for start, end in sorted(periods):
        if end <= reached:
            continue
        if start >= until:
            break
        if start > reached:
            found.append(Hole(reached, start))
        reached = end
    if reached < until:
        found.append(Hole(reached, until))
    return found


def covered_until(periods: Iterable[tuple[datetime, datetime]], since: datetime) -> datetime:
    """The end of the hours without a hole that begin at `since`; `since` itself when nobody is there."""
    reached = since
    for start, end in sorted(periods):
        if start > reached:
            break
        reached = max(reached, end)
    return reached
