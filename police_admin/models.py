"""Index of the models of the bureau: one label and one migration history, one folder per subject."""

from police_admin.events.models import EventLink, EventRoute
from police_admin.inspections.models import Inspection
from police_admin.juries.models import JuryAllocation, JuryCommune, JuryUnit
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer, OfficerTraining, WeaponMovement
from police_admin.outlets.models import Licence, LicenceEvent, Outlet, ProtectedZone

__all__ = [
    "EventLink",
    "EventRoute",
    "Inspection",
    "JuryAllocation",
    "JuryCommune",
    "JuryUnit",
    "Licence",
    "LicenceEvent",
    "MunicipalForce",
    "MunicipalOfficer",
    "OfficerTraining",
    "Outlet",
    "ProtectedZone",
    "WeaponMovement",
]
