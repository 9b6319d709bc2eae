"""The certificates of a session in one file, and the births that are not kept."""

from datetime import datetime

from celery import shared_task
from django.utils.timezone import now

from civil_protection.first_aid.exam_operations import SERIES_JOB, forget_births
from civil_protection.first_aid.models import Certificate
from civil_protection.first_aid.papers import CERTIFICATES, certificate_words
from civil_protection.policies import reads_civil_protection
from civil_protection.protection.papers import sheet
from directorate.casework.move import paris_day
from directorate.documents.files import file_name, store_bytes
from directorate.jobs.models import Job
from directorate.jobs.registry import handler
from directorate.web.errors import NotAllowed


@handler(SERIES_JOB)
def make_certificates(job: Job, at: datetime) -> dict[str, str]:
    """One page for each, in the order of the register; the rights are those of the instant when it is made."""
    on = paris_day(at)
    if job.requested_by is None or not reads_civil_protection(job.requested_by, on=on):
        raise NotAllowed("Vous ne suivez plus le secourisme.")
    rows = Certificate.objects.filter(session=job.payload["session"]).order_by("rank", "pk")
    content = sheet(CERTIFICATES, on, title=job.label, rows=[certificate_words(row) for row in rows])
    stored = store_bytes(content, file_name(job.label, "pdf"), "application/pdf", by=job.requested_by, at=at)
    return {"file": str(stored.pk)}


@shared_task(name="directorate.civil_protection.forget_births")
def nightly_births(**_: object) -> None:
    forget_births(at=now())
