"""Index of the lists of civil protection: pages, workers and commands find them all in the same register."""

from civil_protection.alerts import lists as alerts
from civil_protection.communal import lists as communal
from civil_protection.crisis import lists as crisis
from civil_protection.crisis.outreach import lists as outreach
from civil_protection.establishments import lists as establishments
from civil_protection.exercises import lists as exercises
from civil_protection.first_aid import lists as first_aid
from civil_protection.gatherings import lists as gatherings
from civil_protection.orders import lists as orders
from civil_protection.plans import lists as plans
from civil_protection.profiles import lists as profiles
from civil_protection.public_information import lists as public_information
from civil_protection.roster import lists as roster
from civil_protection.safety_commissions import lists as safety_commissions
from civil_protection.safety_files import lists as safety_files
from civil_protection.safety_visits import lists as safety_visits
from civil_protection.security_studies import lists as security_studies
from civil_protection.vigipirate import lists as vigipirate

__all__ = [
    "alerts",
    "communal",
    "crisis",
    "establishments",
    "exercises",
    "first_aid",
    "gatherings",
    "outreach",
    "orders",
    "plans",
    "profiles",
    "public_information",
    "roster",
    "safety_visits",
    "safety_files",
    "security_studies",
    "safety_commissions",
    "vigipirate",
]
