"""The level in force somewhere at some instant, and through time. Pure.

`threat_at(postures, site, t)` is the highest level among the postures that cover the site at `t`: the national posture
first, then what is stricter locally. Without any posture, vigilance: it is permanent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

VIGILANCE, REINFORCED, EMERGENCY = LADDER = ("vigilance", "reinforced", "emergency")
NATIONAL, ZONE, DEPARTMENT, SECTOR = WIDEST_FIRST = ("national", "zone", "department", "sector")


@dataclass(frozen=True)
class Site:
    """Where one asks: a commune of the department by its INSEE code, a kind of recipient; empty means anywhere."""

    commune: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Watch:
    """A posture as the rule sees it. `ends_at` is excluded; a sector without communes or kind holds for all of them."""

    threat: str
    perimeter: str
    starts_at: datetime
    ends_at: datetime | None = None
    sector_kind: str = ""
    communes: frozenset[str] = frozenset()
    posture: Any = None

    def covers(self, site: Site, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at) and self.reaches(site)

    def reaches(self, site: Site) -> bool:
        if self.perimeter != SECTOR:
            return True
        return self.sector_kind in ("", site.kind) and (not self.communes or site.commune in self.communes)


@dataclass(frozen=True)
class Span:
    """A level from an instant to another (None: until now and beyond)."""

    threat: str
    starts_at: datetime
    ends_at: datetime | None

    def days(self, at: datetime) -> int:
        """Whole days in the level, until its end or until `at`."""
        return max((min(self.ends_at or at, at) - self.starts_at) // timedelta(days=1), 0)


def leading(watches: Iterable[Watch], site: Site, at: datetime) -> Watch | None:
    """The posture that gives the level: the highest, and of equal ones the widest, then the oldest."""
    covering = [watch for watch in watches if watch.covers(site, at)]
    return min(
        covering,
        key=lambda row: (-LADDER.index(row.threat), WIDEST_FIRST.index(row.perimeter), row.starts_at),
        default=None,
    )


def threat_at(watches: Iterable[Watch], site: Site, at: datetime) -> str:
    found = leading(watches, site, at)
    return found.threat if found else VIGILANCE


def history(watches: Sequence[Watch], site: Site, since: datetime, until: datetime) -> list[Span]:
    """The levels one after the other, without a hole, from `since` to `until`; equal neighbours are one."""
    bounds = {since, until}
    for watch in watches:
        bounds |= {bound for bound in (watch.starts_at, watch.ends_at) if bound and since < bound < until}
    instants, spans = sorted(bounds), []
    for start, end in zip(instants, instants[1:], strict=False):
        threat = threat_at(watches, site, start)
        if spans and spans[-1].threat == threat:
            start = spans.pop().starts_at
        spans.append(Span(threat, start, end))
    return spans
