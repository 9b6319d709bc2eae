"""Tables built in the test, and imports taken as far as a test needs."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from directorate.documents.files import store_bytes
from directorate.imports import operations
from directorate.imports.models import TableImport
from directorate.imports.reading import Choices, read
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from directorate.org.models import StaffMember
from directorate.web.exports import FORMATS
from tests.people import paris

NOON = paris(2026, 3, 2, 12)
Rows = Sequence[Sequence[Any]]


def csv_bytes(rows: Rows, *, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Rows, *, sheets: Sequence[str] = ("Feuille",)) -> bytes:
    """The rows are on the last sheet."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    for name in sheets:
        sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def exported(kind: str, labels: Sequence[str], rows: Rows) -> bytes:
    """The same through our own exports."""
    target = io.BytesIO()
    FORMATS[kind].write(target, labels, rows, "Essai")
    return target.getvalue()


def upload(content: bytes, name: str = "table.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def rows_read(content: bytes, name: str = "table.csv", **choices: Any) -> list[list[str]]:
    """What the child process makes of a file."""
    stored = store_bytes(content, name, "text/plain", by=None, at=NOON)
    with read(stored, Choices(**choices)) as reading:
        return [cells for _, cells in reading.lines]


def begin(content: bytes, by: StaffMember, at, *, name: str = "table.csv", target: str = "organisations", **more):
    return operations.begin(document=upload(content, name), target=target, by=by, at=at, **more)


def previewed(content: bytes, by: StaffMember, at, *, source_name: str = "", mapping=None, **more) -> TableImport:
    """With the mapping that was guessed, unless told otherwise."""
    batch = begin(content, by, at, **more)
    mapping = {"columns": {}, "fixed": {}, "translations": {}} | batch.mapping | (mapping or {})
    batch = operations.save_mapping(batch=batch, mapping=mapping, source_name=source_name, by=by, at=at)
    return finished(batch, at)


def finished(batch: TableImport, at) -> TableImport:
    """Do the job of the import, if it waits for one."""
    batch.refresh_from_db()
    if batch.job_id and batch.job.state == Job.State.QUEUED:
        run(job_id=batch.job_id, at=at)
        batch.refresh_from_db()
        batch.job.refresh_from_db()
    return batch


def applied(batch: TableImport, by: StaffMember, at) -> TableImport:
    return finished(operations.ask_apply(batch=batch, by=by, at=at), at)


def undone(batch: TableImport, by: StaffMember, at) -> TableImport:
    return finished(operations.ask_undo(batch=batch, by=by, at=at), at)


def reasons(batch: TableImport) -> dict[int, str]:
    return dict(batch.lines.exclude(reason="").values_list("number", "reason"))
