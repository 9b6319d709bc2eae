"""Where the victims of a stake are counted: the accident observatory registers itself here. Blank until it does."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Victims:
    """Of the accidents of one filter in one year. `total`: killed and hospitalised of all the accidents."""

    accidents: int
    killed: int
    hospitalised: int
    total_killed: int
    total: int
    is_final: bool
    source: str = ""

    @property
    def grave(self) -> int:
        return self.killed + self.hospitalised


# (name of the filter, year) -> what is known, or None.
Count = Callable[[str, int], Victims | None]
_COUNTS: list[Count] = []


def register_victims(count: Count) -> None:
    """The last one registered answers."""
    _COUNTS.append(count)


def unregister_victims(count: Count) -> None:
    _COUNTS.remove(count)


def victims_of(accident_filter: str, year: int) -> Victims | None:
    """None without a filter, without a source, or when the source does not know that year."""
    return _COUNTS[-1](accident_filter, year) if accident_filter and _COUNTS else None
