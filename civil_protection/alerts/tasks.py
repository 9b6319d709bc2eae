"""The bells of the alert. Each fetches the time, calls one operation, and may run twice."""

from celery import shared_task
from django.utils.timezone import now

from civil_protection.alerts.campaigns import engine
from civil_protection.alerts.directory.operations import forget_former


@shared_task(name="directorate.civil_protection.alert_turn")
def alert_turn(**_) -> None:
    engine.turn(at=now())


@shared_task(name="directorate.civil_protection.forget_former_contacts")
def forget_former_contacts(**_) -> None:
    forget_former(at=now())
