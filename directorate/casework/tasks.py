"""Celery tasks of the cases. A task calls one operation and may run twice."""

from celery import shared_task
from django.utils.timezone import localtime, now

from directorate.casework.nightly import nightly as nightly_handler
from directorate.jobs.operations import enqueue

__all__ = ["nightly", "nightly_handler"]


@shared_task(name="directorate.casework.nightly")
def nightly(**_: object) -> None:
    """Ask for the work of the night: a job, so that it goes on until it is done whatever happens to a worker."""
    at = now()
    enqueue(
        kind="casework.nightly",
        label=f"Échéances de la nuit du {localtime(at):%d/%m/%Y}",
        key=f"casework.nightly:{localtime(at):%Y-%m-%d-%H}",
        payload={"on": localtime(at).date().isoformat()},
        by=None,
        at=at,
        queue="bulk",
    )
