"""What the worker does for the commissions: convocations, minutes, one extract for each matter, late promises.

Each paper is kept by the row that it belongs to, under its lock: done again after a death, nothing is made twice.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from celery import shared_task
from django.db import transaction
from django.db.models import Model
from django.utils.timezone import now

from directorate.commissions import papers
from directorate.commissions.convocation_operations import CONVOCATIONS_JOB
from directorate.commissions.models import AgendaItem, CommissionSession, Convocation
from directorate.commissions.operations import PAPERS_JOB, session_day
from directorate.commissions.promise_operations import tell_of_late
from directorate.documents.files import file_name, store_bytes
from directorate.documents.pdf_merging import merged_pdf
from directorate.jobs.models import Job
from directorate.jobs.operations import progress
from directorate.jobs.registry import handler

log = structlog.get_logger(__name__)

PDF = "application/pdf"


def keep_once(row: Model, field: str, title: str, make: Callable[[], bytes], job: Job, at: datetime) -> None:
    """Lay out, then keep under the lock of the row unless somebody kept it meanwhile."""
    if getattr(row, f"{field}_id") is not None:
        return
    content = make()
    with transaction.atomic():
        kept = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
        if getattr(kept, f"{field}_id") is None:
            stored = store_bytes(content, file_name(title, "pdf"), PDF, by=job.requested_by, at=at)
            setattr(kept, field, stored)
            kept.save(update_fields=[field])


@handler(CONVOCATIONS_JOB, stepwise=True)
def write_convocations(job: Job, at: datetime) -> dict:
    """A letter for each member, and all of them in one file to be printed."""
    rows = Convocation.objects.filter(session=job.payload["session"], convening=job.payload["convening"])
    rows = rows.select_related("session__commission__secretariat__parent", "member__substitute_of")
    total = len(rows)
    for done, row in enumerate(rows):
        progress(job, done, total)
        keep_once(
            row, "file", f"Convocation {row.member.name}", lambda row=row: papers.convocation(row, job.requested_by),
            job, at,
        )  # fmt: skip
    files = [row.file for row in rows.all().select_related("file")]
    stored = store_bytes(merged_pdf(files), file_name(job.label, "pdf"), PDF, by=job.requested_by, at=at)
    return {"file": str(stored.pk), "words": f"{total} convocation{'s' if total > 1 else ''}"}


@handler(PAPERS_JOB, stepwise=True)
def write_papers(job: Job, at: datetime) -> dict:
    """The minutes, then the extracts in the order of the agenda."""
    session = CommissionSession.objects.select_related("commission__secretariat__parent").get(pk=job.payload["session"])
    items = list(session.items.order_by("position").prefetch_related("withdrawals__member"))
    total = len(items) + 1
    progress(job, 0, total)
    day = session_day(session.starts_at)
    keep_once(
        session, "minutes_file", f"Procès-verbal {session.commission_id} {day:%Y-%m-%d}",
        lambda: papers.minutes(session, job.requested_by, at), job, at,
    )  # fmt: skip
    for done, item in enumerate(items, 1):
        progress(job, done, total)
        item.session = session
        keep_once(
            item, "extract", f"Extrait du procès-verbal {session.commission_id} {day:%Y-%m-%d} point {item.position}",
            lambda item=item: papers.extract(item, session_day(session.held_at)), job, at,
        )  # fmt: skip
    kept = AgendaItem.objects.filter(session=session, extract__isnull=False).count()
    return {"words": f"Procès-verbal et {kept} extrait{'s' if kept > 1 else ''}"}


@shared_task(name="directorate.commissions.tell_of_promises")
def tell_of_promises(**_: object) -> None:
    log.info("late promises told", count=tell_of_late(at=now()))
