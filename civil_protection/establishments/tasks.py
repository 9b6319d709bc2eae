"""The night of the register. It fetches the time, calls one operation, and may run twice."""

from celery import shared_task
from django.utils.timezone import now

from civil_protection.establishments.operations import recompute


@shared_task(name="directorate.civil_protection.recompute_visits")
def recompute_visits(**_) -> None:
    recompute(at=now())
