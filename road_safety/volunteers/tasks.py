"""What the clock does for the volunteers."""

from celery import shared_task
from django.utils.timezone import now

from road_safety.volunteers import people_operations
from road_safety.volunteers.mission_operations import remind


@shared_task(name="directorate.road_safety.forget_volunteers")
def nightly_volunteers(**_: object) -> None:
    people_operations.forget_unconfirmed(at=now())
    people_operations.forget_bank(at=now())
    people_operations.forget_vehicles(at=now())
    people_operations.forget_former(at=now())


@shared_task(name="directorate.road_safety.remind_volunteers")
def remind_volunteers(**_: object) -> None:
    remind(at=now())
