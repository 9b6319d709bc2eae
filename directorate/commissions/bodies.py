"""The bodies of décret 95-260: required seats, written opinions, who votes. Pure: no table is read here."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from directorate.commissions.models import AgendaItem, Commission, Seat
from directorate.commissions.quorum import vote_problem

Opinion, Holder, Rule = AgendaItem.Opinion, Seat.Holder, Commission.QuorumRule
DECREE = "décret n° 95-260"
NO_ATTENDANCE = "Enregistrer d'abord les membres présents : sans preuve du quorum, aucun avis n'est rendu."


@dataclass(frozen=True)
class Voice:
    """What a member brings to one matter: a presence, or an opinion in writing (`written`, its sense)."""

    seat: str
    name: str
    written: str = ""
    is_chair: bool = False


@dataclass(frozen=True)
class Line:
    """A seat and how it is held for one matter. `needed`: without it the body does not deliberate."""

    seat: Seat
    needed: bool
    present: tuple[str, ...]
    written: tuple[str, ...]

    @property
    def is_held(self) -> bool:
        """The chair sits in person; for any other required seat a reasoned written opinion is enough."""
        return bool(self.present or (self.written and self.seat.holder != Holder.CHAIR))

    @property
    def votes(self) -> bool:
        return self.seat.voice != Seat.Voice.ADVISORY

    @property
    def words(self) -> str:
        if self.present:
            return f"Présent : {', '.join(self.present)}"
        if self.written:
            return f"Avis écrit motivé : {', '.join(self.written)}"
        return "Absent, sans avis écrit" if self.needed else "Absent"


def is_concerned(seat: Seat, *, in_commune: bool, concerned: Collection[str]) -> bool:
    """Does this seat take part in this matter? A mayor in those of the commune, some services in those of theirs."""
    if seat.holder == Holder.MAYOR:
        return in_commune
    return seat.voice != Seat.Voice.CASE or seat.code in concerned


def deliberates(seat: Seat, *, in_commune: bool, concerned: Collection[str]) -> bool:
    return seat.voice != Seat.Voice.ADVISORY and is_concerned(seat, in_commune=in_commune, concerned=concerned)


def is_needed(rule: str, seat: Seat, *, in_commune: bool, concerned: Collection[str]) -> bool:
    """By itself: the half of the services of the State that a plenary needs is counted apart."""
    if not deliberates(seat, in_commune=in_commune, concerned=concerned):
        return False
    if rule == Rule.PLENARY:
        return seat.holder in (Holder.CHAIR, Holder.MAYOR) or seat.voice == Seat.Voice.CASE
    return seat.is_required or seat.holder == Holder.CHAIR


def lines(
    rule: str, seats: Iterable[Seat], voices: Sequence[Voice], *, in_commune: bool, concerned: Collection[str] = ()
) -> list[Line]:
    """Every seat that takes part in the matter, in the order of the body."""
    facts = {"in_commune": in_commune, "concerned": concerned}
    return [
        Line(
            seat,
            is_needed(rule, seat, **facts),
            tuple(voice.name for voice in voices if voice.seat == seat.code and not voice.written),
            tuple(voice.name for voice in voices if voice.seat == seat.code and voice.written),
        )
        for seat in seats
        if is_concerned(seat, **facts)
    ]


def half_of(number: int) -> int:
    return -(-number // 2)


def refusal(rule: str, held: Sequence[Line]) -> str:
    """Why the body cannot deliberate on the matter, or an empty string."""
    if rule == Rule.PLENARY:
        return plenary_refusal(held)
    missing = [line.seat.label for line in held if line.needed and not line.is_held]
    if not missing:
        return ""
    return (
        f"La commission ne peut pas délibérer : absence sans avis écrit motivé ({', '.join(missing)} ;"
        f" {DECREE}, art. 12). Recueillir un avis écrit motivé avant la séance, ou tenir une seconde réunion."
    )


def plenary_refusal(held: Sequence[Line]) -> str:
    """Present in person: the chair, the members concerned, the mayor, half of the State officials and fire chief."""
    problems = [f"absence : {line.seat.label}" for line in held if line.needed and not line.present]
    officials = [line for line in held if line.seat.holder in (Holder.STATE, Holder.FIRE)]
    here, wanted = sum(bool(line.present) and line.votes for line in officials), half_of(len(officials))
    if here < wanted:
        problems.append(f"{here} services de l'État et d'incendie présents pour {wanted} requis")
    if not problems:
        return ""
    return f"La commission plénière ne peut pas délibérer ({' ; '.join(problems)} ; {DECREE})."


def plain_opinion_problem(opinion: str) -> str:
    if opinion in (Opinion.FAVOURABLE, Opinion.UNFAVOURABLE, Opinion.ADJOURNED):
        return ""
    return (
        f"L'avis est favorable ou défavorable ({DECREE}, art. 38) ; des prescriptions peuvent l'accompagner (art. 40)."
    )


def tally_problem(
    opinion: str,
    votes_for: int | None,
    votes_against: int | None,
    *,
    present: int,
    written: Sequence[str],
    chaired: bool,
) -> str:
    """Why this opinion contradicts the vote. `present`: who votes in the room; `written`: senses received (art. 39)."""
    if opinion == Opinion.ADJOURNED:
        return vote_problem(opinion, votes_for, votes_against, present, chaired)
    if votes_for is None and votes_against is None:
        if any(sense != opinion for sense in written):
            return f"Un avis écrit est contraire : indiquer les voix pour et contre, où il compte ({DECREE}, art. 39)."
        return ""
    if problem := vote_problem(opinion, votes_for, votes_against, present + len(written), chaired):
        return problem
    for counted_votes, sense, side in (
        (votes_for, Opinion.FAVOURABLE, "pour"),
        (votes_against, Opinion.UNFAVOURABLE, "contre"),
    ):
        least = sum(opinion_in_writing == sense for opinion_in_writing in written)
        if counted_votes < least:
            return f"Les voix {side} comptent les avis écrits : {least} au moins ({DECREE}, art. 39)."
    return ""
