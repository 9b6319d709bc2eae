"""Index of the models of civil protection: one label and one migration history, one folder per subject."""

from civil_protection.profiles.models import RiskProfile
from civil_protection.protection.models import ProtectedDocument

__all__ = [
    "ProtectedDocument",
    "RiskProfile",
]
