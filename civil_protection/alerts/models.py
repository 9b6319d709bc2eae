"""Index of the models of the alert: the directory, the campaigns, the sirens, the vigilance."""

from civil_protection.alerts.campaigns.models import (
    AlertCampaign,
    AlertScenario,
    CallAttempt,
    CampaignTarget,
    GatewayCall,
    ScriptedAnswer,
)
from civil_protection.alerts.directory.models import AlertContact, AlertGroup, ContactPhone, DirectoryTask
from civil_protection.alerts.sirens.models import Siren, SirenResult, SirenTest, SirenTicket
from civil_protection.alerts.vigilance.models import VigilanceBulletin

__all__ = [
    "AlertCampaign",
    "AlertContact",
    "AlertGroup",
    "AlertScenario",
    "CallAttempt",
    "CampaignTarget",
    "ContactPhone",
    "DirectoryTask",
    "GatewayCall",
    "ScriptedAnswer",
    "Siren",
    "SirenResult",
    "SirenTest",
    "SirenTicket",
    "VigilanceBulletin",
]
