"""What every operation of the service does besides its own: who may, a reason in words, the journal."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError, NotAllowed
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


def mark_of(*facts: Any) -> str:
    """A few letters that tell whether a page still shows what is recorded."""
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, default=str).encode()).hexdigest()


def refuse_unseen(recorded: str, seen: str, what: str) -> None:
    """Nobody writes over what a colleague recorded since the page was opened."""
    if recorded != seen:
        raise Conflict(f"Un collègue a enregistré entre-temps : {what}. Rouvrir la page avant de recommencer.")


def tell(action: str, row: Model, by: StaffMember | None, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=action, subject=row, label=str(row), unit_code=UNIT, details=details)
