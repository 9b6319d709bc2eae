"""The safety commissions seen from what they hear: visits, files and studies are told of the opinions here.

A package that puts matters on agendas says how its page opens (`show`) and what an opinion does
(`after_opinion`).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime

from django.urls import reverse

from civil_protection.establishments.models import Establishment
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.safety_commissions.models import HeardMatter, LocalBody
from directorate.commissions import matters
from directorate.commissions.matters import Matter
from directorate.commissions.models import AgendaItem, CommissionSession
from directorate.org.models import StaffMember

Follower = Callable[[HeardMatter, AgendaItem, StaffMember | None, datetime], None]
FOLLOWERS: list[Follower] = []
PAGES: dict[str, Callable[[Collection[str]], Mapping[str, str]]] = {}

# The statutory bodies of the department, in their order (directorate/commissions/data/commissions.csv).
STATUTORY = (
    "ccdsa",
    "ccdsa-erp-igh",
    "ccdsa-accessibilite",
    "ccdsa-enceintes",
    "ccdsa-campings",
    "ccdsa-transports",
    "ccdsa-securite-publique",
    "ccdsa-forets",
)


def after_opinion(follower: Follower) -> None:
    """`follower(matter, item, by, at)` is called in the transaction that records an opinion, adjournments included.

    `matter.kind` and `matter.key` are those given to `operations.put_on_agenda`; `item.opinion` is the opinion.
    """
    if follower not in FOLLOWERS:
        FOLLOWERS.append(follower)


def show(kind: str, pages_of: Callable[[Collection[str]], Mapping[str, str]]) -> None:
    """How the pages of the matters of this kind open: `pages_of(keys)` gives the addresses of those that exist."""
    PAGES[kind] = pages_of


def establishment_pages(numbers: Collection[str]) -> dict[str, str]:
    rows = Establishment.objects.filter(number__in=numbers).values_list("number", "pk")
    return {number: reverse("civil_protection:establishment", args=[pk]) for number, pk in rows}


def tell(item: AgendaItem, by: StaffMember | None, at: datetime) -> None:
    matter = HeardMatter.objects.filter(item=item).first()
    if matter is not None:
        for follower in FOLLOWERS:
            follower(matter, item, by, at)


def heard(items: Sequence[AgendaItem], staff: StaffMember, on: date) -> Mapping[int, Matter]:
    """The page of each matter, for those who may open it. One query, and one for each kind."""
    rows = list(HeardMatter.objects.filter(item__in=items))
    if not rows or not reads_civil_protection(staff, on=on):
        return {row.item_id: Matter() for row in rows}
    known = {
        kind: pages_of(keys)
        for kind, pages_of in PAGES.items()
        if (keys := {row.key for row in rows if row.kind == kind})
    }
    return {row.item_id: Matter(url=known.get(row.kind, {}).get(row.key, "")) for row in rows}


def offers(session: CommissionSession, staff: StaffMember, on: date) -> list[tuple[str, str]]:
    """Another way of filling the agenda than the cases: an establishment, a visit, a study."""
    commission = session.commission
    is_safety = commission.pk in STATUTORY or LocalBody.objects.filter(pk=commission.pk).exists()
    if not (is_safety and commission.has_seats and works_in_civil_protection(staff, on=on)):
        return []
    return [("Inscrire une affaire", reverse("civil_protection:safety-matter-new", args=[session.pk]))]


def plug_in() -> None:
    show(HeardMatter.Kind.ESTABLISHMENT, establishment_pages)
    matters.claim(heard)
    matters.offer(offers)
    matters.after_opinion(tell)
