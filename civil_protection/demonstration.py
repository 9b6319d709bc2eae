"""The demonstration of civil protection: one line for each subject, in the order in which they need one another."""

from collections.abc import Callable
from datetime import datetime

from civil_protection.alerts import stories as alerts
from civil_protection.communal import stories as communal
from civil_protection.crisis import stories as crisis
from civil_protection.establishments import stories as establishments
from civil_protection.exercises import stories as exercises
from civil_protection.first_aid import stories as first_aid
from civil_protection.orders import stories as orders
from civil_protection.plans import stories as plans
from civil_protection.public_information import stories as public_information
from civil_protection.roster import stories as roster
from civil_protection.safety_commissions import stories as safety_commissions
from civil_protection.safety_files import stories as safety_files
from civil_protection.safety_visits import stories as safety_visits
from civil_protection.security_studies import stories as security_studies
from civil_protection.vigipirate import stories as vigipirate
from civil_protection.vital_sectors import stories as vital_sectors

STORIES: tuple[Callable[[datetime], None], ...] = (
    communal.tell,
    public_information.tell,
    establishments.tell,
    safety_visits.tell,
    safety_commissions.tell,
    plans.tell,
    vigipirate.tell,
    vital_sectors.tell,
    roster.tell,
    alerts.tell,
    crisis.tell,
    orders.tell,
    exercises.tell,
    safety_files.tell,
    first_aid.tell,
    security_studies.tell,
)


def fill(at: datetime) -> None:
    for tell in STORIES:
        tell(at)
