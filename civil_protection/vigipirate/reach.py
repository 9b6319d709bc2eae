"""Who has acknowledged a posture within 24 and 72 hours, who has not, and which reminder is due. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MARKS = (24, 72)


@dataclass(frozen=True)
class Sent:
    """One recipient: when it was sent, when it was acknowledged."""

    sent_at: datetime
    acknowledged_at: datetime | None = None


@dataclass(frozen=True)
class Reach:
    """How many of those sent had acknowledged so many hours later. `is_over`: these hours have passed for all."""

    hours: int
    sent: int
    acknowledged: int
    is_over: bool

    @property
    def percent(self) -> int | None:
        """Rounded down: 99.9 % is not everybody."""
        return self.acknowledged * 100 // self.sent if self.sent else None


def reach(rows: Sequence[Sent], hours: int, at: datetime) -> Reach:
    """A mark of exactly `hours` after the sending still counts."""
    within = timedelta(hours=hours)
    known = [row for row in rows if row.sent_at <= at]
    in_time = [row for row in known if row.acknowledged_at and row.acknowledged_at <= min(row.sent_at + within, at)]
    return Reach(hours, len(known), len(in_time), bool(known) and all(row.sent_at + within <= at for row in known))


def due_reminders(sent_at: datetime, hours: Iterable[int], at: datetime) -> int:
    """How many reminders should have left by now for somebody who has not acknowledged."""
    return sum(sent_at + timedelta(hours=delay) <= at for delay in hours)
