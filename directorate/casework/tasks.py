"""Celery tasks of the cases. A task calls one operation and may run twice."""

from datetime import datetime
from typing import Any

from celery import shared_task
from django.utils.timezone import localtime, now

from directorate.casework import series
from directorate.casework.nightly import nightly as nightly_handler
from directorate.casework.operations import publish_by_job
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue
from directorate.jobs.registry import handler
from directorate.registers.operations import PUBLICATION_JOB

__all__ = ["nightly", "nightly_handler"]


@handler(series.SERIES_JOB, stepwise=True)
def do_series(job: Job, at: datetime) -> dict[str, Any]:
    return series.work(job=job, at=at)


@handler(PUBLICATION_JOB, stepwise=True)
def publish_register(job: Job, at: datetime) -> dict[str, Any]:
    return publish_by_job(job=job, at=at)


@shared_task(name="directorate.casework.nightly")
def nightly(**_: object) -> None:
    """Ask for the work of the night: a job, so that it goes on until it is done whatever happens to a worker."""
    at = now()
    series.forget_unconfirmed(at=at)
    enqueue(
        kind="casework.nightly",
        label=f"Échéances de la nuit du {localtime(at):%d/%m/%Y}",
        key=f"casework.nightly:{localtime(at):%Y-%m-%d-%H}",
        payload={"on": localtime(at).date().isoformat()},
        by=None,
        at=at,
        queue="bulk",
    )
