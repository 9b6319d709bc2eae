"""The application with short delays, and two kinds of jobs that break: `celery -A tests.infra.faults_app worker`."""

from config import celery
from config.celery import app

__all__ = ["app"]

app.conf.include = ["tests.infra.faults_jobs"]
app.conf.beat_schedule["sweep-jobs"]["schedule"] = 1.0
celery.HEARTBEAT_SECONDS = 1
celery.FROZEN_SECONDS = 8
