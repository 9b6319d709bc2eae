"""Reading jobs."""

from datetime import date

from django.db.models import Q, QuerySet

from directorate.jobs.models import Job, OutgoingMail
from directorate.org.models import StaffMember
from directorate.org.policies import is_administrator
from directorate.org.secrecy import without_hidden


def visible_jobs(staff: StaffMember, on: date) -> QuerySet[Job]:
    """One's own, of what one may still know; the administrator also sees what must be examined, whoever asked."""
    jobs = Job.objects.select_related("requested_by")
    known = without_hidden(Job.objects.filter(requested_by=staff), staff, on)
    mine = Q(pk__in=known.values("pk"))
    if is_administrator(staff, on=on):
        return jobs.filter(mine | Q(state=Job.State.PARKED))
    return jobs.filter(mine)


def failed_mails() -> QuerySet[OutgoingMail]:
    """Mails given up after their last attempt, for the administrator."""
    return OutgoingMail.objects.filter(state=OutgoingMail.State.FAILED).defer("body")
