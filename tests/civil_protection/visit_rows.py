"""Visits and unfavourable opinions for the tests of every part."""

from datetime import date, datetime, timedelta

from civil_protection.establishments.models import Establishment
from civil_protection.safety_visits import operations
from civil_protection.safety_visits.group import Member
from civil_protection.safety_visits.models import SafetyVisit, UnfavourableOpinion
from directorate.org.models import StaffMember
from tests.civil_protection.establishment_rows import AT, an_establishment

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


def day(text: str) -> date:
    return date.fromisoformat(text)
