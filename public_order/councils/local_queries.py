"""Reading who sat for the State in which council and who will; the rules of composition; a sitting to come."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.web.errors import NotFound
from public_order.councils.models import CouncilSitting, MemberRule, PlannedSitting, TerritorialStrategy


@dataclass(frozen=True)
class Seat:
    """Who sat, or will sit, for the State: where and when."""

    day: date
    council: str
    council_pk: int
    formation: str
    represented_by: str
    place: str = ""
    planned_pk: int | None = None


def bounds(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=PARIS), datetime(year + 1, 1, 1, tzinfo=PARIS)


def planned_sittings() -> QuerySet[PlannedSitting]:
    return PlannedSitting.objects.select_related("council", "sitting")


def known_planned(pk: int) -> PlannedSitting:
    row = planned_sittings().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette séance n'est pas prévue.")
    return row


def known_strategy(pk: int) -> TerritorialStrategy:
    row = TerritorialStrategy.objects.select_related("council").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette stratégie n'existe pas.")
    return row


def member_rules() -> QuerySet[MemberRule]:
    return MemberRule.objects.all()


def known_rule(pk: int) -> MemberRule:
    row = MemberRule.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette règle n'existe pas.")
    return row


def representation(year: int) -> list[Seat]:
    """The sittings of the year, held and to come, the latest last."""
    first, after = bounds(year)
    held = CouncilSitting.objects.filter(held_on__year=year).select_related("council")
    coming = planned_sittings().filter(
        starts_at__gte=first, starts_at__lt=after, sitting=None, cancelled_for=""
    )  # fmt: skip
    found = [
        Seat(row.held_on, row.council.name, row.council_id, row.get_formation_display(), row.represented_by)
        for row in held
    ] + [
        Seat(paris_day(row.starts_at), row.council.name, row.council_id, row.get_formation_display(),
             row.represented_by, row.place, row.pk)
        for row in coming
    ]  # fmt: skip
    return sorted(found, key=lambda seat: (seat.day, seat.council))


@dataclass(frozen=True)
class Count:
    name: str
    held: int
    coming: int


def by_representative(seats: list[Seat]) -> list[Count]:
    """How many sittings each took; those without anybody last."""
    names = sorted({seat.represented_by for seat in seats}, key=lambda name: (not name, name))
    return [
        Count(name or "Personne", sum(seat.represented_by == name and seat.planned_pk is None for seat in seats),
              sum(seat.represented_by == name and seat.planned_pk is not None for seat in seats))
        for name in names
    ]  # fmt: skip
