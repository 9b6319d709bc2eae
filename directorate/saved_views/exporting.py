"""The file of a list: at once when it is short, as a job otherwise, with the rights of the instant it is written."""

import hashlib
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from django.core.files.base import File
from django.db import connection, transaction
from django.http import QueryDict
from django.utils.timezone import localdate

from directorate.documents.files import keep
from directorate.documents.models import StoredFile
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue, progress
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.web.errors import DomainError
from directorate.web.exports import FORMATS
from directorate.web.list_files import MOST_ROWS, write_file
from directorate.web.lists import LONGEST_QUERY, ListDefinition, Selection, counted, file_name, list_of, selection

EXPORT_JOB = "lists.export"
# So many rows are written while one waits.
ROWS_AT_ONCE = 1_000
KEPT = timedelta(days=7)
SPOOL_BYTES = 4_000_000
# The lease of a job is renewed by its progress, and the database lets a statement run nearly as long as the job.
STATEMENT_SECONDS = 540


class ExportRefused(DomainError):
    """There is no such file."""

    status = 400
    title = "Export impossible"


def asked(definition: ListDefinition, query: str, kind: str, *, by: StaffMember, at: datetime) -> Selection:
    """The rows to write, judged with the rights of this person at this instant."""
    if kind not in FORMATS or not definition.export_name:
        raise ExportRefused("Cette liste ne s'exporte pas dans ce format.")
    if len(query) > LONGEST_QUERY:
        raise ExportRefused("Ces filtres sont trop longs.")
    return selection(definition, QueryDict(query), by, at).require_valid()


def is_short(chosen: Selection) -> bool:
    return counted(chosen.queryset, ROWS_AT_ONCE) <= ROWS_AT_ONCE


def name_of(chosen: Selection, kind: str) -> str:
    return f"{file_name(chosen.definition.export_name, chosen.at)}.{FORMATS[kind].extension}"


@transaction.atomic
def write_now(*, chosen: Selection, kind: str, by: StaffMember, at: datetime) -> BinaryIO:
    """The file, to be read from its beginning, and its entry in the journal."""
    target = SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the response closes it
    rows = write_file(chosen, kind, target)
    note(chosen, kind, rows, by=by, at=at)
    target.seek(0)
    return target


def ask_export(*, chosen: Selection, kind: str, by: StaffMember, at: datetime) -> Job:
    """Ask for a long file, kept seven days in « Mes éditions ». A second click in the same minute asks nothing more."""
    definition = chosen.definition
    mark = hashlib.sha256(f"{definition.code} {kind} {chosen.query}".encode()).hexdigest()[:32]
    return enqueue(
        kind=EXPORT_JOB,
        label=f"Export « {definition.title} » ({FORMATS[kind].label})",
        key=f"{EXPORT_JOB}:{by.pk}:{at:%Y%m%d%H%M}:{mark}",
        payload={"list": definition.code, "query": chosen.query, "format": kind},
        by=by,
        at=at,
        queue="bulk",
        expires_at=at + KEPT,
    )


def run_export(job: Job, at: datetime) -> dict:
    """Write the file of a job. Rights lost since it was asked are a refusal, and nothing is written."""
    by, kind = job.requested_by, job.payload["format"]
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'")
    chosen = asked(list_of(job.payload["list"]), job.payload["query"], kind, by=by, at=at)
    total = counted(chosen.queryset, MOST_ROWS)
    progress(job, 0, total)
    with SpooledTemporaryFile(max_size=SPOOL_BYTES) as target:
        rows = write_file(chosen, kind, target, Steps(job, total))
        stored = kept(target, name_of(chosen, kind), FORMATS[kind].media_type, by=by, at=at)
    note(chosen, kind, rows, by=by, at=at)
    return {"file": str(stored.pk), "rows": rows}


class Steps:
    """Tells the job how far it is, a hundred times at most."""

    def __init__(self, job: Job, total: int):
        self.job = job
        self.total = total
        self.next = self.step = max(total // 100, 1_000)

    def __call__(self, done: int) -> None:
        if done >= self.next:
            self.next = done + self.step
            progress(self.job, done, self.total)


def kept(target: BinaryIO, name: str, media_type: str, *, by: StaffMember, at: datetime) -> StoredFile:
    target.seek(0)
    digest = hashlib.file_digest(target, "sha256").hexdigest()
    size = target.tell()
    target.seek(0)
    return keep(File(target), digest, size, name, media_type, by=by, at=at)


def note(chosen: Selection, kind: str, rows: int, *, by: StaffMember, at: datetime) -> None:
    """Who took what out, and how much of it."""
    posting = posting_on(by, localdate(at))
    record(
        by=by,
        at=at,
        action="list.exported",
        subject=("list", chosen.definition.code),
        label=chosen.definition.title,
        unit_code=posting.unit_id if posting else "",
        details={"format": FORMATS[kind].label, "query": chosen.query, "rows": rows},
    )
