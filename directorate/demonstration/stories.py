"""Files that lived before today: each story is a generator of moments, and all of them are played in order of time.

A story yields the instant of its next gesture, then makes it. Played together, references and numbers of acts follow
the calendar as they would have; what lies after `until` has not happened yet and is not played.
"""

import heapq
from collections.abc import Generator, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from directorate.legal_calendar.holidays import is_working_day, next_working_day

PARIS = ZoneInfo("Europe/Paris")
Story = Generator[datetime, None, None]


def play(stories: Iterable[Story], until: datetime) -> int:
    """Play the stories up to `until`. Gives the number of gestures."""
    waiting = []
    for rank, story in enumerate(stories):
        if (at := next(story, None)) is not None:
            heapq.heappush(waiting, (at, rank, story))
    played = 0
    while waiting:
        at, rank, story = heapq.heappop(waiting)
        if at > until:
            continue
        following = next(story, None)
        played += 1
        if following is not None:
            heapq.heappush(waiting, (max(following, at), rank, story))
    return played


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """An office hour of that day, or of the next working day."""
    return datetime.combine(day if is_working_day(day) else next_working_day(day), time(hour, minute), tzinfo=PARIS)


def later(at: datetime, days: int, hour: int | None = None) -> datetime:
    """`days` calendar days after, at an office hour of a working day."""
    return moment((at + timedelta(days=days)).astimezone(PARIS).date(), at.hour if hour is None else hour, at.minute)
