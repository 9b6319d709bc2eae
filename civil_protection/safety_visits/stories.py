"""Visits in the demonstration: twelve years of them, rounds to come, and three played as the pages would."""

from datetime import date, datetime, timedelta

from civil_protection.establishments.models import Establishment
from civil_protection.establishments.queries import IN_USE
from civil_protection.policies import UNIT
from civil_protection.safety_visits import follow_up_operations, operations, queries, rounds
from civil_protection.safety_visits.group import CONTROL, FIRE, MAYOR, PERIODIC, POLICE, Member
from civil_protection.safety_visits.invented import invent
from civil_protection.safety_visits.models import SafetyVisit
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering

DAY = timedelta(days=1)
GROUP = (
    Member(FIRE, "Lieutenant Aubry", certified=True),
    Member(POLICE, "Capitaine Roussel"),
    Member(MAYOR, "Mme Delorme, adjointe au maire"),
)
WHY = "Alarme générale hors service, issue de secours verrouillée et registre de sécurité non tenu."


def tell(at: datetime) -> None:
    on = paris_day(at)
    by = next(iter(staff_of_unit(UNIT, on)), None)
    if by is None:
        return
    with remembering(every_version()):
        invent(on, at, by.pk)
        slots = rounds.half_days(on + 3 * DAY, 3, (1, 3), (rounds.MORNING, rounds.AFTERNOON))
        due = queries.candidates(add_months(on, 6))
        if due:
            operations.accept_rounds(proposed=rounds.propose(due, slots, 3, on), by=by, at=at)
        lives(on, by, at)


def lives(on: date, by: StaffMember, at: datetime) -> None:
    """A group without its mayor; an opinion that the mayor's silence makes older; one that a control visit lifts."""
    planned = SafetyVisit.objects.filter(state=SafetyVisit.State.PLANNED).values("establishment")
    rows = Establishment.objects.filter(merged_into=None, status__in=IN_USE, category__in=(3, 4),
                                        current_opinion="favourable", next_visit_on__gt=add_months(on, 6))  # fmt: skip
    places = list(rows.exclude(pk__in=planned).order_by("pk")[:3])
    if len(places) < 3:
        return
    failing, silent, mended = places
    acting = {"by": by, "at": at}
    visit = operations.plan_visit(establishment=failing, kind="unannounced", planned_on=on, **acting)
    operations.hold_visit(visit=visit, held_on=on, members=GROUP[:2], replanned_on=on + 21 * DAY, **acting)
    opinion = against(silent, by, at - 40 * DAY)
    follow_up_operations.remind_mayor(opinion=opinion, reminded_on=on - 15 * DAY, **acting)
    opinion = against(mended, by, at - 75 * DAY)
    follow_up_operations.record_decision(
        opinion=opinion, decision="formal_notice", decided_on=on - 60 * DAY, term_on=on - 10 * DAY,
        decision_act="Arrêté municipal de mise en demeure", **acting,
    )  # fmt: skip
    answered(mended, by, at - 4 * DAY, "favourable", CONTROL)


def against(place: Establishment, by: StaffMember, at: datetime):
    return answered(place, by, at, "unfavourable", PERIODIC).follow_up


def answered(place: Establishment, by: StaffMember, at: datetime, opinion: str, kind: str) -> SafetyVisit:
    """A visit of that day, its report and its opinion."""
    on, acting = paris_day(at), {"by": by, "at": at}
    visit = operations.plan_visit(establishment=place, kind=kind, planned_on=on, **acting)
    visit = operations.hold_visit(visit=visit, held_on=on, members=GROUP, **acting)
    operations.record_report(
        visit=visit, report="Visite de l'ensemble des locaux, essais de l'alarme et du désenfumage.", proposal=opinion,
        positions={rank: opinion for rank in range(len(visit.group))}, **acting,
    )  # fmt: skip
    if opinion == "unfavourable":
        for text, article in (
            ("Remettre en service l'alarme générale et la rendre audible de tout point.", "MS 64"),
            ("Maintenir les issues de secours déverrouillées pendant la présence du public.", "CO 45"),
        ):
            operations.prescribe(visit=visit, text=text, category="regulatory", article=article, **acting)
    why = WHY if opinion == "unfavourable" else ""
    return operations.give_opinion(visit=visit, opinion=opinion, opinion_on=on, opinion_why=why, **acting)
