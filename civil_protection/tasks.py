"""Index of the tasks of civil protection: one line for each subject."""

from civil_protection.alerts import tasks as alerts

__all__ = ["alerts"]
