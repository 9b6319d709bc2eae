"""Who may enter the pages of the bureau of public order."""

from datetime import date

from directorate.casework.policies import CHIEF_ROLES
from directorate.casework.service_policies import deciders, heads, policy, readers, workers
from directorate.org.models import Posting, StaffMember
from directorate.org.policies import labelled

UNIT = "ordre-public"

reads_public_order = readers(UNIT, "Le bureau de l'ordre public, le directeur et le cabinet")
works_in_public_order = workers(UNIT, "Les agents du bureau de l'ordre public et le directeur")
heads_public_order = heads(UNIT, "Le chef du bureau de l'ordre public, son adjoint et le directeur")
decides_for_public_order = deciders("Le directeur, le directeur de cabinet et le préfet")
approves_for_cabinet = policy(
    "Le directeur de cabinet et le préfet",
    lambda posting: posting.role in (Posting.Role.CHIEF_OF_STAFF, Posting.Role.PREFECT),
)


@labelled("Les agents du bureau de l'ordre public, le directeur, le directeur de cabinet et le préfet")
def acts_on_grants(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """Who works on a grant, and who decides of it: each operation says whose it is."""
    return works_in_public_order(staff, on=on) or decides_for_public_order(staff, on=on)


keeps_dealing_points = heads_public_order
reads_dealing_points = policy(
    "Les chefs du bureau de l'ordre public, le directeur, le directeur de cabinet et le préfet",
    lambda posting: (
        posting.role in (Posting.Role.DIRECTOR, Posting.Role.CHIEF_OF_STAFF, Posting.Role.PREFECT)
        or (posting.unit_id == UNIT and posting.role in CHIEF_ROLES)
    ),
)


@labelled("Le chef du bureau de l'ordre public, son adjoint, le directeur, le directeur de cabinet et le préfet")
def reads_restricted(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """What names people in a restricted formation (EMS-03)."""
    return heads_public_order(staff, on=on) or decides_for_public_order(staff, on=on)
