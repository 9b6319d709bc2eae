"""Index of the lists of public order: pages, workers and commands find them all in the same register."""

from public_order.field.lists import PROBLEM_LIST, SECTOR_LIST
from public_order.monthly.lists import NOTE_LIST
from public_order.programmes.lists import OPERATION_LIST, PROGRAMME_LIST
from public_order.statistics import lists as statistics

__all__ = [
    "NOTE_LIST",
    "OPERATION_LIST",
    "PROBLEM_LIST",
    "PROGRAMME_LIST",
    "SECTOR_LIST",
    "statistics",
]
