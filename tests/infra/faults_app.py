"""The application with short delays, and kinds of jobs that break: `celery -A tests.infra.faults_app worker`.

With FAULTS_UNPROTECTED it has the settings that Celery proposes and no sweep: it must lose work, or the faults miss.
"""

import os

from config import celery
from config.celery import app

__all__ = ["app"]

app.conf.include = ["tests.infra.faults_jobs"]
app.conf.beat_schedule["sweep-jobs"]["schedule"] = 1.0
celery.HEARTBEAT_SECONDS = 1
celery.FROZEN_SECONDS = 12
if os.environ.get("FAULTS_UNPROTECTED"):
    app.conf.task_acks_late = False
    app.conf.task_reject_on_worker_lost = None
    app.conf.worker_prefetch_multiplier = 4
    del app.conf.beat_schedule["sweep-jobs"]
