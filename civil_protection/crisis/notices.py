"""Who is told what in a crisis: a situation report that is late, a handover that waits, a handover that is done."""

from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime

from civil_protection.crisis.models import CrisisEvent, ShiftHandover
from civil_protection.crisis.policies import reads_crises
from civil_protection.crisis.queries import events, report_owed_at
from civil_protection.policies import UNIT, heads_civil_protection
from civil_protection.roster.queries import on_duty
from directorate.casework.move import paris_day
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit

OWED = declare_kind("situation_report_owed", "Un point de situation est en retard", "mail", may_be_silenced=False).code
ASKED = declare_kind("handover_asked", "Une relève de crise attend votre signature", "mail", may_be_silenced=False).code
TAKEN = declare_kind("handover_taken", "Votre relève de crise est signée", "page").code


def tell_of_owed_reports(*, at: datetime) -> int:
    """Each report that is late, once, to those on duty, or to the heads of the service. Number of events."""
    owed = list(events().filter(report_owed_at(at)))
    people = answering(at) if owed else []
    for event in owed:
        notify(
            recipients=people,
            kind=OWED,
            key=f"{event.pk}:{event.report_due_at:%Y%m%d%H%M%S}",
            title=f"Point de situation en retard : {event}",
            detail=f"Il était attendu à {localtime(event.report_due_at):%H:%M le %d/%m}.",
            url=reverse("civil_protection:crisis-conduct", args=[event.pk]),
            at=at,
        )
    return len(owed)


def answering(at: datetime) -> list[StaffMember]:
    on = paris_day(at)
    people = {row.staff_id: row.staff for row in on_duty(at) if reads_crises(row.staff, on=on)}
    return list(people.values()) or [
        person for person in staff_of_unit(UNIT, on) if heads_civil_protection(person, on=on)
    ]


def tell_of_handover(event: CrisisEvent, handover: ShiftHandover, *, by: StaffMember, at: datetime) -> None:
    """Who comes, when who leaves has signed; who leaves, when who comes has signed too."""
    asked = handover.taken_at is None
    notify(
        recipients=[handover.coming if asked else handover.leaving],
        kind=ASKED if asked else TAKEN,
        key=str(handover.pk),
        title=f"{handover} : {'votre signature est attendue' if asked else 'signée par les deux'}, {event}",
        url=reverse("civil_protection:crisis-handover", args=[event.pk, handover.pk]),
        by=by,
        at=at,
    )
