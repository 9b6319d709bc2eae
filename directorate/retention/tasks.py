"""The monthly proposal, and the job that erases what was confirmed."""

from datetime import datetime

import structlog
from celery import shared_task
from django.utils.timezone import now

from directorate.jobs.models import Job
from directorate.jobs.registry import handler
from directorate.retention.operations import PURGE_JOB, forget_mails, propose_everywhere, work

log = structlog.get_logger(__name__)


@handler(PURGE_JOB, stepwise=True)
def purge(job: Job, at: datetime) -> dict:
    return work(job=job, at=at)


@shared_task(name="directorate.retention.monthly", time_limit=3_600, soft_time_limit=3_500)
def monthly(**_: object) -> None:
    log.info("purges proposed", count=propose_everywhere(at=now()))
    log.info("mails forgotten", count=forget_mails(at=now()))
