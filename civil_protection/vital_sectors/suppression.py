"""Counts that let nobody guess a small one, even by subtracting the others from the total. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

HIDDEN = "masqué"


@dataclass(frozen=True)
class Published:
    """None stands for what is hidden."""

    counts: Mapping[str, int | None]
    total: int | None

    def words(self, key: str) -> str:
        return shown(self.counts[key])


def shown(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def published(counts: Mapping[str, int], smallest: int = 3) -> Published:
    """Counts from 1 to `smallest` - 1 are hidden, and with them the next one: alone, the total would give it away.

    When what is hidden could only be made of ones, or of a single count, everything is hidden, the total included.
    """
    hidden = {key for key, count in counts.items() if 0 < count < smallest}
    total = sum(counts.values())
    if not hidden:
        return Published(dict(counts), total)
    greater = sorted((count, key) for key, count in counts.items() if count >= smallest)
    hidden |= {key for _, key in greater[:1]}
    if len(hidden) < 2 or sum(counts[key] for key in hidden) == len(hidden):
        return Published(dict.fromkeys(counts), None)
    return Published({key: None if key in hidden else count for key, count in counts.items()}, total)
