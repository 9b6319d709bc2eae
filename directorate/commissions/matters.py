"""What is heard under an item of an agenda. The package that puts its matters there says it; this one asks without
knowing why, and shows an item that nobody claims as it stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from directorate.commissions.body_rules import gives_opinions
from directorate.commissions.models import AgendaItem, CommissionMember, CommissionSession
from directorate.commissions.quorum import quorum_problem, voters
from directorate.commissions.seats import roll
from directorate.org.models import StaffMember


@dataclass(frozen=True)
class Matter:
    """`url`: the page of what is heard, empty when the reader may not open it. `awaits`: it waits for an answer.

    `is_secret`: what many people read does not say what it is; `is_hidden`: this reader may not know of it.
    """

    url: str = ""
    is_secret: bool = False
    is_hidden: bool = False
    awaits: bool = False
    may_answer: bool = True


Finder = Callable[[Sequence[AgendaItem], StaffMember, date], Mapping[int, Matter]]
FINDERS: list[Finder] = []
UNCLAIMED = Matter()


def claim(finder: Finder) -> None:
    """Declare whose matters are on agendas: `finder(items, staff, on)` gives those it knows, by key of the item."""
    if finder not in FINDERS:
        FINDERS.append(finder)


Follower = Callable[[AgendaItem, StaffMember | None, datetime], None]
FOLLOWERS: list[Follower] = []


def after_opinion(follower: Follower) -> None:
    """Ask to be told of every opinion: `follower(item, by, at)`, in the transaction that records it."""
    if follower not in FOLLOWERS:
        FOLLOWERS.append(follower)


def tell_followers(item: AgendaItem, by: StaffMember | None, at: datetime) -> None:
    for follower in FOLLOWERS:
        follower(item, by, at)


def matters(items: Sequence[AgendaItem], staff: StaffMember, on: date) -> dict[int, Matter]:
    """Every item with its matter; the number of queries does not depend on the number of items."""
    found = {item.pk: UNCLAIMED for item in items}
    for finder in FINDERS:
        found |= finder(items, staff, on)
    return found


Offer = Callable[[CommissionSession, StaffMember, date], Sequence[tuple[str, str]]]
OFFERS: list[Offer] = []


def offer(source: Offer) -> None:
    """Declare other ways of filling an agenda: `source(session, staff, on)` gives labels and addresses."""
    if source not in OFFERS:
        OFFERS.append(source)


def offers(session: CommissionSession, staff: StaffMember, on: date) -> list[tuple[str, str]]:
    return [link for source in OFFERS for link in source(session, staff, on)]


RESTRICTED = "Affaire à diffusion restreinte"


@dataclass(frozen=True)
class Line:
    """A matter as a paper that several people read says it."""

    item: AgendaItem
    position: int
    title: str
    is_secret: bool


def agenda_lines(session: CommissionSession, staff: StaffMember, on: date) -> list[Line]:
    items = list(session.items.order_by("position").prefetch_related("withdrawals__member"))
    found = matters(items, staff, on)
    return [
        Line(item, item.position, RESTRICTED if found[item.pk].is_secret else item.title, found[item.pk].is_secret)
        for item in items
    ]


@dataclass(frozen=True)
class Point:
    """A line of the agenda as one reader sees it. `gesture`: the words of its button, empty when there is none.

    `warning`: what the departures of members, or the seats that are missing, do to the quorum of this matter.
    """

    item: AgendaItem
    matter: Matter
    gesture: str
    withdrawn: list[str]
    warning: str
    written: list[str] = field(default_factory=list)

    @property
    def may_be_chosen(self) -> bool:
        """For an opinion in series."""
        return bool(self.gesture) and not self.item.opinion


def points(session: CommissionSession, staff: StaffMember, at: datetime, on: date) -> list[Point]:
    items, present = list(session.items.all()), list(session.present.all())
    found = matters(items, staff, on)
    return [point(session, item, found[item.pk], present, at) for item in items]


def point(
    session: CommissionSession, item: AgendaItem, matter: Matter, present: list[CommissionMember], at: datetime
) -> Point:
    rows = list(item.withdrawals.all())
    if session.commission.has_seats:
        words = [f"{row.member.name} ({row.get_opinion_display().lower()})" for row in item.written_opinions.all()]
        warning = roll(session, item, present).refusal if present and not item.opinion else ""
        return Point(
            item, matter, gesture(session, item, matter, at), [row.member.name for row in rows], warning, words
        )
    voting = voters(present, [row.member_id for row in rows])
    warning = quorum_problem(len(voting), session.quorum, len(present) - len(voting)) if rows and present else ""
    return Point(item, matter, gesture(session, item, matter, at), [row.member.name for row in rows], warning)


def gesture(session: CommissionSession, item: AgendaItem, matter: Matter, at: datetime) -> str:
    if session.starts_at > at or not matter.may_answer or not gives_opinions(session.commission_id):
        return ""
    if item.opinion:
        return "Reporter l'avis au dossier" if matter.awaits else ""
    return "Enregistrer l'avis" if session.state == CommissionSession.State.PLANNED else ""
