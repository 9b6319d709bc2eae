"""The demonstration of civil protection: one line for each subject, in the order in which they need one another."""

from collections.abc import Callable
from datetime import datetime

from civil_protection.roster import stories as roster
from civil_protection.vigipirate import stories as vigipirate
from civil_protection.vital_sectors import stories as vital_sectors

STORIES: tuple[Callable[[datetime], None], ...] = (vigipirate.tell, vital_sectors.tell, roster.tell)


def fill(at: datetime) -> None:
    for tell in STORIES:
        tell(at)
