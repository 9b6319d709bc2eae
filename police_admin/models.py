"""Index of the models of the bureau: one label and one migration history, one folder per subject."""

from police_admin.juries.models import JuryAllocation, JuryCommune, JuryUnit
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer, OfficerTraining, WeaponMovement

__all__ = [
    "JuryAllocation",
    "JuryCommune",
    "JuryUnit",
    "MunicipalForce",
    "MunicipalOfficer",
    "OfficerTraining",
    "WeaponMovement",
]
