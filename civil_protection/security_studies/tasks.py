"""The bell of the tacit opinions. It fetches the time, calls one operation, and may run twice."""

from celery import shared_task
from django.utils.timezone import now

from civil_protection.security_studies.operations import note_tacit_opinions


@shared_task(name="directorate.civil_protection.tacit_study_opinions")
def tacit_study_opinions(**_: object) -> None:
    note_tacit_opinions(at=now())
