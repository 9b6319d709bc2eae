"""Counts that let nobody guess a small one, even by subtracting the others from the total. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

HIDDEN = "masqué"


@dataclass(frozen=True)
class Published:
    """What may be shown. None stands for what is hidden: for a stage, a count from 1 to `smallest` - 1."""

    by_stage: Mapping[str, int | None]
    total: int | None
    late: int | None
    smallest: int

    def words(self, stage: str) -> str:
        count = self.by_stage[stage]
        return f"< {self.smallest}" if count is None else str(count)


def shown(count: int | None) -> str:
    return HIDDEN if count is None else str(count)


def published(by_stage: Mapping[str, int], late: int, smallest: int = 3) -> Published:
    """One rule: a small count is hidden, and as soon as one is, no total is given. Nothing is left to subtract from,
    so that two hidden counts do not give their sum away either.

    `late` counts some of the same files: it would be a lower bound of the total. With a total it is shown unless it or
    what is in time is small; without one, unless it is small or more than what the shown stages could hold.
    """
    stages = {stage: None if 0 < count < smallest else count for stage, count in by_stage.items()}
    known = sum(count for count in stages.values() if count is not None)
    if None in stages.values():
        total, hides_late = None, late > known
    else:
        total, hides_late = known, 0 < known - late < smallest
    return Published(stages, total, None if hides_late or 0 < late < smallest else late, smallest)
