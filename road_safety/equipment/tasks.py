"""What the clock does for the loans."""

from celery import shared_task
from django.utils.timezone import now

from road_safety.equipment.loan_operations import doubt_after_late, expire_options, remind_late


@shared_task(name="directorate.road_safety.watch_loans")
def nightly_loans(**_: object) -> None:
    at = now()
    expire_options(at=at)
    remind_late(at=at)
    doubt_after_late(at=at)
