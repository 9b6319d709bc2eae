"""Who is told that a step of the escalation of an unfavourable opinion falls due."""

from datetime import datetime

from civil_protection.policies import UNIT, heads_civil_protection
from civil_protection.safety_visits.queries import owed
from civil_protection.safety_visits.tables import opinion_url
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import french_long
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.org.queries import staff_of_unit

STEP = declare_kind("unfavourable_step_due", "Une étape d'un avis défavorable est à faire").code


def tell_of_due_steps(*, at: datetime) -> int:
    """Each step that is due, once, to the heads of the service. Number of steps that wait."""
    on = paris_day(at)
    waiting = [(found.row, found.stage) for found in owed(on) if found.stage and found.stage.due_on <= on]
    people = [
        person for person in staff_of_unit(UNIT, on) if heads_civil_protection(person, on=on)
    ] if waiting else []  # fmt: skip
    for row, stage in waiting:
        notify(
            recipients=people,
            kind=STEP,
            key=f"{row.pk}:{stage.code}:{stage.due_on:%Y%m%d}",
            title=f"Avis défavorable, {row.establishment} : {stage.label.lower()}",
            detail=f"À faire depuis le {french_long(stage.due_on)}.",
            url=opinion_url(row),
            at=at,
        )
    return len(waiting)
