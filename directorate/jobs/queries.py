"""Reading jobs."""

from datetime import date

from django.db.models import Q, QuerySet

from directorate.jobs.models import Job, OutgoingMail
from directorate.org.models import StaffMember
from directorate.org.policies import is_administrator


def visible_jobs(staff: StaffMember, on: date) -> QuerySet[Job]:
    """One's own; the administrator also sees what must be examined, whoever asked for it."""
    jobs = Job.objects.select_related("requested_by")
    mine = Q(requested_by=staff)
    if is_administrator(staff, on=on):
        return jobs.filter(mine | Q(state=Job.State.PARKED))
    return jobs.filter(mine)


def failed_mails() -> QuerySet[OutgoingMail]:
    """Mails given up after their last attempt, for the administrator."""
    return OutgoingMail.objects.filter(state=OutgoingMail.State.FAILED).defer("body")
