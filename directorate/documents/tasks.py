"""What the worker does for documents. Registered by the index of tasks of the shared app."""

from datetime import datetime

from directorate.documents.letters import RENDER_JOB
from directorate.documents.operations import render_files
from directorate.jobs.models import Job
from directorate.jobs.registry import handler


@handler(RENDER_JOB)
def render_letter(job: Job, at: datetime) -> dict:
    letter = render_files(letter_id=job.payload["letter_id"], at=at)
    return {"letter": letter.pk, "pdf": str(letter.pdf_id), "odt": str(letter.odt_id)}
