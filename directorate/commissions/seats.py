"""The seats of a body, matter by matter: who is called, who holds which, what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from directorate.commissions import bodies
from directorate.commissions.models import (
    AgendaItem,
    Commission,
    CommissionMember,
    CommissionSession,
    Seat,
    WrittenOpinion,
)
from directorate.commissions.queries import members_on
from directorate.commissions.quorum import is_chaired, voters
from directorate.legal_calendar.arithmetic import PARIS
from directorate.territory.models import Commune

Holder = Seat.Holder


def called_on(session: CommissionSession) -> QuerySet[CommissionMember]:
    """The members of the day that the agenda calls: of the mayors, those of its communes; elsewhere everybody."""
    rows = members_on(session.commission, session.starts_at.astimezone(PARIS).date())
    if not session.commission.has_seats:
        return rows
    items = list(session.items.all())
    communes = {item.commune_id for item in items if item.commune_id}
    codes = {code for item in items for code in item.concerned}
    mayors = Q(seat__holder=Holder.MAYOR)
    some = Q(seat__voice=Seat.Voice.CASE) & ~mayors
    return rows.filter(
        Q(seat=None) | mayors & Q(commune__in=communes) | some & Q(seat__code__in=codes) | ~mayors & ~some
    ).select_related("seat")


def call_mayor(commission: Commission, commune: Commune, on: date) -> None:
    """The mayor of the commune concerned sits by right, or a deputy: the seat is made when a matter needs it.

    One seat for a commune: an earlier session makes the known mandate begin earlier, never a second one.
    """
    seat = next((row for row in commission.seats.all() if row.holder == Holder.MAYOR), None)
    if seat is None:
        return
    # Two sessions filled at once: the second one sees the mayor of the first.
    Seat.objects.select_for_update(no_key=True).get(pk=seat.pk)
    if members_on(commission, on).filter(seat=seat, commune=commune).exists():
        return
    later = commission.members.filter(seat=seat, commune=commune, is_by_right=True, substitute_of=None)
    known = later.filter(mandate_starts_on__gt=on, mandate_ends_on=None).order_by("mandate_starts_on", "pk").first()
    if known is not None:
        known.mandate_starts_on = on
        known.save(update_fields=["mandate_starts_on"])
        return
    CommissionMember.objects.create(
        commission=commission, name=f"Maire de {commune.name}", capacity="maire ou adjoint désigné",
        is_by_right=True, seat=seat, commune=commune, mandate_starts_on=on,
    )  # fmt: skip


def call_mayors(session: CommissionSession) -> None:
    """Those of its whole agenda, when its day or its matters have changed."""
    if session.commission.has_seats:
        on = session.starts_at.astimezone(PARIS).date()
        for item in session.items.exclude(commune=None).select_related("commune"):
            call_mayor(session.commission, item.commune, on)


@dataclass(frozen=True)
class Roll:
    """One matter: its seats, why it cannot be deliberated, who votes in the room and who wrote."""

    item: AgendaItem
    lines: list[bodies.Line]
    refusal: str
    voting: list[CommissionMember]
    written: list[WrittenOpinion]

    @property
    def chaired(self) -> bool:
        return is_chaired(self.voting)


def is_other_mayor(seat: Seat, member: CommissionMember, item: AgendaItem) -> bool:
    return seat.holder == Holder.MAYOR and member.commune_id != item.commune_id


def concerns(member: CommissionMember, item: AgendaItem, seats: dict[int, Seat]) -> bool:
    """May this member take part in the vote on this matter?"""
    seat = seats.get(member.seat_id)
    if seat is None or is_other_mayor(seat, member, item):
        return False
    return bodies.deliberates(seat, in_commune=item.commune_id is not None, concerned=item.concerned)


def roll(session: CommissionSession, item: AgendaItem, present: Iterable[CommissionMember]) -> Roll:
    """Whoever left the room is absent from the matter; whoever came is not counted twice for having written."""
    commission = session.commission
    seats = {seat.pk: seat for seat in commission.seats.all()}
    left = [row.member_id for row in item.withdrawals.all()]
    here = voters(present, left)
    keys = {member.pk for member in here} | {member.substitute_of_id for member in here} | set(left)
    voting = [member for member in here if concerns(member, item, seats)]
    written = [
        row for row in item.written_opinions.all() if row.member_id not in keys and concerns(row.member, item, seats)
    ]
    # Whoever only advises is shown as present, and counts for nothing.
    seated = [
        (seats[member.seat_id], member)
        for member in here
        if member.seat_id in seats and not is_other_mayor(seats[member.seat_id], member, item)
    ]
    voices = [
        *(bodies.Voice(seat.code, member.name, is_chair=member.is_chair) for seat, member in seated),
        *(bodies.Voice(seats[row.member.seat_id].code, row.member.name, written=row.opinion) for row in written),
    ]
    held = bodies.lines(
        commission.quorum_rule, seats.values(), voices, in_commune=item.commune_id is not None,
        concerned=item.concerned,
    )  # fmt: skip
    return Roll(item, held, bodies.refusal(commission.quorum_rule, held), voting, written)


@dataclass(frozen=True)
class SheetLine:
    """A seat over the whole agenda: which matters need it, and how it is held."""

    seat: Seat
    needed: str
    words: tuple[str, ...]
    tone: str


@dataclass(frozen=True)
class Sheet:
    lines: list[SheetLine]
    refusals: list[tuple[int, str]]
    waiting: int


def sheet(session: CommissionSession, present: Sequence[CommissionMember]) -> Sheet:
    """What the page tells of the seats: held, missing, for which matters."""
    rolls = [roll(session, item, present) for item in session.items.all()]
    lines = []
    for seat in session.commission.seats.all():
        mine = [(row.item.position, line) for row in rolls for line in row.lines if line.seat.pk == seat.pk]
        if mine:
            lines.append(sheet_line(seat, mine, len(rolls)))
    refusals = [(row.item.position, row.refusal) for row in rolls if row.refusal]
    return Sheet(lines, refusals, sum(not row.item.opinion for row in rolls))


def needed_words(positions: list[int], matters: int) -> str:
    if not positions:
        return ""
    return "toutes les affaires" if len(positions) == matters else f"points {', '.join(map(str, positions))}"


def sheet_line(seat: Seat, mine: list[tuple[int, bodies.Line]], matters: int) -> SheetLine:
    needed = [position for position, line in mine if line.needed]
    missing = any(line.needed and not line.is_held for _, line in mine)
    words: dict[str, list[int]] = {}
    for position, line in mine:
        words.setdefault(line.words, []).append(position)
    held = all(line.present or line.written for _, line in mine)
    return SheetLine(
        seat,
        needed_words(needed, matters),
        tuple(
            text if len(words) == 1 else f"{text} (points {', '.join(map(str, positions))})"
            for text, positions in words.items()
        ),
        "error" if missing else "success" if held else "",
    )


def may_write(session: CommissionSession, item: AgendaItem) -> list[CommissionMember]:
    """Those whose written opinion would count in this matter."""
    seats = {seat.pk: seat for seat in session.commission.seats.all()}
    return [member for member in called_on(session) if concerns(member, item, seats)]
