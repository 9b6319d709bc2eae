"""The bell of the escalation. It fetches the time, calls one operation, and may run twice."""

from celery import shared_task
from django.utils.timezone import now

from civil_protection.safety_visits.notices import tell_of_due_steps


@shared_task(name="directorate.civil_protection.unfavourable_steps")
def unfavourable_steps(**_: object) -> None:
    tell_of_due_steps(at=now())
