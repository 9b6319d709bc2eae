"""The dated values of civil protection: one line for each subject."""

from civil_protection.alerts.values import VALUES as ALERTS
from civil_protection.communal.terms import VALUES as COMMUNAL
from civil_protection.crisis.values import VALUES as CRISIS
from civil_protection.establishments.terms import VALUES as ESTABLISHMENTS
from civil_protection.exercises.terms import VALUES as EXERCISES
from civil_protection.first_aid.values import VALUES as FIRST_AID
from civil_protection.gatherings.values import VALUES as GATHERINGS
from civil_protection.plans.terms import VALUES as PLANS
from civil_protection.protection.levels import APPROVED_HOSTING
from civil_protection.public_information.terms import VALUES as PUBLIC_INFORMATION
from civil_protection.roster.values import VALUES as ROSTER
from civil_protection.safety_commissions.terms import VALUES as SAFETY_COMMISSIONS
from civil_protection.safety_files.terms import VALUES as SAFETY_FILES
from civil_protection.safety_reports.terms import VALUES as SAFETY_REPORTS
from civil_protection.safety_visits.terms import VALUES as SAFETY_VISITS
from civil_protection.security_studies.terms import VALUES as STUDIES
from civil_protection.vigipirate.values import VALUES as VIGIPIRATE
from civil_protection.vital_sectors.values import VALUES as VITAL

VALUES = (
    APPROVED_HOSTING,
    *COMMUNAL,
    *ALERTS,
    *CRISIS,
    *ESTABLISHMENTS,
    *EXERCISES,
    *FIRST_AID,
    *GATHERINGS,
    *PLANS,
    *ROSTER,
    *SAFETY_REPORTS,
    *SAFETY_VISITS,
    *SAFETY_COMMISSIONS,
    *VIGIPIRATE,
    *VITAL,
    *PUBLIC_INFORMATION,
    *SAFETY_FILES,
    *STUDIES,
)
