"""What the worker does for accidents."""

from datetime import datetime

from directorate.jobs.models import Job
from directorate.jobs.registry import handler
from road_safety.accidents.operations import READ_JOB, read_job


@handler(READ_JOB)
def read(job: Job, at: datetime) -> dict:
    return read_job(job=job, at=at)
