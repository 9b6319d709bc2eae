"""Index of the models of civil protection: one label and one migration history, one folder per subject."""

from civil_protection.plans.models import (
    Activation,
    OrsecMeans,
    Plan,
    PlanAct,
    PlanAnnex,
    PlanDiffusion,
    PlanDocument,
    PlanOpinion,
    PlanRound,
    ReflexAction,
    ReflexCard,
)
from civil_protection.profiles.models import RiskProfile
from civil_protection.protection.models import ProtectedDocument
from civil_protection.roster.models import DutyPeriod, PublishedRoster
from civil_protection.vigipirate.models import (
    ApplicationCheck,
    CascadeRecipient,
    Declension,
    Posture,
    PublicMeasure,
    SafetyReport,
)
from civil_protection.vital_sectors.models import Habilitation, VitalFile, VitalMilestone

__all__ = [
    "Activation",
    "OrsecMeans",
    "Plan",
    "PlanAct",
    "PlanAnnex",
    "PlanDiffusion",
    "PlanDocument",
    "PlanOpinion",
    "PlanRound",
    "ReflexAction",
    "ReflexCard",
    "ProtectedDocument",
    "RiskProfile",
    "DutyPeriod",
    "PublishedRoster",
    "ApplicationCheck",
    "CascadeRecipient",
    "Declension",
    "Posture",
    "PublicMeasure",
    "SafetyReport",
    "Habilitation",
    "VitalFile",
    "VitalMilestone",
]
