"""What every operation of the strategy does first and last: who may, when, and telling the journal."""

from datetime import date, datetime
from typing import Any

from django.db import models

from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError, NotAllowed
from road_safety.policies import UNIT, decides_for_road_safety, heads_road_safety, works_in_road_safety

SHORTEST_REASON = 10


def worker(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_in_road_safety(by, on=on):
        raise NotAllowed("La stratégie de sécurité routière est suivie par les agents du bureau.")
    return on


def decides_money(by: StaffMember, on: date) -> bool:
    return heads_road_safety(by, on=on) or decides_for_road_safety(by, on=on)


def decider(by: StaffMember, at: datetime) -> date:
    """Agents prepare; a head of the bureau or an authority commits money."""
    on = paris_day(at)
    if not decides_money(by, on):
        raise NotAllowed("Une subvention s'accorde par le chef du bureau, le directeur, le cabinet ou le préfet.")
    return on


def past(day: date | None, on: date, field: str) -> None:
    if day is not None and day > on:
        raise DomainError("Ce jour n'est pas encore venu.", field=field)


def reasoned(reason: str, field: str = "reason") -> str:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise DomainError("Donner un motif que le porteur comprendra.", field=field)
    return reason


def tell(action: str, row: models.Model, by: StaffMember | None, at: datetime, **details: Any) -> None:
    """The label stays in the journal for good: whoever may be forgotten is told by his number (`told_as`)."""
    label = getattr(row, "told_as", str(row))
    record(by=by, at=at, action=action, subject=row, label=label, unit_code=UNIT, details=details)
