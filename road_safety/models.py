"""Index of the models of road safety: one label and one migration history, one folder per subject."""

from road_safety.strategy.models import (
    Action,
    ActionAnswer,
    ActionIndicator,
    ActionMove,
    BudgetLine,
    CallForProjects,
    Orientation,
    Orientations,
    Stake,
    StakeYear,
    YearPlan,
)

__all__ = [
    "Action",
    "ActionAnswer",
    "ActionIndicator",
    "ActionMove",
    "BudgetLine",
    "CallForProjects",
    "Orientation",
    "Orientations",
    "Stake",
    "StakeYear",
    "YearPlan",
]
