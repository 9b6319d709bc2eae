"""The bell of the reminders. It fetches the time, calls one operation, and may run twice."""

from celery import shared_task
from django.utils.timezone import now

from civil_protection.vigipirate.cascade import remind


@shared_task(name="directorate.civil_protection.remind_postures")
def remind_postures(**_: object) -> None:
    remind(at=now())
