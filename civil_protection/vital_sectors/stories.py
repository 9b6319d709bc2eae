"""The opaque tracker in the demonstration: invented dates under references that mean nothing."""

from datetime import datetime, timedelta

from civil_protection.policies import UNIT, heads_civil_protection
from civil_protection.vital_sectors.operations import admit, open_file, record_milestone
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import Posting
from directorate.org.queries import staff_of_unit

# For each file: (step, months ago) in order.
FILES = (
    (("notified", 30), ("operator_plan", 25), ("site_plan", 8), ("decision", 3)),
    (("notified", 29), ("operator_plan", 24), ("site_plan", 7)),
    (("notified", 27), ("operator_plan", 23), ("site_plan", 5)),
    (("notified", 26), ("operator_plan", 21), ("site_plan", 4)),
    (("notified", 18), ("operator_plan", 13)),
    (("notified", 16), ("operator_plan", 11)),
    (("notified", 15), ("operator_plan", 10)),
    (("notified", 5),),
    (("notified", 4),),
    (("notified", 3),),
)


def tell(at: datetime) -> None:
    on = paris_day(at)
    people = list(staff_of_unit(UNIT, on))
    head = next((person for person in people if heads_civil_protection(person, on=on)), None)
    agents = [person for person in people if person.postings.all()[0].role == Posting.Role.CASEWORKER][:2]
    if head is None or not agents:
        return
    for agent in agents:
        admit(staff=agent, starts_on=add_months(on, -12), by=head, at=at - timedelta(days=365))
    for number, steps in enumerate(FILES):
        by = agents[number % len(agents)]
        file = open_file(regime="SAIV_2006", responsible=by, by=by, at=at)
        for step, months in steps:
            decided = {"motive": "injunction", "months": 4} if step == "decision" else {}
            record_milestone(file=file, step=step, happened_on=add_months(on, -months), by=by, at=at, **decided)
