"""The order that composes a section: signed with the members of the day, when they make it."""

from datetime import date, datetime

from django.db import transaction

from directorate.commissions.models import Commission
from directorate.commissions.operations import require_secretariat
from directorate.commissions.queries import members_on
from directorate.org.models import StaffMember
from directorate.registers.paper_acts import enter, number_of_ours
from directorate.web.errors import Conflict
from road_safety.cdsr.bodies import refusal
from road_safety.cdsr.models import CompositionOrder
from road_safety.cdsr.papers import ORDER, order_words
from road_safety.policies import UNIT
from road_safety.strategy.writing import past, tell, worker


@transaction.atomic
def sign_composition(
    *, commission: Commission, number: str, signed_on: date, by: StaffMember, at: datetime
) -> CompositionOrder:
    """Its number, its place in the registers, and who the members are from that day."""
    on = worker(by, at)
    row = Commission.objects.select_for_update().get(pk=commission.pk)
    require_secretariat(row, by, at)
    past(signed_on, on, "signed_on")
    members = list(members_on(row, signed_on).select_related("seat"))
    if problem := refusal(members, signed_on):
        raise Conflict(problem)
    number = number_of_ours(number, signed_on)
    letter = enter(
        kind="regulatory", title=f"Arrêté portant composition de la {row.name}", template=ORDER,
        context=order_words(row, members, on, number, signed_on), number=number, signed_on=signed_on, unit=UNIT,
        by=by, at=at,
    )  # fmt: skip
    order = CompositionOrder.objects.create(
        commission=row, number=number, signed_on=signed_on, order=letter, recorded_at=at
    )
    row.members.filter(pk__in=[member.pk for member in members], appointed_by="").update(
        appointed_by=f"arrêté n° {number}"
    )
    tell("cdsr.composed", order, by, at, commission=row.name, members=len(members))
    return order
