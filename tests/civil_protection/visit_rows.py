"""Visits and unfavourable opinions for the tests of every part."""

from datetime import date, datetime, timedelta

from civil_protection.establishments.models import Establishment
from civil_protection.safety_visits import follow_up_operations, operations
from civil_protection.safety_visits.group import Member
from civil_protection.safety_visits.models import SafetyRequirement, SafetyVisit, UnfavourableOpinion
from directorate.org.models import StaffMember
from tests.civil_protection.establishment_rows import AT, an_establishment
from tests.people import House

ON = AT.date()
DAY = timedelta(days=1)
GROUP = (
    Member("fire", "Lieutenant Aubry", certified=True),
    Member("police", "Capitaine Roussel"),
    Member("mayor", "Mme Delorme, adjointe au maire"),
)
WHY = "Dégagements verrouillés et alarme hors service."


def planned(place: Establishment, by: StaffMember, *, at: datetime = AT, **more) -> SafetyVisit:
    facts = {"kind": "periodic", "planned_on": at.date(), **more}
    return operations.plan_visit(establishment=place, **facts, by=by, at=at)


def held(place: Establishment, by: StaffMember, *, at: datetime = AT, members=GROUP, **more) -> SafetyVisit:
    visit = planned(place, by, at=at, **more)
    return operations.hold_visit(visit=visit, held_on=at.date(), members=members, by=by, at=at)


def reported(visit: SafetyVisit, by: StaffMember, proposal="favourable", *, at: datetime = AT, **more) -> SafetyVisit:
    positions = {rank: proposal for rank in range(len(visit.group))} if proposal.endswith("favourable") else {}
    facts = {"report": "Visite de l'ensemble des locaux.", "positions": positions, **more}
    return operations.record_report(visit=visit, proposal=proposal, **facts, by=by, at=at)


def answered(place: Establishment, by: StaffMember, opinion: str, *, at: datetime = AT, **more) -> SafetyVisit:
    """A visit of that day with its opinion."""
    kind = more.pop("kind", "periodic")
    visit = reported(held(place, by, at=at, kind=kind), by, opinion, at=at)
    facts = {"opinion_on": at.date(), "opinion_why": "" if opinion == "favourable" else WHY, **more}
    return operations.give_opinion(visit=visit, opinion=opinion, **facts, by=by, at=at)


def refused(by: StaffMember, *, at: datetime = AT, **more) -> UnfavourableOpinion:
    """The follow-up of an unfavourable opinion given that day."""
    return answered(an_establishment(by=by, at=at, **more), by, "unfavourable", at=at).follow_up


def visited(house: House, at: datetime) -> None:
    """What the addresses of visits and unfavourable opinions lead to."""
    by = house.director
    place = an_establishment(by=by, at=at)
    visit = reported(held(place, by, at=at), by, "unfavourable", at=at)
    operations.prescribe(visit=visit, text="Réparer l'alarme.", category="operation", by=by, at=at)
    operations.give_opinion(visit=visit, opinion="unfavourable", opinion_on=at.date(), opinion_why=WHY, by=by, at=at)
    follow_up_operations.remind_mayor(opinion=UnfavourableOpinion.objects.get(), reminded_on=at.date(), by=by, at=at)


def visit_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    return {
        "visites-de-securite/": {"pk": SafetyVisit.objects.get().pk, "verb": "piece"},
        "prescriptions/": {"pk": SafetyRequirement.objects.get().pk},
        "avis-defavorables/": {"pk": UnfavourableOpinion.objects.get().pk, "which": "rappel", "kind": "pdf",
                               "verb": "decision"},
        "rapports-erp/": {"code": "visites", "kind": "csv"},
        "api/v1/^safety-visits/": {"pk": SafetyVisit.objects.get().pk},
        "api/v1/^unfavourable-opinions/": {"pk": UnfavourableOpinion.objects.get().pk},
    }  # fmt: skip


def day(text: str) -> date:
    return date.fromisoformat(text)
