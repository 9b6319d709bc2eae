"""Importing partners from a table, against the same rows handed to PostgreSQL by COPY.

    python -m benchmarks.imports [rows] [columns] [csv|xlsx]

The import is the whole of it: the file opened in its limited process, each row read, planned and kept for the preview,
then written in one transaction with what undoing needs. COPY receives rows that are right already. Memory is what this
process gains at its highest. Nothing is kept: the rows are rolled back and the file goes to a temporary folder.
Goal: an honest table of 50,000 rows by 40 columns within 60 seconds, in at most 50 MB more.
"""

import csv
import io
import os
import resource
import sys
import tempfile
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

import xlsxwriter  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from directorate.documents.files import store_bytes  # noqa: E402
from directorate.imports import operations  # noqa: E402
from directorate.imports.models import TableImport  # noqa: E402
from directorate.imports.targets import Context  # noqa: E402
from directorate.org.models import Posting, StaffMember, Unit  # noqa: E402

GOAL_SECONDS, GOAL_MEGABYTES = 60, 50
HEADINGS = ("Code", "Nature", "Nom", "Courriel", "Adresse postale")


def table(rows: int, columns: int):
    more = columns - len(HEADINGS)
    yield [*HEADINGS, *(f"Colonne {n}" for n in range(more))]
    for n in range(rows):
        yield [
            f"essai-{n}", "Association", f"Association d'essai n° {n}", f"essai{n}@exemple.invalid",
            f"{n} rue de l'Exemple\n94000 Créteil", *(f"valeur {n} {place}" for place in range(more)),
        ]  # fmt: skip


def as_csv(rows) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return target.getvalue()


WRITERS = {"csv": as_csv, "xlsx": as_xlsx}


def somebody() -> StaffMember:
    """A person who leads a bureau, found or made for the time of the measure."""
    posting = Posting.objects.filter(role__in=["head", "administrator"], ends_on=None).select_related("staff").first()
    if posting:
        return posting.staff
    unit = Unit.objects.create(code="essai", name="Essai", short_name="Essai", headcount=1)
    staff = StaffMember.objects.create_user(username="essai-import")
    Posting.objects.create(staff=staff, unit=unit, role="head", starts_on=now().date())
    return staff


def copied(rows: int) -> float:
    """The same partners by COPY, straight into their table."""
    start = perf_counter()
    statement = "COPY directorate_organisation (kind, name, code, email, address, is_active) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for n in range(rows):
            copy.write_row(
                ("association", f"Association d'essai n° {n}", f"copie-{n}", f"essai{n}@exemple.invalid",
                 f"{n} rue de l'Exemple\n94000 Créteil", True)
            )  # fmt: skip
    return perf_counter() - start


def imported(content: bytes, kind: str) -> dict[str, float]:
    """Seconds of each step, by the operations that the pages and the worker call."""
    by, at = somebody(), now()
    posting = Posting.objects.filter(staff=by, ends_on=None).first()
    stored = store_bytes(content, f"essai.{kind}", "text/csv", by=by, at=at)
    batch = TableImport.objects.create(
        target="organisations", unit=posting.unit, file=stored, file_name=stored.name,
        file_expires_at=at + operations.KEPT, created_at=at, created_by=by,
    )  # fmt: skip
    context, times = Context(by, at, batch), {}
    for name, step in (
        ("reading the head", lambda: operations.read_head(batch, by=by, at=at)),
        ("preview", lambda: operations.preview(batch, context, operations.in_silence)),
        ("writing", lambda: operations.apply(batch, context, operations.in_silence)),
        ("undoing", lambda: operations.undo(batch, context, operations.in_silence)),
    ):
        start = perf_counter()
        step()
        times[name] = perf_counter() - start
        if name == "writing" and set(batch.counts) != {"create"}:
            raise SystemExit(f"Lignes inattendues : {batch.counts}")
    return times


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    columns = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    kind = sys.argv[3] if len(sys.argv) > 3 else "xlsx"
    with tempfile.TemporaryDirectory() as folder:
        storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
        few, content = WRITERS[kind](table(10, columns)), WRITERS[kind](table(rows, columns))
        with override_settings(STORAGES={"default": storage}), transaction.atomic():
            imported(few, kind)
            bare, before = copied(rows), peak()
            times = imported(content, kind)
            gained = peak() - before
            transaction.set_rollback(True)
    total = sum(times.values()) - times["undoing"]
    print(f"{kind} of {rows} rows by {columns} columns, {len(content) / 1e6:.1f} MB")
    for name, seconds in times.items():
        print(f"  {name:18}{seconds:8.2f} s")
    print(f"import           {total:8.2f} s   {rows / total:8.0f} rows/s   goal {GOAL_SECONDS} s")
    print(f"bare COPY        {bare:8.2f} s   {rows / bare:8.0f} rows/s   ratio {bare / total:.3f}")
    print(f"memory gained    {gained:8d} MB  goal {GOAL_MEGABYTES} MB")


if __name__ == "__main__":
    main()
