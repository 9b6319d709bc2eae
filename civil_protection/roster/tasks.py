"""The bell of the roster. It fetches the time, calls one operation, and may run twice."""

from celery import shared_task
from django.utils.timezone import now

from civil_protection.roster.operations import tell_of_holes


@shared_task(name="directorate.civil_protection.roster_holes")
def roster_holes(**_: object) -> None:
    tell_of_holes(at=now())
