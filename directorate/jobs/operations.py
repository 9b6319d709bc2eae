"""Asking for long work, doing it once, finding it again when a worker died."""

from collections.abc import Mapping
from contextlib import closing, nullcontext
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import connection, transaction
from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Coalesce, Now

from directorate.background import after_commit, ring, show_life
from directorate.jobs.errors import ClaimLost, NotPossibleNow, TooManyWaiting, TurnGiven
from directorate.jobs.models import Job
from directorate.jobs.outbox_operations import post_mail, retry_mail, send_outbox
from directorate.jobs.policies import may_handle
from directorate.jobs.registry import BEHIND, HANDLERS, STEPWISE
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError, NotAllowed

__all__ = [
    "cancel", "enqueue", "expire_results", "post_mail", "progress", "retry", "retry_mail", "run", "run_bulk",
    "send_outbox", "sweep",
]  # fmt: skip

log = structlog.get_logger(__name__)

# Hard time limit of one attempt: a letter takes a second, and its layout gives up after thirty.
LIMIT_SECONDS = 40
# The same in the queue of long work, which has workers of its own.
BULK_LIMIT_SECONDS = 600
# The bell of each queue: the two tasks differ by their time limits only.
BELLS = dict(interactive="jobs.run", bulk="jobs.run_bulk")  # noqa: C408
# Long work that one person may have waiting or running at the same time.
BULK_OF_ONE_PERSON = 20
# Longer than the limit: a job whose worker still runs is never taken over. Long work renews its lease by `progress`.
LEASE = timedelta(seconds=LIMIT_SECONDS + 5)
# How long a bell may stay unanswered before the sweep rings again.
SILENCE = timedelta(seconds=15)
SWEPT_AT_ONCE = 200
# Seconds to wait after the first failure, the second, ...; the last one repeats.
DELAYS = (5, 20, 60, 180)
UNFINISHED = (Job.State.QUEUED, Job.State.RUNNING)
# Leases are counted on the clock of the database, the only one that all workers share.
FREE = Q(state__in=UNFINISHED) & (Q(lease_until__isnull=True) | Q(lease_until__lt=Now()))


@transaction.atomic
def enqueue(
    *,
    kind: str,
    label: str,
    key: str,
    payload: Mapping[str, Any],
    by: StaffMember | None,
    at: datetime,
    queue: str = "interactive",
    expires_at: datetime | None = None,
    capped: bool = True,
) -> Job:
    """Ask for a job. The same key asked twice, even at the same instant, is one job: the row that exists is returned.

    `payload` holds identifiers, never personal data. The file of the result is kept until `expires_at`. Raises
    TooManyWaiting, unless the job is a part of another one (`capped=False`).
    """
    if queue == "bulk" and capped and by is not None:
        refuse_a_storm(key, by)
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "label": label[:200],
            "payload": dict(payload),
            "queue": queue,
            "requested_by": by,
            "created_at": at,
            "published_at": at,
            "expires_at": expires_at,
        },
    )
    if created:
        after_commit(BELLS[queue], queue=queue, job_id=str(job.pk))
    return job


def refuse_a_storm(key: str, by: StaffMember) -> None:
    theirs = Job.objects.filter(requested_by=by, queue="bulk", state__in=UNFINISHED)
    if theirs.count() >= BULK_OF_ONE_PERSON and not Job.objects.filter(key=key).exists():
        raise TooManyWaiting(
            f"Vous avez déjà {BULK_OF_ONE_PERSON} éditions longues en attente : attendez qu'une se termine, ou"
            " annulez-en une dans « Mes éditions »."
        )


# --- doing --------------------------------------------------------------------------------------------------


def claim(job_id: UUID | str, *, at: datetime) -> Job | None:
    """Take a free job for this worker, in one statement, or nothing: somebody else has it, or it is over."""
    mine = uuid4()
    taken = Job.objects.filter(FREE, pk=job_id, attempts__lt=F("max_attempts")).update(
        state=Job.State.RUNNING,
        claim=mine,
        lease_until=Now() + LEASE,
        attempts=F("attempts") + 1,
        started_at=Coalesce(F("started_at"), Value(at)),
        progress=0,
    )
    return Job.objects.select_related("requested_by").get(pk=job_id) if taken else None


def run(*, job_id: UUID | str, at: datetime) -> bool:
    """Do a job if it is free. Rung twice, or by two workers, it leaves its effect once. True when it was done."""
    job = claim(job_id, at=at)
    if job is None:
        return False
    attempt = Attempt(job, at)
    with attempt, nullcontext() if job.kind in STEPWISE else transaction.atomic():
        work = HANDLERS.get(job.kind)
        if work is None:
            raise LookupError(f"aucune fonction pour les travaux « {job.kind} »")
        finish(job, work(job, at), at=at)
        attempt.done = True
    return attempt.done


def run_bulk(*, job_id: UUID | str, at: datetime) -> bool:
    """Answer a bell of long work: do that job, or the one that goes before it. True when one was done.

    What is made behind (`registry.handler`) lets the rest pass: a submission asked now does not wait for the five
    hundred letters of the series before. A bell whose job was done in its place serves one of those that wait behind.
    """
    return run(job_id=first_to_do(job_id), at=at)


def first_to_do(job_id: UUID | str) -> UUID | str:
    """The job of a bell if nothing goes before it; a long job that is watched, else the oldest made behind."""
    free = Job.objects.filter(FREE, queue="bulk", attempts__lt=F("max_attempts")).order_by("created_at")
    watched = free.exclude(kind__in=BEHIND).values_list("pk", flat=True)
    rung = watched.filter(pk=job_id).first()
    return rung or watched.first() or free.values_list("pk", flat=True).first() or job_id


def finish(job: Job, result: dict[str, Any] | None, *, at: datetime) -> None:
    """End the job in the transaction of its effects; whoever lost the claim meanwhile undoes everything."""
    ended = Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING).update(
        state=Job.State.DONE,
        result=result,
        finished_at=at,
        progress=F("total"),
        claim=None,
        lease_until=None,
        error="",
    )
    if not ended:
        raise ClaimLost(f"« {job.label} » a été repris ou annulé entre-temps.")


class Attempt:
    """Notes on the row how an attempt failed, then lets the exception through to the worker and its logs.

    A refusal of the domain stops here: it is an answer for the person who asked, not a fault to repair.
    """

    def __init__(self, job: Job, at: datetime):
        self.job = job
        self.at = at
        self.done = False

    def __enter__(self) -> "Attempt":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None):
        if error is None:
            return False
        self.done = False
        if isinstance(error, ClaimLost):
            log.info("claim lost", job=str(self.job.pk))
            return True
        if isinstance(error, TurnGiven):
            go_to_the_end_of_the_queue(self.job, error.rest)
            return True
        note_failure(self.job, error, at=self.at)
        return isinstance(error, DomainError)


def note_failure(job: Job, error: BaseException, *, at: datetime) -> None:
    """Failed for good (a refusal), parked (too many attempts), or back in the queue after a delay."""
    if isinstance(error, DomainError):
        after = {"state": Job.State.FAILED, "finished_at": at, "lease_until": None}
    elif job.attempts >= job.max_attempts:
        after = {"state": Job.State.PARKED, "finished_at": at, "lease_until": None}
    else:
        delay = timedelta(seconds=DELAYS[min(job.attempts, len(DELAYS)) - 1])
        after = {"state": Job.State.QUEUED, "lease_until": Now() + delay}
    sentence = str(error) if isinstance(error, DomainError) else f"{type(error).__name__} : {error}"
    Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING).update(
        claim=None, error=sentence[:2000], **after
    )


def go_to_the_end_of_the_queue(job: Job, rest: timedelta | None) -> None:
    """The attempt did not fail, and does not count. After a rest, the sweep rings."""
    left = Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING).update(
        state=Job.State.QUEUED,
        claim=None,
        lease_until=Now() + rest if rest else None,
        attempts=F("attempts") - 1,
        published_at=Now(),
    )
    if left and not rest:
        after_commit(BELLS[job.queue], queue=job.queue, job_id=str(job.pk))


def progress(job: Job, done: int, total: int) -> None:
    """Show how far a job is and renew its lease, at once, whatever becomes of the transaction of its effects.

    Between two steps of a stepwise job, raises ClaimLost when somebody cancelled it or another worker took it over.
    """
    show_life()
    if job.kind in STEPWISE:
        held = Job.objects.filter(pk=job.pk, claim=job.claim, state=Job.State.RUNNING).update(
            progress=done, total=max(total, 1), lease_until=Now() + LEASE
        )
        if not held:
            raise ClaimLost(f"« {job.label} » a été repris ou annulé entre-temps.")
        return
    with closing(connection.copy()) as beside, beside.cursor() as cursor:
        cursor.execute(
            "UPDATE directorate_job SET progress = %s, total = %s, lease_until = now() + %s"
            " WHERE id = %s AND claim = %s",
            [done, max(total, 1), LEASE, job.pk, job.claim],
        )


# --- keeping a result for a time ------------------------------------------------------------------------------


@transaction.atomic
def expire_results(*, at: datetime) -> list[str]:
    """Forget the file of the jobs whose result is no longer kept; the row stays and says so. Keys of these files."""
    kept = Job.objects.filter(state=Job.State.DONE, expires_at__lt=at, result__has_key="file")
    files = []
    for job in kept.select_for_update(skip_locked=True):
        files.append(job.result.pop("file"))
        job.save(update_fields=["result"])
    return files


# --- finding again ------------------------------------------------------------------------------------------


def sweep(*, at: datetime) -> int:
    """Park what was tried too often; ring again for what waits unheard or lost its worker. Number of bells."""
    Job.objects.filter(FREE, attempts__gte=F("max_attempts")).update(
        state=Job.State.PARKED,
        claim=None,
        lease_until=None,
        finished_at=at,
        error=Case(
            When(error="", then=Value("Interrompu à chaque tentative : le programme s'est arrêté sans rien dire.")),
            default=F("error"),
            output_field=TextField(),
        ),
    )
    with transaction.atomic():
        waiting = list(
            Job.objects.filter(FREE)
            .filter(Q(published_at__isnull=True) | Q(published_at__lt=Now() - SILENCE))
            .order_by("created_at")
            .select_for_update(skip_locked=True)
            .values_list("pk", "queue")[:SWEPT_AT_ONCE]
        )
        Job.objects.filter(pk__in=[pk for pk, _ in waiting]).update(published_at=Now())
        transaction.on_commit(partial(ring_for, waiting))
    return len(waiting)


def ring_for(waiting: list[tuple[UUID, str]]) -> None:
    """A silent broker answers the first bell for all of them: the next sweep rings again."""
    for pk, queue in waiting:
        if not ring(BELLS[queue], queue=queue, job_id=str(pk)):
            return


# --- what a person may do -----------------------------------------------------------------------------------


def locked(job: Job, by: StaffMember) -> Job:
    job = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not may_handle(by, job):
        raise NotAllowed("Cette édition a été demandée par quelqu'un d'autre.")
    return job


@transaction.atomic
def cancel(*, job: Job, by: StaffMember, at: datetime) -> Job:
    """Give up a job that waits or runs. A worker that is at it loses its claim, and with it what it has written."""
    job = locked(job, by)
    if job.state not in UNFINISHED:
        raise NotPossibleNow(f"Cette édition n'est plus en attente : {job.get_state_display().lower()}.")
    job.state = Job.State.CANCELLED
    job.claim = job.lease_until = None
    job.finished_at = at
    job.save(update_fields=["state", "claim", "lease_until", "finished_at"])
    record(by=by, at=at, action="job.cancelled", subject=job, label=job.kind)
    return job


@transaction.atomic
def retry(*, job: Job, by: StaffMember, at: datetime) -> Job:
    """Start again a job that failed, was parked or was cancelled."""
    job = locked(job, by)
    if job.state not in (Job.State.FAILED, Job.State.PARKED, Job.State.CANCELLED):
        raise NotPossibleNow(f"Cette édition ne se relance pas : {job.get_state_display().lower()}.")
    error = job.error
    job.state = Job.State.QUEUED
    job.attempts = job.progress = 0
    job.claim = job.lease_until = job.started_at = job.finished_at = None
    job.error = ""
    job.published_at = at
    job.save()
    record(by=by, at=at, action="job.retried", subject=job, label=job.kind, details={"error": error})
    after_commit(BELLS[job.queue], queue=job.queue, job_id=str(job.pk))
    return job
