"""The demonstration of road safety: one line for each subject, in the order in which they need one another."""

from collections.abc import Callable
from datetime import datetime

from road_safety.accidents import stories as accidents
from road_safety.approvals import stories as approvals
from road_safety.campaigns import stories as campaigns
from road_safety.controls import stories as controls
from road_safety.documentation import stories as documentation
from road_safety.education import stories as education
from road_safety.equipment import stories as equipment
from road_safety.registers import stories as registers
from road_safety.strategy import stories as strategy
from road_safety.suspensions import stories as suspensions
from road_safety.volunteers import stories as volunteers

STORIES: tuple[Callable[[datetime], None], ...] = (
    accidents.tell,
    approvals.tell,
    strategy.tell,
    education.tell,
    controls.tell,
    campaigns.tell,
    equipment.tell,
    documentation.tell,
    suspensions.tell,
    volunteers.tell,
    registers.tell,
)


def fill(at: datetime) -> None:
    for tell in STORIES:
        tell(at)
