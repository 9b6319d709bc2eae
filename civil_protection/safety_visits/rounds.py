"""Rounds of visits proposed by commune: half-days that are free, so many visits each. Pure: no table, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MORNING, AFTERNOON = "morning", "afternoon"
HALVES = {MORNING: "Matin", AFTERNOON: "Après-midi"}


@dataclass(frozen=True)
class Candidate:
    """An establishment whose visit is due."""

    key: int
    commune: str
    due_on: date
    sleeping: bool = False
    category: int = 5


@dataclass(frozen=True)
class Round:
    """The visits of one half-day, all in the same commune, the most pressing first."""

    day: date
    half: str
    commune: str
    keys: tuple[int, ...]


def urgency(row: Candidate, on: date) -> tuple:
    """Overdue before due, sleeping premises before the others, then the oldest day and the highest category."""
    return (row.due_on >= on, not row.sleeping, row.due_on, row.category, row.key)


def half_days(first: date, weeks: int, weekdays: Iterable[int], halves: Sequence[str]) -> list[tuple[date, str]]:
    """Every half-day of these weekdays (Monday is 0) from a day on, in order."""
    kept = set(weekdays)
    days = (first + timedelta(days=rank) for rank in range(7 * weeks))
    return [(day, half) for day in days if day.weekday() in kept for half in halves]


def propose(candidates: Iterable[Candidate], slots: Sequence[tuple[date, str]], each: int, on: date) -> list[Round]:
    """One round for each free half-day: the commune of the most pressing establishment, and its most pressing ones."""
    waiting = sorted(candidates, key=lambda row: urgency(row, on))
    found = []
    for day, half in slots:
        if not waiting or each < 1:
            break
        commune = waiting[0].commune
        chosen = [row for row in waiting if row.commune == commune][:each]
        taken = {row.key for row in chosen}
        waiting = [row for row in waiting if row.key not in taken]
        found.append(Round(day, half, commune, tuple(row.key for row in chosen)))
    return found
