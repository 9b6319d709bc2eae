"""What the clock does for the strategy."""

from celery import shared_task
from django.utils.timezone import now

from road_safety.strategy.door_operations import forget_unconfirmed


@shared_task(name="directorate.road_safety.forget_unconfirmed")
def nightly_requests(**_: object) -> None:
    forget_unconfirmed(at=now())
