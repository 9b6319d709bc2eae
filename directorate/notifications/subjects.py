"""What a notification is about, and who may still see it: judged when it is read and when it is mailed, not before.

A package that keeps things from some people declares here how to read them; nothing here knows why.
"""

from collections.abc import Callable, Collection
from datetime import date

from django.db.models import Case, Exists, Model, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast

from directorate.jobs.queries import visible_jobs
from directorate.org.models import StaffMember

Readable = Callable[[StaffMember, date], QuerySet]
SUBJECTS: dict[str, Readable] = {}


def declare_subject(kind: str, readable: Readable) -> None:
    """`kind` is the name of a model in lower case; `readable(staff, on)` gives the things that this person may see."""
    SUBJECTS[kind] = readable


def subject_of(about: Model | None) -> tuple[str, str]:
    return (about._meta.model_name, str(about.pk)) if about is not None else ("", "")


def still_readable(rows: QuerySet, staff: StaffMember, on: date, kinds: Collection[str] | None = None) -> QuerySet:
    """Leave out the rows about things that this person may not see, or no longer. No query of its own.

    `kinds`: what the rows are known to be about, when it is known; what they are not is not asked.
    """
    for kind, readable in SUBJECTS.items():
        if kinds is not None and kind not in kinds:
            continue
        things = readable(staff, on)
        # The key is read as a number or an identifier for the rows of this kind alone, whatever the planner prefers.
        key = Case(When(subject_kind=kind, then=Cast("subject_key", things.model._meta.pk)))
        rows = rows.annotate(**{f"{kind}_key": key}).exclude(
            Q(subject_kind=kind) & ~Exists(things.order_by().filter(pk=OuterRef(f"{kind}_key")))
        )
    return rows


def is_readable(subject: tuple[str, str], staff: StaffMember, on: date) -> bool:
    kind, key = subject
    return kind not in SUBJECTS or SUBJECTS[kind](staff, on).order_by().filter(pk=key).exists()


declare_subject("job", visible_jobs)
