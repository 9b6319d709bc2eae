"""What is told to programs comes from above: the package that has a feed declares it here, and the messages follow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from directorate.partners.models import ApiClient


@dataclass(frozen=True)
class Event:
    """One fact to tell: its place in the feed, its name ("case.moved"), when, and identifiers only."""

    position: int
    name: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True)
class Batch:
    """Some events in order, where to read on, and whether more are waiting there."""

    events: Sequence[Event]
    position: int
    more: bool


class Feed(Protocol):
    # name: label, in French.
    names: dict[str, str]

    def last_position(self) -> int: ...

    def events_after(self, position: int, limit: int, *, client: ApiClient, at: datetime) -> Batch: ...

    def forget_old(self, at: datetime) -> int: ...


@dataclass
class NoFeed:
    """Before any package has declared one."""

    names: dict[str, str] = field(default_factory=dict)

    def last_position(self) -> int:
        return 0

    def events_after(self, position: int, limit: int, *, client: ApiClient, at: datetime) -> Batch:
        return Batch([], position, False)

    def forget_old(self, at: datetime) -> int:
        return 0


_DECLARED: list[Feed] = []


def declare_feed(feed: Feed) -> None:
    _DECLARED[:] = [feed]


def feed() -> Feed:
    return _DECLARED[0] if _DECLARED else NoFeed()
