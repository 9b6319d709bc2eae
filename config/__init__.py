"""Wiring. The Celery application exists in every process: the site rings it, the worker answers."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
