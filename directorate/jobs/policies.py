"""Who may see and handle which job."""

from datetime import date

from django.utils.timezone import localdate

from directorate.jobs.models import Job
from directorate.org.models import StaffMember
from directorate.org.policies import is_administrator, is_in_post, labelled


@labelled("Toute personne en poste à la préfecture, pour ses éditions")
def has_jobs(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return is_in_post(staff, on=on)


@labelled("La personne qui a demandé l'édition, ou l'administrateur")
def may_handle(staff: StaffMember, job: Job, *, on: date | None = None) -> bool:
    return job.requested_by_id == staff.pk or is_administrator(staff, on=on or localdate())
