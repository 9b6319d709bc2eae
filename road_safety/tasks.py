"""Index of the tasks of road safety: one line for each subject."""

from road_safety.accidents import tasks as accidents
from road_safety.equipment import tasks as equipment
from road_safety.strategy import tasks as strategy
from road_safety.suspensions import tasks as suspensions
from road_safety.volunteers import tasks as volunteers

__all__ = ["accidents", "equipment", "strategy", "suspensions", "volunteers"]
