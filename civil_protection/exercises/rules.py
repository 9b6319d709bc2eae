"""What is computed about exercises. Pure: facts and days in, days and shares out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from directorate.legal_calendar.arithmetic import PARIS, add_months


@dataclass(frozen=True)
class ActionFacts:
    """`ended_on`: the day it was done or dropped; `dropped` ones count neither for nor against."""

    opened_on: date
    due_on: date
    ended_on: date | None = None
    dropped: bool = False


def hot_due(ended_at: datetime, hours: int) -> datetime:
    """The last instant of the debriefing at once."""
    return ended_at + timedelta(hours=hours)


def cold_due(ended_at: datetime, months: int) -> date:
    """The last day to publish the lessons."""
    return add_months(ended_at.astimezone(PARIS).date(), months)


def delay_minutes(planned_at: datetime, played_at: datetime | None) -> int | None:
    """Whole minutes after the planned time, negative when given early; none while it is not played."""
    return None if played_at is None else round((played_at - planned_at) / timedelta(minutes=1))


def delay_words(minutes: int | None) -> str:
    """'+ 5 min', '− 2 min', 'à l'heure'; empty while it is not played."""
    if minutes is None:
        return ""
    if minutes == 0:
        return "à l'heure"
    return f"{'+' if minutes > 0 else '−'} {abs(minutes)} min"


def open_since_before(opened_on: date, on: date, months: int) -> bool:
    """Whether what was decided that day has been open for more than so many months."""
    return add_months(opened_on, months) < on


def closed_in_time(actions: Iterable[ActionFacts], on: date) -> Fraction | None:
    """The share done by their term, among those done and those whose term has passed; none when there is none."""
    judged = [row for row in actions if not row.dropped and (row.ended_on or row.due_on < on)]
    kept = sum(1 for row in judged if row.ended_on and row.ended_on <= row.due_on)
    return Fraction(kept, len(judged)) if judged else None


def mean_age(actions: Iterable[ActionFacts], on: date) -> int | None:
    """The mean age in whole days of those that are open; none when there is none."""
    ages = [(on - row.opened_on).days for row in actions if row.ended_on is None]
    return sum(ages) // len(ages) if ages else None


def reached(results: Sequence[str]) -> Fraction | None:
    """The share of the objectives reached among those that were tested; none when none was."""
    tested = [row for row in results if row and row != "untested"]
    return Fraction(tested.count("reached"), len(tested)) if tested else None


def percent_words(share: Fraction | None) -> str:
    """« 2/3 = 66 % », rounded down: 100 % means all."""
    return "Rien à mesurer" if share is None else f"{share.numerator}/{share.denominator} = {int(share * 100)} %"
