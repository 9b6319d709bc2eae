"""The only door to the journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from structlog.contextvars import get_contextvars

from directorate.journal.models import DATA_ERASED, JournalEntry, identity
from directorate.org.models import StaffMember

SYSTEM_LABEL = "L'application"


# No savepoint: what is told and its entry fail together, and each saves two exchanges with the database.
@transaction.atomic(savepoint=False)
def record(
    *,
    by: StaffMember | None,
    at: datetime,
    action: str,
    subject: Model | tuple[str, Any],
    label: str = "",
    unit_code: str = "",
    details: Mapping[str, Any] | None = None,
    actor_label: str = "",
    occurred_at: datetime | None = None,
) -> JournalEntry:
    """Write an entry in the transaction of what it tells, so that neither exists without the other.

    `subject` is an instance, or its kind and identifier. `by` None is the application, or who `actor_label` names.
    `at` is the time of the application; the database writes its own clock beside it and chains the entry.
    """
    told = entry(
        by=by, at=at, action=action, subject=subject, label=label, unit_code=unit_code, details=details,
        actor_label=actor_label, occurred_at=occurred_at,
    )  # fmt: skip
    told.save(force_insert=True)
    return told


@transaction.atomic(savepoint=False)
def record_many(*, entries: Iterable[JournalEntry]) -> None:
    """Write what `entry` made, some hundred in one statement: the same thing done to many rows at once."""
    JournalEntry.objects.bulk_create(entries, batch_size=1_000)


def entry(
    *,
    by: StaffMember | None,
    at: datetime,
    action: str,
    subject: Model | tuple[str, Any],
    label: str = "",
    unit_code: str = "",
    details: Mapping[str, Any] | None = None,
    actor_label: str = "",
    occurred_at: datetime | None = None,
) -> JournalEntry:
    """An entry that is not written yet."""
    subject_type, subject_id = identity(subject)
    return JournalEntry(
        at=at,
        occurred_at=occurred_at or at,
        actor=by,
        actor_label=(actor_label or str(by or SYSTEM_LABEL))[:200],
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        subject_label=label[:250],
        unit_code=unit_code,
        details=dict(details or {}),
        request_id=str(get_contextvars().get("request_id", ""))[:64],
    )


@transaction.atomic
def empty_details(
    *,
    subjects: Iterable[tuple[str, str]],
    label: str,
    unit_code: str,
    details: Mapping[str, Any],
    by: StaffMember | None,
    at: datetime,
) -> None:
    """Say that the data of these subjects were erased, then empty what was told of them: the database asks for both.

    The fact, its author and its date stay, and so does the digest of what was told. A subject of which nothing was ever
    told gets no entry.
    """
    for subject_type, subject_id in dict.fromkeys(subjects):
        told = JournalEntry.objects.filter(subject_type=subject_type, subject_id=subject_id)
        if not told.exists():
            continue
        record(
            by=by, at=at, action=DATA_ERASED, subject=(subject_type, subject_id), label=label, unit_code=unit_code,
            details=details,
        )  # fmt: skip
        told.exclude(action=DATA_ERASED).exclude(details={}).update(details={})
