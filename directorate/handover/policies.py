"""Who may read and write what passes between somebody who leaves and whoever stands in."""

from datetime import date

from django.utils.timezone import localdate

from directorate.org.models import Absence, StaffMember
from directorate.org.policies import is_in_post, labelled, manages_absences


@labelled("La personne absente, son suppléant, et ceux qui gèrent son absence")
def reads_handover(staff: StaffMember, absence: Absence, *, on: date | None = None) -> bool:
    """The note and the reason are between colleagues; that somebody is away is known by all."""
    on = on or localdate()
    concerned = staff.pk in (absence.staff_id, absence.substitute_id)
    return (concerned and is_in_post(staff, on=on)) or manages_absences(staff, absence, on=on)


@labelled("La personne absente, et ceux qui gèrent son absence")
def writes_remarks(staff: StaffMember, absence: Absence, *, on: date | None = None) -> bool:
    return manages_absences(staff, absence, on=on or localdate())
