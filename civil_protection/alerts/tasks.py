"""The bells of the alert. Each fetches the time, calls one operation, and may run twice."""

from celery import shared_task
from django.utils.timezone import now

from civil_protection.alerts.campaigns import engine, monthly
from civil_protection.alerts.directory.operations import forget_former, remind_checks


@shared_task(name="directorate.civil_protection.alert_turn")
def alert_turn(**_) -> None:
    monthly.launch_planned(at=now())
    engine.turn(at=now())


@shared_task(name="directorate.civil_protection.forget_former_contacts")
def forget_former_contacts(**_) -> None:
    forget_former(at=now())


@shared_task(name="directorate.civil_protection.remind_directory")
def remind_directory(**_) -> None:
    monthly.tell_of_missing_test(at=now())
    remind_checks(at=now())
