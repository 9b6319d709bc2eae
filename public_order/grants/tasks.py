"""What the clock does for the grants."""

from celery import shared_task
from django.utils.timezone import now

from public_order.grants.operations import refuse_silently


@shared_task(name="directorate.public_order.refuse_silently")
def nightly_silence(**_: object) -> None:
    refuse_silently(at=now())
