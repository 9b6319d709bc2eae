"""The paper pack, made by a worker, and the bell of each Monday."""

from datetime import datetime

from celery import shared_task
from django.utils.timezone import now

from civil_protection.overview.pack import PACK_JOB, ask_for_the_week, pack
from civil_protection.policies import reads_civil_protection
from directorate.casework.move import paris_day
from directorate.documents.files import file_name, store_bytes
from directorate.jobs.models import Job
from directorate.jobs.registry import handler
from directorate.web.errors import NotAllowed


@handler(PACK_JOB)
def make_pack(job: Job, at: datetime) -> dict:
    """The rights are those of the instant when it is made."""
    if not reads_civil_protection(job.requested_by, on=paris_day(at)):
        raise NotAllowed("Vous ne suivez plus la protection civile.")
    name = file_name(job.label, "pdf")
    return {"file": str(store_bytes(pack(at), name, "application/pdf", by=job.requested_by, at=at).pk)}


@shared_task(name="directorate.civil_protection.weekly_pack")
def weekly_pack(**_: object) -> None:
    ask_for_the_week(at=now())
