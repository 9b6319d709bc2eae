"""Who keeps views of the lists."""

from datetime import date

from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post, labelled
from directorate.saved_views.models import SavedView


@labelled("Toute personne en poste à la préfecture")
def keeps_views(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return is_in_post(staff, on=on)


@labelled("La personne qui a enregistré la vue")
def owns_view(staff: StaffMember, view: SavedView) -> bool:
    return view.owner_id == staff.pk
