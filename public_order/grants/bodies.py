"""What the engine of the commissions is told of the programming committee: it decides, and gives no opinion."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from directorate.commissions.body_rules import BodyRules, declare_rules
from directorate.commissions.matters import Matter, claim
from directorate.commissions.models import AgendaItem
from directorate.org.models import StaffMember
from public_order.councils.bodies import any_composition, mandate_months, no_quorum
from public_order.grants.committee_models import SittingScenario
from public_order.policies import reads_public_order

COMMITTEE = "fipd-programmation"


def heard(items: Sequence[AgendaItem], staff: StaffMember, on: date) -> Mapping[int, Matter]:
    """The scenarios that are on an agenda, each with the page of its sitting."""
    found = SittingScenario.objects.filter(item__in=items).values_list("item_id", "sitting_id")
    reads = reads_public_order(staff, on=on)
    return {
        item: Matter(url=reverse("public_order:grant-committee", args=[sitting]) if reads else "")
        for item, sitting in found
    }


def declare_committee() -> None:
    declare_rules(COMMITTEE, BodyRules(any_composition, no_quorum, mandate_months, gives_opinions=False))
    claim(heard)
