"""Who may open the API to a partner's program."""

from datetime import date

from directorate.org.models import StaffMember
from directorate.org.policies import labelled, manages_people


@labelled("Le directeur ou l'administrateur de l'application")
def manages_api_clients(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return manages_people(staff, on=on)
