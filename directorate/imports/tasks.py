"""The long work of imports, and the files whose time has passed."""

from celery import shared_task
from django.utils.timezone import now

from directorate.imports import operations
from directorate.jobs.registry import handler


@handler("imports.step")
def step(job, at):
    return operations.take_step(job=job, at=at)


@shared_task(name="directorate.imports.expire_files")
def expire_files(**_) -> None:
    operations.expire_files(at=now())
