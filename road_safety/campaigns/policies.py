"""Who validates what the prefecture says of road safety."""

from directorate.casework.service_policies import policy
from directorate.org.models import Posting

CABINET = (Posting.Role.CHIEF_OF_STAFF, Posting.Role.PREFECT)

validates_campaigns = policy(
    "Le directeur de cabinet et le préfet valident les campagnes", lambda posting: posting.role in CABINET
)
