"""What every operation of the service does besides its own: refuse a day to come, write in the journal."""

from datetime import date, datetime
from typing import Any

from django.db.models import Model

from civil_protection.policies import UNIT
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError


def not_to_come(day: date | None, on: date, field: str) -> None:
    if day is not None and day > on:
        raise DomainError("Cette date est dans l'avenir.", field=field)


def tell(action: str, row: Model, by: StaffMember | None, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=action, subject=row, label=str(row), unit_code=UNIT, details=details)
