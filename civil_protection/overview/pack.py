"""The paper that is kept for the day when nothing works: duties, directory, reflex cards, blank pages of a log."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from civil_protection.alerts.directory.models import AlertContact
from civil_protection.alerts.directory.queries import contacts, in_office
from civil_protection.plans.queries import cards_for, in_force
from civil_protection.policies import UNIT, heads_civil_protection
from civil_protection.protection.papers import sheet
from civil_protection.roster.papers import paper_facts
from directorate.casework.move import paris_day
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit

PACK_JOB = "civil_protection.paper_pack"
BLANK_PAGES, BLANK_LINES = 4, 24
KEPT = timedelta(days=14)


def pack(at: datetime) -> bytes:
    """Everything on paper, as it is at this instant."""
    on = paris_day(at)
    return sheet(
        "civil_protection/overview/pack.html",
        on,
        **paper_facts(at),
        contacts=[contact_line(row) for row in directory(at)],
        cards=cards_for(in_force()),
        pages=range(BLANK_PAGES),
        lines=range(BLANK_LINES),
    )


def directory(at: datetime) -> Iterable[AlertContact]:
    """Who is in office, in the order in which one calls: the communes first."""
    rows = contacts().filter(in_office(paris_day(at))).prefetch_related("phones")
    return rows.order_by("commune__sort_name", "organisation__name", "rank", "pk")


def contact_line(row: AlertContact) -> dict[str, Any]:
    return {
        "body": str(row.commune or row.organisation),
        "name": f"{row.first_name} {row.last_name}".strip(),
        "role": row.title or row.get_role_display(),
        "phones": [phone.number for phone in row.phones.all()],
    }


def ask_for_pack(*, by: StaffMember, at: datetime) -> Job:
    """One a day for a person: the second click finds the first."""
    local = at.astimezone(PARIS)
    return enqueue(
        kind=PACK_JOB,
        label=f"Dossier papier du {local:%d/%m/%Y}",
        key=f"{PACK_JOB}:{by.pk}:{local:%Y-%m-%d}",
        payload={},
        by=by,
        at=at,
        expires_at=at + KEPT,
    )


def ask_for_the_week(*, at: datetime) -> int:
    """Every Monday, one for each head of the service. How many."""
    on = paris_day(at)
    heads = [person for person in staff_of_unit(UNIT, on) if heads_civil_protection(person, on=on)]
    for head in heads:
        ask_for_pack(by=head, at=at)
    return len(heads)
