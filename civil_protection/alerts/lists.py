"""Index of the lists of the alert."""

from civil_protection.alerts.campaigns import lists as campaigns
from civil_protection.alerts.directory import lists as directory
from civil_protection.alerts.sirens import lists as sirens
from civil_protection.alerts.vigilance import lists as vigilance

__all__ = ["campaigns", "directory", "sirens", "vigilance"]
