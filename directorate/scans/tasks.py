"""What the worker does for scans."""

from datetime import datetime

from directorate.jobs.models import Job
from directorate.jobs.registry import handler
from directorate.scans.operations import READ_JOB, read_deposit


@handler(READ_JOB)
def read(job: Job, at: datetime) -> dict:
    return read_deposit(job=job, at=at)
