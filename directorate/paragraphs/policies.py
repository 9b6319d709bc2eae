"""Who reads the library of paragraphs and who keeps it."""

from datetime import date

from django.utils.timezone import localdate

from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post, labelled
from directorate.org.queries import heads_units


@labelled("Toute personne en poste à la préfecture")
def reads_paragraphs(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return is_in_post(staff, on=on)


@labelled("Le chef du bureau, son adjoint et le directeur")
def keeps_paragraphs(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    """Without a paragraph: may this person keep some? With one: that one."""
    units = heads_units(staff, on or localdate())
    return bool(units) if obj is None else obj.unit_id in units
