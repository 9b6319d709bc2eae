"""What every operation of the registers does: who may, the lock, the number of the year, the line of the journal."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.registers.operations import take_number
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.policies import works_in_road_safety
from road_safety.strategy.writing import tell

Row = TypeVar("Row", bound=models.Model)


def worker(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_in_road_safety(by, on=on):
        raise NotAllowed("Ce registre est tenu par les agents du bureau de la sécurité routière.")
    return on


def numbered(register: str, prefix: str, on: date) -> str:
    """PREFIX-2026-0001, one sequence a year."""
    return f"{prefix}-{on.year}-{take_number(register, on.year):04d}"


def locked(row: Row, states: Sequence[str] | None = None) -> Row:
    """The row as it is now; refused when a colleague has already taken it further."""
    found = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if states is not None and found.state not in states:
        raise Conflict(f"{found} : l'état est déjà « {found.get_state_display().lower()} ».")
    return found


def once(row: Row) -> Row:
    """Saved, or refused by the sentence of the constraint that says no."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as refused:
        name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", "")
        known = [each for each in row._meta.constraints if each.name == name]
        words = known[0].violation_error_message if known else "Cette ligne existe déjà."
        raise Conflict(str(words)) from refused
    return row


def said(action: str, row: Row, words: str, by: StaffMember | None, at: datetime, **details: Any) -> Row:
    tell(action, row, by, at, words=words, **details)
    return row


def same_or_before(day: date | None, on: date, field: str) -> None:
    if day is not None and day > on:
        raise DomainError("Ce jour n'est pas encore venu.", field=field)


def not_before(day: date, start: date, words: str, field: str) -> None:
    if day < start:
        raise DomainError(words, field=field)
