"""What the clock does for the suspensions: names go when their time is over (SUS-09)."""

from celery import shared_task
from django.utils.timezone import now

from road_safety.impound.forgetting import forget_vehicles
from road_safety.suspensions.figures import forget_offenders
from road_safety.suspensions.licences import forget_drivers


@shared_task(name="directorate.road_safety.forget_offenders")
def nightly_identities(**_: object) -> None:
    at = now()
    forget_offenders(at=at)
    forget_drivers(at=at)
    forget_vehicles(at=at)
