"""What the clock does for the committee against fraud."""

from celery import shared_task
from django.utils.timezone import now

from public_order.codaf.door_operations import remind_partners
from public_order.codaf.exchange_operations import forget_targets


@shared_task(name="directorate.public_order.watch_codaf")
def nightly_codaf(**_: object) -> None:
    at = now()
    remind_partners(at=at)
    forget_targets(at=at)
