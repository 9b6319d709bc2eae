"""What every operation of the service does besides its own: who may, a reason in words, the journal."""

from datetime import date, datetime
from typing import Any

from django.db.models import Model

from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError, NotAllowed
from public_order.policies import UNIT, works_in_public_order

SHORTEST_REASON = 10


def worker(by: StaffMember, at: datetime) -> date:
    """The day, for an agent of the bureau."""
    on = paris_day(at)
    if not works_in_public_order(by, on=on):
        raise NotAllowed("Ceci est suivi par les agents du bureau de l'ordre public.")
    return on


def reasoned(reason: str, field: str = "reason") -> str:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise DomainError("Le dire en quelques mots.", field=field)
    return reason


def tell(action: str, row: Model, by: StaffMember | None, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=action, subject=row, label=str(row), unit_code=UNIT, details=details)
