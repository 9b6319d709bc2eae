"""Index of the tasks of public order: one line for each subject."""

from public_order.codaf import tasks as codaf
from public_order.grants import tasks as grants
from public_order.protocols import tasks as protocols
from public_order.statistics import tasks as statistics

__all__ = ["codaf", "grants", "protocols", "statistics"]
