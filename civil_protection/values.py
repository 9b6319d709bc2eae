"""The dated values of civil protection: one line for each subject."""

from civil_protection.protection.levels import APPROVED_HOSTING

VALUES = (APPROVED_HOSTING,)
