"""The canary: one message that crosses scheduler, broker, worker and database, and says when."""

import time

from celery import shared_task

from directorate.web.health import record_heartbeat


@shared_task(name="directorate.web.heartbeat")
def heartbeat(**_) -> None:
    record_heartbeat(at_seconds=time.time())
