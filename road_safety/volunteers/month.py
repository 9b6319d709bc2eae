"""Five weeks from a Monday, for the board. Pure."""

from datetime import date, timedelta

WEEKS = 5
WEEK = timedelta(days=7)


def weeks_of(text: str, on: date) -> tuple[list[list[date]], date, date]:
    """The weeks from that day's Monday (today's when it cannot be read), and where the arrows lead."""
    try:
        day = date.fromisoformat(text)
        first = day - timedelta(days=day.weekday())
        before, after = first - (WEEKS - 1) * WEEK, first + (WEEKS - 1) * WEEK
        if not 2000 <= first.year <= 2100:
            raise ValueError(text)
    except (ValueError, OverflowError):
        first = on - timedelta(days=on.weekday())
        before, after = first - (WEEKS - 1) * WEEK, first + (WEEKS - 1) * WEEK
    return [[first + rank * WEEK + timedelta(days=n) for n in range(7)] for rank in range(WEEKS)], before, after
