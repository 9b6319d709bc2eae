"""The list of the control operations."""

from road_safety.controls.filters import ControlFilter
from road_safety.controls.queries import controls
from road_safety.controls.tables import control_table
from road_safety.education.lists import declared

CONTROLS = declared("control-operations", "Opérations de contrôle", controls, control_table, ControlFilter,
                    "operations-de-controle")  # fmt: skip
