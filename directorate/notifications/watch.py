"""Facts that no operation of the day tells: long work that has ended, powers and accesses about to end.

Asked again and again by the clock; each fact has its key, and is told once whatever the number of times it is asked.
"""

from datetime import date, datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.jobs.models import Job
from directorate.legal_calendar.arithmetic import french_long
from directorate.notifications.models import Notification
from directorate.notifications.operations import notify
from directorate.org.models import Posting, SignatureDelegation, StaffMember
from directorate.org.queries import covering
from directorate.partners.models import ApiClient

# How far back the clock looks: a machine that was off longer has told nothing of it, and Mes éditions says it.
JOBS_OF = timedelta(days=2)
COMING_END = timedelta(days=30)
AT_ONCE = 500

# State of the job: kind of notification, words.
ENDINGS = {
    Job.State.DONE: ("job_finished", "Une édition longue que vous avez demandée est prête"),
    Job.State.FAILED: ("job_failed", "Une édition que vous avez demandée a échoué"),
    Job.State.PARKED: ("job_failed", "Une édition que vous avez demandée est arrêtée, à examiner"),
}


def tell_of_ended_jobs(*, at: datetime) -> int:
    """Tell whoever asked for it that long work is done, or that any work failed. Number of jobs told."""
    told = Notification.objects.filter(
        recipient=OuterRef("requested_by"),
        subject_kind="job",
        subject_key=Cast(OuterRef("pk"), CharField()),
        created_at__gte=OuterRef("finished_at"),
    )
    jobs = list(
        Job.objects.filter(
            Q(state=Job.State.DONE, queue="bulk") | Q(state__in=[Job.State.FAILED, Job.State.PARKED]),
            ~Exists(told),
            finished_at__gt=at - JOBS_OF,
            requested_by__isnull=False,
        )
        .select_related("requested_by")
        .order_by("finished_at")[:AT_ONCE]
    )
    for job in jobs:
        kind, title = ENDINGS[job.state]
        notify(
            recipients=[job.requested_by],
            kind=kind,
            # Started again, it ends another time.
            key=f"job:{job.pk}:{job.finished_at.timestamp():.0f}",
            title=title,
            detail=f"{job.label}. {job.error}" if job.error else job.label,
            url=reverse("directorate:jobs"),
            at=at,
            about=job,
        )
    return len(jobs)


def tell_of_coming_ends(*, at: datetime) -> None:
    tell_of_ending_delegations(at=at)
    tell_of_expiring_clients(at=at)


def tell_of_ending_delegations(*, at: datetime) -> None:
    """The delegate, the delegator and the administrators: a new order takes weeks to sign and publish."""
    on = localdate(at)
    ending = SignatureDelegation.objects.filter(
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=on), ends_on__gt=on, ends_on__lte=on + COMING_END
    ).select_related("delegate", "delegator")
    administrators = administrators_on(on) if ending else []
    for delegation in ending:
        notify(
            recipients=[delegation.delegate, delegation.delegator, *administrators],
            kind="delegation_ending",
            key=f"delegation:{delegation.pk}:{delegation.ends_on.isoformat()}",
            title=f"La délégation de signature n° {delegation.order_number} prend fin le"
            f" {french_long(delegation.ends_on)}",
            detail=f"Délégataire : {delegation.delegate}. Sans nouvel arrêté publié avant cette date, les actes qu'elle"
            " couvre ne pourront plus être signés.",
            url=reverse("directorate:delegation", args=[delegation.pk]),
            at=at,
        )


def tell_of_expiring_clients(*, at: datetime) -> None:
    expiring = ApiClient.objects.filter(
        revoked_at__isnull=True, expires_at__gt=at, expires_at__lte=at + COMING_END
    ).select_related("organisation")
    administrators = administrators_on(localdate(at)) if expiring else []
    for client in expiring:
        ends_on = localdate(client.expires_at)
        notify(
            recipients=administrators,
            kind="api_client_expiring",
            key=f"client:{client.pk}:{ends_on.isoformat()}",
            title=f"L'accès à l'API d'un partenaire expire le {french_long(ends_on)}",
            detail=f"{client.name}, {client.organisation}.",
            url=reverse("directorate:api-clients"),
            at=at,
        )


def administrators_on(on: date) -> list[StaffMember]:
    posted = Posting.objects.filter(covering(on), role=Posting.Role.ADMINISTRATOR, staff__is_active=True)
    return [posting.staff for posting in posted.select_related("staff")]
