"""The lists of titles that leave for the mairies at each period. A job, so that it goes on until it is done."""

from datetime import date

from celery import shared_task
from django.utils.timezone import localdate, now

from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue
from directorate.jobs.registry import handler
from directorate.permits.mayors import due_period, send_period

LISTS_JOB = "permits.mayor_lists"


@handler(LISTS_JOB)
def send(job: Job, at) -> dict[str, int]:
    return {"sent": send_period(start=date.fromisoformat(job.payload["start"]), at=at)}


@shared_task(name="directorate.permits.send_mayor_lists")
def send_mayor_lists(**_: object) -> None:
    """Once a day. Of the days that follow the beginning of a period, the first asks for the work, once."""
    at = now()
    start = due_period(localdate(at))
    if start is not None:
        enqueue(
            kind=LISTS_JOB,
            label=f"Listes des titres pour les mairies, période du {start:%d/%m/%Y}",
            key=f"{LISTS_JOB}:{start}",
            payload={"start": start.isoformat()},
            queue="bulk",
            by=None,
            at=at,
        )
