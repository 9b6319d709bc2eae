"""Who reads the parameters and who changes them."""

from datetime import date

from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post, labelled, manages_people


@labelled("Toute personne en poste à la préfecture")
def reads_parameters(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """Whoever applies a rule may see it, with its source."""
    return is_in_post(staff, on=on)


@labelled("Le directeur ou l'administrateur de l'application")
def changes_parameters(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return manages_people(staff, on=on)
