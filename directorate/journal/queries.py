"""Reading the journal: what somebody may see, the history of a thing, the chain."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Max, Model, QuerySet, TextField
from django.db.models.functions import Cast

from directorate.journal.chain import Link, State
from directorate.journal.models import DATA_ERASED, JournalEntry, JournalHead, identity
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import posting_on
from directorate.org.secrecy import HIDDEN, hidden_as_text
from directorate.web.stale import declare_teller

Role = Posting.Role
EVERYTHING = {Role.DIRECTOR, Role.ADMINISTRATOR, Role.CHIEF_OF_STAFF, Role.PREFECT}
OWN_UNIT = {Role.HEAD, Role.DEPUTY}
CASE = "case"


def visible_entries(staff: StaffMember, on: date) -> QuerySet[JournalEntry]:
    """All for the authorities and the administrator, the service's for its head, its cases for a caseworker."""
    posting = posting_on(staff, on)
    entries = JournalEntry.objects.all()
    if posting is None:
        return entries.none()
    if posting.role not in EVERYTHING:
        entries = entries.filter(unit_code=posting.unit_id)
        if posting.role not in OWN_UNIT:
            entries = entries.filter(subject_type=CASE)
    for kind in HIDDEN:
        entries = entries.exclude(subject_type=kind, subject_id__in=hidden_as_text(kind, staff, on))
    return entries


def history(subject: Model | tuple[str, Any]) -> QuerySet[JournalEntry]:
    """What was done to one thing, newest first. Who may see the thing is asked by the caller."""
    subject_type, subject_id = identity(subject)
    return JournalEntry.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("-id")


@declare_teller
def last_change(row: Model) -> str:
    """Who changed it last, and when; a reading changes nothing."""
    entry = history(row).exclude(action__endswith=".read").first()
    return f"{entry.actor_label}, le {entry.occurred_at.astimezone(PARIS):%d/%m/%Y à %H h %M}" if entry else ""


def head() -> State:
    row = JournalHead.objects.first()
    return State(row.seq, row.hash) if row else State()


def links() -> Iterator[Link]:
    """The whole journal in the order of its chain, streamed; an entry without number would come last."""
    fields = [name for name in Link.__dataclass_fields__ if name != "details"]
    rows = (
        JournalEntry.objects.annotate(details_text=Cast("details", TextField()))
        .order_by("seq")
        .values(*fields, "details_text")
    )
    for row in rows.iterator(chunk_size=5_000):
        yield Link(details=row.pop("details_text"), **row)


def erased_subjects() -> dict[tuple[str, str], int]:
    """Of each subject whose data were erased, the number of the last entry that says so."""
    told = JournalEntry.objects.filter(action=DATA_ERASED, seq__isnull=False).order_by()
    rows = told.values("subject_type", "subject_id").annotate(last=Max("seq"))
    return {(row["subject_type"], row["subject_id"]): row["last"] for row in rows}
