"""Two missions of one volunteer (IDSR-03): half-open times, and the road between two communes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Slot:
    """Where somebody is expected from `starts_at` (included) to `ends_at` (excluded)."""

    starts_at: datetime
    ends_at: datetime
    commune: str
    label: str = ""


def clash(one: Slot, other: Slot, buffer: timedelta) -> bool:
    """Whether nobody can hold both. What touches does not clash; the road counts between two communes."""
    road = buffer if one.commune != other.commune else timedelta(0)
    return one.starts_at < other.ends_at + road and other.starts_at < one.ends_at + road


def clashes(slot: Slot, others: Iterable[Slot], buffer: timedelta) -> list[Slot]:
    return [other for other in others if clash(slot, other, buffer)]
