"""Celery tasks of the cases. A task calls one operation and may run twice."""

import structlog
from celery import shared_task
from django.utils.timezone import now

from directorate.casework import operations
from directorate.casework.deadlines import refresh_elapsed

log = structlog.get_logger(__name__)


@shared_task(name="directorate.casework.nightly")
def nightly(**_: object) -> None:
    """Bring the states that a day has changed up to date, then act on the silences that have elapsed."""
    refreshed = refresh_elapsed(at=now())
    log.info("elapsed deadlines refreshed", count=refreshed)
    acted = operations.act_on_silences(at=now())
    log.info("silences acted on", count=len(acted), references=acted)
