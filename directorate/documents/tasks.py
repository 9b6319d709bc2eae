"""What the worker does for documents. Registered by the index of tasks of the shared app."""

from datetime import datetime

import structlog
from celery import shared_task
from django.utils.timezone import now

from directorate.documents.letters import RENDER_JOB
from directorate.documents.operations import remove_expired_results, render_files
from directorate.jobs.models import Job
from directorate.jobs.registry import handler

log = structlog.get_logger(__name__)


@handler(RENDER_JOB, behind=True)
def render_letter(job: Job, at: datetime) -> dict:
    letter = render_files(letter_id=job.payload["letter_id"], at=at)
    return {"letter": letter.pk, "pdf": str(letter.pdf_id), "odt": str(letter.odt_id)}


@shared_task(name="directorate.documents.remove_expired_results")
def remove_expired(**_: object) -> None:
    log.info("expired results removed", count=remove_expired_results(at=now()))
