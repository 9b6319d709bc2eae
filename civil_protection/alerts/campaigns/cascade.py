"""The cascade of one commune, computed: who is called, when, on which number, and what becomes of it. Pure.

The mayor is called first; each attempt leaves a window to acknowledge by a key; when it closes, the next attempt
starts. Nothing new starts at the deadline: an operator takes over, then a patrol at the second deadline.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

VOICE, SMS, EMAIL = "voice", "sms", "email"
MOBILE = "mobile"
# An attempt that leaves later than this after its time keeps its whole window.
ON_TIME = timedelta(seconds=30)


@dataclass(frozen=True)
class Terms:
    """The parameters of a cascade, as they were at the launch. Durations in seconds."""

    window: int = 180
    attempts: int = 2
    pause: int = 0
    parallel: tuple[str, ...] = (SMS, EMAIL)
    order: tuple[str, ...] = ("mayor", "first_deputy", "chief_executive", "technical_duty", "municipal_police")
    deadline: int = 900
    second_deadline: int = 2700

    def as_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Terms":
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()})


@dataclass(frozen=True)
class Person:
    """Somebody who may be called. `phones`: (nature, number), in the order of their ranks."""

    key: int
    name: str
    role: str
    rank: int = 1
    phones: Sequence[tuple[str, str]] = ()
    emails: Sequence[str] = ()
    is_available: bool = True


@dataclass(frozen=True)
class Planned:
    """One call, SMS or mail to come. `rank`: the place of the person in the cascade, from 1."""

    person: Person
    rank: int
    turn: int
    channel: str
    address: str
    due_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What becomes of one commune. `seconds`: from the launch to the acknowledgement."""

    state: str
    rank: int | None = None
    used: int = 0
    seconds: int | None = None
    is_late: bool = False
    ticket_at: datetime | None = None
    cancelled: tuple[Planned, ...] = field(default_factory=tuple)


def in_order(people: Iterable[Person], order: Sequence[str]) -> list[Person]:
    """Those who may answer at this hour before the others, by function in the order of the settings, then by rank."""
    place = {role: rank for rank, role in enumerate(order)}
    return sorted(
        people,
        key=lambda person: (not person.is_available, place.get(person.role, len(place)), person.rank, person.name,
                            person.key),
    )  # fmt: skip


def planned(people: Iterable[Person], terms: Terms, launched_at: datetime) -> list[Planned]:
    """Every attempt of one commune. The second call of a person goes to the second number, when there is one."""
    called = [person for person in in_order(people, terms.order) if person.phones or person.emails]
    step = timedelta(seconds=terms.window + terms.pause)
    last = deadline_of(terms, launched_at)
    found: list[Planned] = []
    due_at = launched_at
    for rank, person in enumerate(called, start=1):
        found += beside(person, rank, terms, launched_at)
        for turn in range(1, terms.attempts + 1) if person.phones else ():
            if due_at <= last:
                number = person.phones[(turn - 1) % len(person.phones)][1]
                found.append(Planned(person, rank, turn, VOICE, number, due_at))
            due_at += step
    return found


def beside(person: Person, rank: int, terms: Terms, launched_at: datetime) -> list[Planned]:
    """The SMS and the mails, which leave at once and acknowledge nothing."""
    mobiles = [number for kind, number in person.phones if kind == MOBILE]
    sent = {SMS: mobiles, EMAIL: person.emails}
    return [
        Planned(person, rank, turn, channel, address, launched_at)
        for channel in terms.parallel
        for turn, address in enumerate(dict.fromkeys(sent[channel]), start=1)
    ]


def deadline_of(terms: Terms, launched_at: datetime) -> datetime:
    return launched_at + timedelta(seconds=terms.deadline)


def second_deadline_of(terms: Terms, launched_at: datetime) -> datetime:
    return launched_at + timedelta(seconds=terms.second_deadline)


def window_end(terms: Terms, due_at: datetime, sent_at: datetime) -> datetime:
    """Until when an attempt is waited for: the window of the plan, or a whole one when it left late."""
    start = due_at if sent_at <= due_at + ON_TIME else sent_at
    return start + timedelta(seconds=terms.window)


def outcome(
    attempts: Sequence[Planned], terms: Terms, launched_at: datetime, acknowledged_at: datetime | None = None
) -> Outcome:
    """What becomes of a commune whose last person called acknowledges at this instant, or whom nobody answers for."""
    voice = [attempt for attempt in attempts if attempt.channel == VOICE]
    deadline = deadline_of(terms, launched_at)
    stop = deadline if acknowledged_at is None else min(acknowledged_at, deadline)
    # At the deadline nothing starts any more; at the very second of an answer, neither.
    launched = [attempt for attempt in voice if attempt.due_at < stop]
    cancelled = tuple(attempt for attempt in voice if attempt.due_at >= stop)
    if acknowledged_at is None:
        return Outcome("unreached", used=len(launched), ticket_at=deadline, cancelled=cancelled)
    late = is_late(acknowledged_at, deadline)
    return Outcome(
        "reached",
        rank=launched[-1].rank if launched else None,
        used=len(launched),
        seconds=round((acknowledged_at - launched_at).total_seconds()),
        is_late=late,
        ticket_at=deadline if late else None,
        cancelled=cancelled,
    )


def is_late(acknowledged_at: datetime, deadline_at: datetime) -> bool:
    """The deadline itself is too late: the operator has the ticket."""
    return acknowledged_at >= deadline_at


# --- figures of a campaign ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """Seconds from the launch, but for `to_launch`, from the decision. None: not reached, hence not defined."""

    targets: int
    reached: int
    to_launch: int
    first: int | None
    t50: int | None
    t90: int | None
    t100: int | None
    mean_rank: float | None

    @property
    def percent(self) -> int:
        """Rounded down: 46 communes of 47 are not all of them."""
        return self.reached * 100 // self.targets if self.targets else 0

    @property
    def words(self) -> str:
        return f"{self.reached} sur {self.targets}"


def time_to_reach(delays: Sequence[int], targets: int, percent: int) -> int | None:
    """Seconds after which this share of the targets was reached; None when it never was."""
    needed = ceil(targets * percent / 100)
    ordered = sorted(delays)
    return ordered[needed - 1] if 0 < needed <= len(ordered) else None


def figures(*, decided_at: datetime, launched_at: datetime, reached: Sequence[tuple[datetime, int | None]],
            targets: int) -> Figures:  # fmt: skip
    """`reached`: (instant, rank of the person) of each target reached; no rank when an operator reached it."""
    delays = [round((at - launched_at).total_seconds()) for at, _ in reached]
    ranks = [rank for _, rank in reached if rank is not None]
    return Figures(
        targets=targets,
        reached=len(delays),
        to_launch=round((launched_at - decided_at).total_seconds()),
        first=min(delays, default=None),
        t50=time_to_reach(delays, targets, 50),
        t90=time_to_reach(delays, targets, 90),
        t100=time_to_reach(delays, targets, 100),
        mean_rank=sum(ranks) / len(ranks) if ranks else None,
    )


def duration_words(seconds: int | None) -> str:
    """'13 min 12 s', or what says that it never came."""
    if seconds is None:
        return "non atteint"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min {rest:02} s"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
