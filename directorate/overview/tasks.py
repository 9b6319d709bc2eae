"""The A4 report of Pilotage, made by a worker: laying pages out has no place in a request."""

from datetime import date, datetime

from django.template.loader import render_to_string

from directorate.documents.files import store_bytes
from directorate.documents.rendering import pdf_of
from directorate.jobs.models import Job
from directorate.jobs.registry import handler
from directorate.overview.figures import reads_pilotage
from directorate.overview.pilotage import perimeter_of
from directorate.overview.report import context_of, report_of
from directorate.overview.views_pilotage import REPORT_JOB
from directorate.web.errors import NotAllowed


@handler(REPORT_JOB)
def make_report(job: Job, at: datetime) -> dict:
    """The rights are those of the instant when it is made, the day that of the demand."""
    on, staff = date.fromisoformat(job.payload["on"]), job.requested_by
    if not reads_pilotage(staff, on=on):
        raise NotAllowed("Vous ne suivez plus ces services.")
    report = report_of(perimeter_of(staff, on, job.payload["perimeter"]))
    html = render_to_string("overview/report.html", {**context_of(report), "on": on, "staff": staff, "at": at})
    name = f"pilotage-{on:%Y-%m-%d}.pdf"
    return {"file": str(store_bytes(pdf_of(html), name, "application/pdf", by=staff, at=at).pk)}
