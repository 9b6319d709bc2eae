"""Papers laid out by a worker, the sealed log of a closed event, and the chains that are verified each night."""

from datetime import datetime

from celery import shared_task
from django.db import transaction
from django.utils.timezone import localtime, now

from civil_protection.crisis import papers, queries
from civil_protection.crisis.log_operations import tell
from civil_protection.crisis.models import ChainCheck, CrisisEvent, LogHead
from civil_protection.crisis.notices import tell_of_owed_reports
from civil_protection.crisis.operations import SEAL_JOB
from civil_protection.crisis.outreach.operations import RELEASE_JOB
from civil_protection.crisis.outreach.papers import release_pdf
from civil_protection.crisis.outreach.queries import releases
from civil_protection.crisis.policies import reads_crises
from civil_protection.crisis.report_operations import REPORT_JOB
from civil_protection.crisis.terms import State
from civil_protection.protection.levels import LOGGED, Level
from civil_protection.protection.operations import keep_made
from directorate.casework.move import paris_day
from directorate.documents.files import file_name, store_bytes
from directorate.jobs.models import Job
from directorate.jobs.registry import handler
from directorate.web.errors import Conflict, NotAllowed

PDF = "application/pdf"


def reader_of(job: Job, at: datetime):
    """Who asked, with the rights of the instant when it is made."""
    if job.requested_by is None or not reads_crises(job.requested_by, on=paris_day(at)):
        raise NotAllowed("Vous ne suivez plus les crises.")
    return job.requested_by


@handler(papers.LOG_JOB)
def make_log(job: Job, at: datetime) -> dict[str, str]:
    """The print of the log; what is not for everybody leaves a trace when it is printed."""
    by, event = reader_of(job, at), queries.known_event(job.payload["event"])
    content = papers.log_pdf(event, job.payload["query"], at, by=by)
    tell("printed", event, by, at, protected=event.entries.filter(level__in=LOGGED).exists())
    name = file_name(f"Main courante {event} {localtime(at):%Y-%m-%d %H %M}", "pdf")
    return {"file": str(store_bytes(content, name, PDF, by=by, at=at).pk)}


@handler(papers.PAPER_JOB)
def make_paper(job: Job, at: datetime) -> dict[str, str]:
    by = reader_of(job, at)
    model, draw = papers.PAPERS[job.payload["what"]]
    row = model.objects.select_related("event").get(pk=job.payload["pk"])
    name = file_name(f"{row} {row.event}", "pdf")
    return {"file": str(store_bytes(draw(row, at), name, PDF, by=by, at=at).pk)}


@handler(REPORT_JOB)
def make_report(job: Job, at: datetime) -> dict[str, str] | None:
    """The PDF of a validated report, kept once with it."""
    row = queries.reports().select_for_update(of=("self",)).get(pk=job.payload["report"])
    if row.document_id is not None:
        return {"file": str(row.document.file_id)}
    title = f"{row}, {row.event}"[:160]
    row.document = keep_made(
        title=title, level=row.level, content=papers.report_pdf(row, at), name=file_name(title, "pdf"),
        media_type=PDF, by=row.validated_by, at=at,
    )  # fmt: skip
    row.save(update_fields=["document"])
    return {"file": str(row.document.file_id)}


@handler(RELEASE_JOB)
def make_release(job: Job, at: datetime) -> dict[str, str]:
    """The PDF of a validated press release, kept once with it."""
    row = releases().select_for_update(of=("self",)).get(pk=job.payload["release"])
    if row.document_id is None:
        title = f"{row}, {row.event}"[:160]
        row.document = keep_made(
            title=title, level=Level.PUBLIC, content=release_pdf(row, at), name=file_name(title, "pdf"),
            media_type=PDF, by=row.validated_by, at=at,
        )  # fmt: skip
        row.save(update_fields=["document"])
    return {"file": str(row.document.file_id)}


@handler(SEAL_JOB)
def seal_log(job: Job, at: datetime) -> dict[str, str]:
    """The whole log of a closed event, its chain verified first, as one document that never changes."""
    event = CrisisEvent.objects.select_for_update(of=("self",)).get(pk=job.payload["event"])
    if event.sealed_log_id is not None:
        return {"file": str(event.sealed_log.file_id)}
    if event.state != State.CLOSED or LogHead.objects.get(event=event).number != job.payload["number"]:
        raise Conflict("L'événement a été rouvert : la main courante sera scellée à sa prochaine clôture.")
    found = queries.chain_of(event)
    if found.broken_at is not None:
        raise Conflict(f"La chaîne est rompue, la main courante n'est pas scellée. {found.reason}")
    protected = event.entries.filter(level__in=LOGGED).exists()
    title = f"Main courante scellée, {event}"[:160]
    event.sealed_log = keep_made(
        title=title, level=Level.PARTNERS if protected else Level.INTERNAL,
        content=papers.log_pdf(event, "", at, by=job.requested_by), name=file_name(title, "pdf"), media_type=PDF,
        by=job.requested_by, at=at,
    )  # fmt: skip
    event.save(update_fields=["sealed_log"])
    tell("sealed", event, job.requested_by, at, sha256=event.sealed_log.file.sha256, hash=found.hash)
    return {"file": str(event.sealed_log.file_id)}


@shared_task(name="directorate.crisis.verify_chains")
def verify_chains(**_: object) -> int:
    """Each night, every log that is not archived, and the archived ones on the first of the month. Gives the broken."""
    at = now()
    rows = CrisisEvent.objects.all()
    if localtime(at).day != 1:
        rows = rows.exclude(state=State.ARCHIVED)
    broken = 0
    for event in rows:
        with transaction.atomic():
            found = queries.chain_of(event)
            ChainCheck.objects.create(event=event, checked_at=at, entries=found.entries, broken_at=found.broken_at,
                                      reason=found.reason)  # fmt: skip
            if found.broken_at is not None:
                broken += 1
                tell("chain_broken", event, None, at, reason=found.reason)
    return broken


@shared_task(name="directorate.crisis.owed_reports")
def owed_reports(**_: object) -> int:
    """Tell those on duty of the situation reports that are late; each is told once."""
    return tell_of_owed_reports(at=now())
