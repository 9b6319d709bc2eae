"""What the clock does for the grants."""

from celery import shared_task
from django.utils.timezone import now

from public_order.grants.operations import refuse_silently
from public_order.grants.payments.operations import follow_the_days
from public_order.grants.payments.report_operations import raise_alerts
from public_order.grants.works_operations import lapse_silently


@shared_task(name="directorate.public_order.refuse_silently")
def nightly_silence(**_: object) -> None:
    refuse_silently(at=now())


@shared_task(name="directorate.public_order.follow_grants")
def nightly_execution(**_: object) -> None:
    """Projects begin, end, owe their report; FIPD-17."""
    at = now()
    follow_the_days(at=at)
    raise_alerts(at=at)


@shared_task(name="directorate.public_order.lapse_grants")
def nightly_lapses(**_: object) -> None:
    lapse_silently(at=now())
