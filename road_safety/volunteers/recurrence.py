"""Times that come back: a rule (RFC 5545) that is bounded, checked, and read in the hours of Paris. Pure."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from directorate.legal_calendar.arithmetic import PARIS

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY")
PARTS = {"FREQ", "INTERVAL", "UNTIL", "COUNT", "BYDAY", "BYMONTHDAY", "WKST"}
MOST = 400
LONGEST = timedelta(days=2 * 366)
PART = re.compile(r"^[A-Z]+=[A-Z0-9,+\-]+$", re.ASCII)
UNTIL = re.compile(r"^(\d{8})(T\d{6}Z?)?$", re.ASCII)


def fault_of(rule: str, starts_at: datetime) -> str:
    """Why the rule cannot be kept, or nothing."""
    if not rule:
        return ""
    parts = rule.split(";")
    if len(rule) > 200 or not all(PART.match(part) for part in parts):
        return "Cette récurrence ne se lit pas."
    names = [part.partition("=")[0] for part in parts]
    if len(set(names)) != len(names) or set(names) - PARTS:
        return "Cette récurrence ne se lit pas."
    facts = dict(part.split("=", 1) for part in parts)
    if facts.get("FREQ") not in FREQUENCIES:
        return "Une disponibilité se répète par jour, par semaine ou par mois."
    if ("UNTIL" in facts) == ("COUNT" in facts):
        return "Une récurrence finit à un jour, ou après un nombre de fois."
    try:
        if "COUNT" in facts and not 1 <= int(facts["COUNT"]) <= MOST:
            return f"Une récurrence compte {MOST} fois au plus."
        if not 1 <= int(facts.get("INTERVAL", 1)) <= 52:
            return "L'intervalle va de 1 à 52."
        if "UNTIL" in facts:
            end = until_of(facts["UNTIL"])
            first = starts_at.astimezone(PARIS).date()
            if end < first:
                return "La récurrence finit avant de commencer."
            if end - first > LONGEST:
                return "Une récurrence dure deux ans au plus."
        rrulestr(bare(rule), dtstart=starts_at.astimezone(PARIS).replace(tzinfo=None))
    except (ValueError, TypeError, OverflowError):
        return "Cette récurrence ne se lit pas."
    return ""


def until_of(text: str) -> date:
    found = UNTIL.match(text)
    if found is None:
        raise ValueError(text)
    return datetime.strptime(found[1], "%Y%m%d").date()  # noqa: DTZ007 - a day


def bare(rule: str) -> str:
    """The rule in wall-clock hours, its last day whole: nine o'clock stays nine o'clock when clocks change."""
    return re.sub(r"UNTIL=(\d{8})(T\d{6}Z?)?", r"UNTIL=\1T235959", rule)


def weekly(until: date, every: int = 1) -> str:
    return f"FREQ=WEEKLY;INTERVAL={every};UNTIL={until:%Y%m%d}"


def monthly(until: date) -> str:
    return f"FREQ=MONTHLY;UNTIL={until:%Y%m%d}"


def occurrences(
    starts_at: datetime, ends_at: datetime, rule: str, first: datetime, last: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The times that meet `[first, last)`, in order."""
    if not rule:
        if starts_at < last and first < ends_at:
            yield starts_at, ends_at
        return
    wall, length = on_the_wall(starts_at), on_the_wall(ends_at) - on_the_wall(starts_at)
    end = on_the_wall(last)
    for rank, found in enumerate(rrulestr(bare(rule), dtstart=wall)):
        if rank >= MOST * 2 or found >= end:
            return
        # In the hours of the wall: from 22 h to 6 h is so every night, the one of the change included.
        begins, ends = found.replace(tzinfo=PARIS), (found + length).replace(tzinfo=PARIS)
        if first < ends:
            yield begins, ends


def on_the_wall(at: datetime) -> datetime:
    return at.astimezone(PARIS).replace(tzinfo=None)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)
