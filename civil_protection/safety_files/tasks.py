"""The bell of the orders of opening. It fetches the time, calls one operation, and may run twice."""

from celery import shared_task
from django.utils.timezone import now

from civil_protection.safety_files.operations import open_due


@shared_task(name="directorate.civil_protection.open_establishments")
def open_establishments(**_: object) -> None:
    open_due(at=now())
