"""Reading the sections: who makes them, what they wait for, what they hear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from directorate.casework import registry
from directorate.casework.queries import visible_to
from directorate.casework.sessions import opinions_of, waiting_for
from directorate.commissions.models import Commission, CommissionMember, CommissionSession
from directorate.commissions.queries import members_on
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.parameters.queries import version
from directorate.web.errors import NotFound
from road_safety.cdsr.bodies import held_by
from road_safety.cdsr.models import CompositionOrder
from road_safety.cdsr.sections import CODES, SECTIONS, Held, Section, composition_refusal, quorum
from road_safety.cdsr.values import QUORUM

ENDING_MONTHS = 4


@dataclass(frozen=True)
class Status:
    """A section as its page tells it."""

    section: Section
    commission: Commission
    members: list[CommissionMember]
    held: list[Held]
    refusal: str
    percent: int
    next_session: CommissionSession | None
    waiting: int

    @property
    def titular(self) -> list[CommissionMember]:
        return [row for row in self.members if row.substitute_of_id is None]

    @property
    def quorum(self) -> int:
        return quorum(len(self.titular), self.percent)


def known_section(slug: str) -> Section:
    if slug not in SECTIONS:
        raise NotFound("Cette section de la CDSR n'existe pas.")
    return SECTIONS[slug]


def status(section: Section, staff: StaffMember, on: date) -> Status:
    commission = Commission.objects.select_related("secretariat").filter(pk=section.code).first()
    if commission is None:
        raise NotFound("Cette section n'est pas installée.")
    members = list(members_on(commission, on).select_related("seat", "substitute_of"))
    held = held_by(members, on)
    return Status(
        section=section,
        commission=commission,
        members=members,
        held=held,
        refusal=composition_refusal(held),
        percent=int(version(QUORUM, on).value),
        next_session=coming(on).filter(commission=commission).first(),
        waiting=waiting_for(visible_to(staff, on), section.code).count(),
    )


def statuses(staff: StaffMember, on: date) -> list[Status]:
    installed = set(Commission.objects.filter(pk__in=CODES).values_list("pk", flat=True))
    return [status(row, staff, on) for row in SECTIONS.values() if row.code in installed]


def coming(on: date):
    """The sessions of the sections to come, the nearest first."""
    rows = CommissionSession.objects.filter(
        commission__in=CODES, state=CommissionSession.State.PLANNED, starts_at__date__gte=on
    )
    return rows.select_related("commission").order_by("starts_at")


def ending_mandates(on: date):
    """Titular mandates that end before some months, to be renewed by an order."""
    rows = CommissionMember.objects.filter(commission__in=CODES, substitute_of=None, renewals=None)
    return (
        rows.filter(mandate_ends_on__gt=on, mandate_ends_on__lte=add_months(on, ENDING_MONTHS))
        .select_related("commission")
        .order_by("mandate_ends_on", "name")
    )


def consulting(section: Section, on: date) -> list[tuple[str, str]]:
    """The procedures that ask its opinion, and whether they must on that day."""
    found = []
    for code in sorted(opinions_of(section.code)):
        procedure = registry.procedure(code)
        opinion = next(row for row in procedure.opinions if row.commission == section.code)
        words = "Facultatif"
        if opinion.mandatory:
            words = "Obligatoire" if opinion.is_mandatory({}) else "Facultatif à ce jour (paramètre daté)"
        found.append((procedure.label, words))
    return found


def orders_of(commission: Commission):
    return CompositionOrder.objects.filter(commission=commission).select_related("order")


def tally(members: list[CommissionMember]) -> Mapping[str, list[CommissionMember]]:
    """The members of each category, in the order of the text."""
    found: dict[str, list[CommissionMember]] = {}
    for member in members:
        found.setdefault(member.seat.code if member.seat_id else "", []).append(member)
    return found
