"""What the worker does for absences: the sheet on paper, and telling who begins and who returns."""

from datetime import datetime

import structlog
from celery import shared_task
from django.utils.timezone import now

from directorate.documents.files import file_name, store_bytes
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from directorate.handover.operations import tell_of_the_day
from directorate.handover.printing import SHEET_JOB, sheet_html
from directorate.jobs.models import Job
from directorate.jobs.registry import handler
from directorate.org.models import Absence, StaffMember

log = structlog.get_logger(__name__)


@handler(SHEET_JOB)
def print_sheet(job: Job, at: datetime) -> dict:
    absence = Absence.objects.select_related("staff", "substitute").get(pk=job.payload["absence"])
    reader = StaffMember.objects.get(pk=job.payload["reader"])
    content = pdf_of(typeset(sheet_html(absence=absence, reader=reader, at=at)))
    stored = store_bytes(content, file_name(f"Passage de relais {absence}", "pdf"), "application/pdf", by=reader, at=at)
    return {"file": str(stored.pk)}


@shared_task(name="directorate.handover.tell_of_the_day")
def tell(**_: object) -> None:
    log.info("absences told", count=tell_of_the_day(at=now()))
