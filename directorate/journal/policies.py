"""Who reads the journal. What each person finds in it is in the queries."""

from datetime import date

from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post, labelled


@labelled("Toute personne en poste, pour ce qui la concerne : ses dossiers, son service, ou tout selon sa fonction")
def reads_journal(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return is_in_post(staff, on=on)
