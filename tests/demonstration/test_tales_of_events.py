"""The tales of events are told from any day of the year: weekends and holidays never push a decision past its event."""

from datetime import date, datetime, time, timedelta

import pytest

from directorate.demonstration.stories import PARIS, later, moment
from police_admin.stories.events import Tale, tales

# How long an answer takes, and what a decision adds before its signature.
OPINIONS, DECISIONS = {"police", "dsac"}, {"against", "grant", "order", "refusal"}
DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(3 * 365)]


def kind_of(gesture) -> tuple:
    return (gesture,) if isinstance(gesture, str) else gesture


def signed_at(tale: Tale, received_at: datetime) -> datetime | None:
    """When the decision of the tale is signed, None when it has none. The longest road of each gesture."""
    at = received_at
    for gesture in tale.gestures:
        name = kind_of(gesture)[0]
        at = later(at, 1)
        if name in OPINIONS:
            at = later(at, 4)
        elif name in DECISIONS:
            return later(at + timedelta(hours=3), 1, hour=16)
    return None


DECIDED = [tale for tale in tales() if tale.ahead and signed_at(tale, moment(DAYS[0])) is not None]


@pytest.mark.parametrize("tale", DECIDED, ids=lambda tale: f"{tale.code}-{tale.ago}")
def test_a_decision_is_signed_before_its_event_whatever_the_day(tale):
    late = []
    for today in DAYS:
        received_at = moment(today - timedelta(days=tale.ago))
        starts_on = received_at.date() + timedelta(days=tale.ahead)
        if signed_at(tale, received_at) >= datetime.combine(starts_on, time(tale.hour), tzinfo=PARIS):
            late.append(today)
    assert late == []
