"""Index of the lists of road safety: pages, workers and commands find them all in the same register."""

from road_safety.accidents import lists as accidents
from road_safety.campaigns import lists as campaigns
from road_safety.controls import lists as controls
from road_safety.documentation import lists as documentation
from road_safety.education import lists as education
from road_safety.equipment import lists as equipment
from road_safety.impound import lists as impound
from road_safety.registers import lists as registers
from road_safety.strategy import lists as strategy
from road_safety.suspensions.lists import SUSPENSION_LIST
from road_safety.suspensions.measures import MEASURE_LIST
from road_safety.volunteers import lists as volunteers

__all__ = [
    "MEASURE_LIST",
    "SUSPENSION_LIST",
    "accidents",
    "campaigns",
    "controls",
    "documentation",
    "education",
    "equipment",
    "impound",
    "registers",
    "strategy",
    "volunteers",
]
