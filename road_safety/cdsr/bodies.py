"""What the engine of the commissions is told of the sections: their composition, their quorum, their mandates."""

from collections.abc import Sequence
from datetime import date

from directorate.commissions.body_rules import BodyRules, declare_rules
from directorate.commissions.models import Commission, CommissionMember, Seat
from directorate.commissions.queries import members_on
from directorate.parameters.queries import value, values
from road_safety.cdsr.sections import SECTIONS, Held, composition, composition_refusal, quorum
from road_safety.cdsr.values import LEAST, MANDATE, PROFESSIONALS, QUORUM


def held_by(members: Sequence[CommissionMember], on: date) -> list[Held]:
    """The titular members alone: a substitute takes the place of one, and adds none."""
    found = values([LEAST, PROFESSIONALS], on)
    titular = [row.seat_id for row in members if row.substitute_of_id is None and row.seat_id]
    codes = dict(Seat.objects.filter(pk__in=titular).values_list("pk", "code"))
    return composition(
        [codes[key] for key in titular], least=int(found[LEAST]), professionals=int(found[PROFESSIONALS])
    )


def refusal(members: Sequence[CommissionMember], on: date) -> str:
    return composition_refusal(held_by(members, on))


def needed(commission: Commission, on: date) -> int:
    titular = members_on(commission, on).filter(substitute_of__isnull=True).count()
    return quorum(titular, int(value(QUORUM, on)))


def mandate_months(on: date) -> int:
    return int(value(MANDATE, on))


def declare_sections() -> None:
    for section in SECTIONS.values():
        declare_rules(section.code, BodyRules(refusal, needed, mandate_months, section.helpers))
