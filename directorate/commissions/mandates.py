"""What the text that creates a commission says of mandates: how long, how many in a row. Reads no table itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from directorate.commissions.body_rules import term_of
from directorate.commissions.models import Commission, CommissionMember
from directorate.commissions.quorum import sits_on
from directorate.legal_calendar.arithmetic import add_months

# A mandate that ends is renewed by an order: the time to find a name and to have it signed.
SOON = timedelta(days=120)


@dataclass(frozen=True)
class Mandate:
    """A mandate as the page of the commission tells it. `remarks`: what is wrong or near, as sentences."""

    member: CommissionMember
    sits: bool
    rank: int
    remarks: tuple[str, ...]


def mandates(commission: Commission, members: Iterable[CommissionMember], on: date) -> list[Mandate]:
    members = list(members)
    known = {member.pk: member for member in members}
    renewed = {member.renews_id for member in members}
    return [
        Mandate(
            member,
            sits_on(member, on),
            rank := rank_of(member, known),
            tuple(remarks(commission, member, rank, on, is_renewed=member.pk in renewed)),
        )
        for member in members
    ]


def rank_of(member: CommissionMember, known: dict[int, CommissionMember]) -> int:
    """1 for a first mandate, 2 for the one that renews it."""
    rank, seen = 1, {member.pk}
    while (member := known.get(member.renews_id)) is not None and member.pk not in seen:
        seen.add(member.pk)
        rank += 1
    return rank


def latest_end(commission: Commission, starts_on: date) -> date | None:
    """The day on which a mandate that begins then must have ended, when the text gives a term."""
    months = term_of(commission, starts_on)
    return add_months(starts_on, months) if months else None


def remarks(commission: Commission, member: CommissionMember, rank: int, on: date, *, is_renewed: bool):
    if member.is_by_right:
        return
    if problem := term_problem(commission, member.mandate_starts_on, member.mandate_ends_on):
        yield problem
    if problem := rank_problem(commission, member.name, rank):
        yield problem
    if sits_on(member, on) and not is_renewed and member.mandate_ends_on - on <= SOON:
        yield f"Le mandat prend fin le {member.mandate_ends_on:%d/%m/%Y}."


def term_problem(commission: Commission, starts_on: date, ends_on: date | None) -> str:
    latest = latest_end(commission, starts_on)
    if latest is None or (ends_on is not None and ends_on <= latest):
        return ""
    return f"Le mandat dépasse {term_of(commission, starts_on)} mois : il prend fin le {latest:%d/%m/%Y} au plus tard."


def rank_problem(commission: Commission, name: str, rank: int) -> str:
    if not commission.most_terms or rank <= commission.most_terms:
        return ""
    return f"{rank}e mandat successif de {name} : {commission.most_terms} au plus ({commission.legal_basis})."
