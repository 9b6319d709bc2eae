"""The duty roster in the demonstration: weeks past and to come, a week exchanged, published by the head."""

from datetime import datetime, timedelta

from civil_protection.policies import UNIT, heads_civil_protection
from civil_protection.roster.operations import exchange, plan_rotation, publish
from civil_protection.roster.queries import may_be_on_duty
from directorate.casework.move import paris_day
from directorate.casework.policies import AUTHORITIES
from directorate.org.models import Posting
from directorate.org.queries import posting_on

BEFORE, WEEKS = 4, 12


def tell(at: datetime) -> None:
    on = paris_day(at)
    people = list(may_be_on_duty(on))
    service = [person for person in people if posting_on(person, on).unit_id == UNIT]
    head = next((person for person in service if heads_civil_protection(person, on=on)), None)
    if head is None:
        return
    posts = {person.pk: posting_on(person, on).role for person in people}
    authorities = [person for person in people if posts[person.pk] in AUTHORITIES - {Posting.Role.DIRECTOR}]
    directors = [person for person in people if posts[person.pk] == Posting.Role.DIRECTOR]
    monday = on - timedelta(days=on.weekday(), weeks=BEFORE)
    for role, turns in (("authority", authorities), ("directorate", directors), ("service", service[:5])):
        if not turns:
            continue
        rows = plan_rotation(role=role, people=turns, first_day=monday, weeks=WEEKS, by=head, at=at)
        if len(turns) > 2:
            exchange(period=rows[BEFORE + 2], other=rows[BEFORE + 3], by=head, at=at)
        publish(role=role, until=rows[-1].ends_at, by=head, at=at)
