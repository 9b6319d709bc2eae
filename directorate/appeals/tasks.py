"""What the worker does for appeals: the litigation file, and the silence that rejects those nobody answered."""

import hashlib
from datetime import datetime

import structlog
from celery import shared_task
from django.core.files.base import File
from django.utils.timezone import now

from directorate.appeals.models import Appeal
from directorate.appeals.operations import PACK_JOB, reject_by_silence
from directorate.appeals.pack import pack_for, spooled, write_pack
from directorate.documents.files import file_name, keep
from directorate.jobs.models import Job
from directorate.jobs.operations import progress
from directorate.jobs.registry import handler
from directorate.org.models import StaffMember

log = structlog.get_logger(__name__)


@handler(PACK_JOB)
def draw_up_pack(job: Job, at: datetime) -> dict:
    """In the transaction that ends the job: done twice, one file is kept."""
    appeal = Appeal.objects.select_related("case").get(pk=job.payload["appeal"])
    reader = StaffMember.objects.get(pk=job.payload["reader"])
    pack = pack_for(appeal=appeal, reader=reader, at=at)
    with spooled() as target:
        write_pack(pack, target, lambda done, total: progress(job, done, total))
        size = target.tell()
        target.seek(0)
        digest = hashlib.file_digest(target, "sha256").hexdigest()
        target.seek(0)
        name = file_name(f"Dossier contentieux {pack.case.reference}", "zip")
        stored = keep(File(target), digest, size, name, "application/zip", by=reader, at=at)
    told = [item for item in pack.items if item.note]
    words = f"{len(pack.items)} pièces" + (f", dont {len(told)} à vérifier (voir le bordereau)" if told else "")
    return {"file": str(stored.pk), "words": words}


@shared_task(name="directorate.appeals.nightly")
def nightly(**_: object) -> None:
    log.info("appeals rejected by silence", count=reject_by_silence(at=now()))
