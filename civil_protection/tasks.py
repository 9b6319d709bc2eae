"""Index of the tasks of civil protection: one line for each subject."""

from civil_protection.alerts import tasks as alerts
from civil_protection.crisis import tasks as crisis
from civil_protection.establishments import tasks as establishments
from civil_protection.first_aid import tasks as first_aid
from civil_protection.overview import tasks as overview
from civil_protection.roster import tasks as roster
from civil_protection.safety_files import tasks as safety_files
from civil_protection.safety_visits import tasks as safety_visits
from civil_protection.security_studies import tasks as security_studies
from civil_protection.vigipirate import tasks as vigipirate

__all__ = [
    "alerts", "crisis", "establishments", "first_aid", "overview", "roster", "safety_files", "safety_visits",
    "security_studies", "vigipirate",
]  # fmt: skip
