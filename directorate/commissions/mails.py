"""What the members of a commission are written: they have no account here, a mail says everything."""

from datetime import datetime

from django.template.loader import render_to_string

from directorate.commissions.models import CommissionSession, Convocation
from directorate.commissions.words import day_and_hour, of_body
from directorate.jobs.operations import post_mail

SUBJECTS = {
    "convened": "Convocation : {commission}, {day}",
    "cancelled": "Séance annulée : {commission}, {day}",
    "postponed": "Séance reportée : {commission}, {day}",
}


def write_to(convocation: Convocation, verb: str, at: datetime, **facts: object) -> None:
    """One mail to one member about one session. Nothing without an address: the letter is sent by post."""
    if not convocation.email:
        return
    session = convocation.session
    commission = session.commission
    day = day_and_hour(session.starts_at)
    post_mail(
        key=f"session-{verb}:{session.pk}:{convocation.convening}:{convocation.member_id}",
        to=convocation.email,
        subject=SUBJECTS[verb].format(commission=commission.name, day=day),
        body=render_to_string(
            f"emails/session_{verb}.txt",
            {
                "member": convocation.member,
                "session": session,
                "commission": commission,
                "of_body": of_body(commission.name),
                "day": day,
                "unit": commission.secretariat,
                **facts,
            },
        ),
        at=at,
    )


def tell_members(session: CommissionSession, verb: str, at: datetime, **facts: object) -> None:
    """Those who were convened learn that the session is cancelled or postponed; nobody was told of another one."""
    if session.convened_at is None:
        return
    if new := facts.get("new"):
        facts["new_day"] = day_and_hour(new)
    if to := facts.get("to"):
        facts["to_day"] = day_and_hour(to.starts_at)
    rows = session.convocations.filter(convening=session.convening).select_related("member")
    for row in rows:
        row.session = session
        write_to(row, verb, at, **facts)
