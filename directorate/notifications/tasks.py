"""The doorbells. Each fetches the time, calls one operation, and may run twice; unknown arguments are accepted."""

import structlog
from celery import shared_task
from django.utils.timezone import now

from directorate.notifications import delivery, watch

log = structlog.get_logger(__name__)


@shared_task(name="directorate.notifications.deliver")
def deliver(**_: object) -> None:
    """Tell of the long work that has ended, then post the grouped mails and the summaries of the day."""
    watch.tell_of_ended_jobs(at=now())
    delivery.deliver(at=now())


@shared_task(name="directorate.notifications.nightly")
def nightly(**_: object) -> None:
    """Tell of what is about to end, and forget what was read long ago."""
    watch.tell_of_coming_ends(at=now())
    log.info("old notifications removed", count=delivery.forget_old(at=now()))
