"""The doorbells. Each fetches the time, calls one operation, and may run twice; unknown arguments are accepted."""

from celery import shared_task
from django.utils.timezone import now

from directorate.jobs import operations


@shared_task(
    name="directorate.jobs.run", time_limit=operations.LIMIT_SECONDS, soft_time_limit=operations.LIMIT_SECONDS - 5
)
def run(*, job_id: str, **_) -> None:
    operations.run(job_id=job_id, at=now())


@shared_task(
    name="directorate.jobs.run_bulk",
    time_limit=operations.BULK_LIMIT_SECONDS,
    soft_time_limit=operations.BULK_LIMIT_SECONDS - 15,
)
def run_bulk(*, job_id: str, **_) -> None:
    operations.run_bulk(job_id=job_id, at=now())


@shared_task(name="directorate.jobs.sweep")
def sweep(**_) -> None:
    operations.sweep(at=now())


@shared_task(name="directorate.jobs.send_outbox")
def send_outbox(**_) -> None:
    operations.send_outbox(at=now())
