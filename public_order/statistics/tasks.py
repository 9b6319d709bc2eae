"""What the worker does for the statistics of delinquency."""

from datetime import datetime

from directorate.jobs.models import Job
from directorate.jobs.registry import handler
from public_order.statistics.operations import READ_JOB, read_job


@handler(READ_JOB, stepwise=True)
def read(job: Job, at: datetime) -> dict:
    return read_job(job=job, at=at)
