"""Who reads the register of texts and who changes it."""

from datetime import date

from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post, labelled, manages_people


@labelled("Toute personne en poste à la préfecture")
def reads_texts(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """Whoever writes an act may see what is in force."""
    return is_in_post(staff, on=on)


@labelled("Le directeur ou l'administrateur de l'application")
def changes_texts(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return manages_people(staff, on=on)
