"""Index of the tasks of road safety: one line for each subject."""

from road_safety.accidents import tasks as accidents

__all__ = ["accidents"]
