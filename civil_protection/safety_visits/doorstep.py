"""What the operations on visits and on unfavourable opinions share: who may, which day, the journal."""

from datetime import date, datetime
from typing import Any

from django.db import models

from civil_protection.policies import UNIT, works_in_civil_protection
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError, NotAllowed


def allowed(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_in_civil_protection(by, on=on):
        raise NotAllowed("Les visites et les avis défavorables sont suivis par les agents du service.")
    return on


def within(day: date | None, first: date | None, on: date, field: str, what: str = "") -> None:
    """A day that has come, and that does not precede what it follows."""
    if day is None:
        return
    if day > on:
        raise DomainError("Cette date est dans l'avenir.", field=field)
    if first is not None and day < first:
        raise DomainError(f"Ce jour précède {what} ({first:%d/%m/%Y}).", field=field)


def tell(action: str, row: models.Model, by: StaffMember, at: datetime, **details: Any) -> None:
    establishment = row.establishment
    record(by=by, at=at, action=action, subject=row, label=f"{row}, {establishment}"[:200], unit_code=UNIT,
           details=details)  # fmt: skip
