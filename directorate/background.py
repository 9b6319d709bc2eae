"""The circle of Django and Celery, cut by name: an operation asks for a task by its name, after the commit."""

from pathlib import Path
from time import monotonic
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerUnavailable

log = structlog.get_logger(__name__)

# A broker that has just been silent is left alone for a while: a request that rings ten times waits for it once.
QUIET_SECONDS = 5
quiet_until = 0.0


def after_commit(task: str, *, queue: str = "interactive", **arguments: Any) -> None:
    """Ring the bell of `task` ("jobs.run") once the transaction is committed.

    The message is only a doorbell: what must be done is a row already, which a sweep finds if the bell is lost.
    """
    transaction.on_commit(lambda: ring(task, queue=queue, **arguments))


def ring(task: str, *, queue: str = "interactive", **arguments: Any) -> bool:
    """Send the message now. A silent broker costs a second, once in a while, and nothing else."""
    global quiet_until
    if monotonic() < quiet_until:
        return False
    try:
        current_app.send_task(f"directorate.{task}", kwargs=arguments, queue=queue, retry=False)
    except (BrokerUnavailable, OSError) as error:
        quiet_until = monotonic() + QUIET_SECONDS
        log.warning("broker unavailable", task=task, error=str(error))
        return False
    return True


def show_life() -> None:
    """Long work keeps every child of its worker busy: it gives the sign of life that the worker asks of them."""
    if settings.WORKER_HEARTBEAT_FILE:
        Path(settings.WORKER_HEARTBEAT_FILE).touch()
