"""The doorbells. Each fetches the time, calls one operation, and may run twice; unknown arguments are accepted."""

from celery import shared_task
from django.utils.timezone import now

from directorate.background import ring
from directorate.partners.operations import forget_old_usage
from directorate.programs import operations, sending_operations
from directorate.programs.sources import feed


@shared_task(name="directorate.programs.write_messages")
def write_messages(**_: object) -> None:
    """Write what the feed has gained; a slow partner holds the sending, never this."""
    operations.write_messages(at=now())
    if operations.has_messages_to_send(at=now()):
        ring("programs.send_messages", queue="bulk")


@shared_task(name="directorate.programs.send_messages")
def send_messages(**_: object) -> None:
    sending_operations.send_messages(at=now())


@shared_task(name="directorate.programs.nightly")
def nightly(**_: object) -> None:
    """Tell of the accesses that end soon, and forget what is too old."""
    operations.remind_of_expiry(at=now())
    operations.forget_old_deliveries(at=now())
    feed().forget_old(now())
    forget_old_usage(at=now())
