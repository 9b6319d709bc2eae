"""The long work that a person asked for: how far it is, its result, giving it up, starting it again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from directorate.jobs import operations
from directorate.jobs.models import Job
from directorate.jobs.policies import has_jobs
from directorate.jobs.queries import failed_mails, visible_jobs
from directorate.org.models import StaffMember
from directorate.org.policies import is_administrator
from directorate.web.access import allow
from directorate.web.lists import refuse_other_names
from directorate.web.pages import PAGE_ROWS
from directorate.web.tables import page_links

TONES = {
    Job.State.QUEUED: "info",
    Job.State.RUNNING: "info",
    Job.State.DONE: "success",
    Job.State.FAILED: "error",
    Job.State.PARKED: "error",
    Job.State.CANCELLED: "",
}
STARTED_AGAIN = (Job.State.FAILED, Job.State.PARKED, Job.State.CANCELLED)
# What a result may hold for its reader, with the words of the link.
FILES = {"pdf": "PDF", "odt": "Texte modifiable (ODT)", "file": "Fichier"}
# What one looks for: value in the address, words of the tab, states.
FILTERS = (
    ("", "Toutes", None),
    ("moving", "En cours", operations.UNFINISHED),
    ("done", "Terminées", (Job.State.DONE,)),
    ("refused", "À reprendre", STARTED_AGAIN),
)


def words(job: Job, reader: StaffMember) -> str:
    """Whoever repairs the machinery has no need of what the letter is about."""
    return job.label if job.requested_by_id == reader.pk else f"Édition {str(job.pk)[:8]}"


@require_GET
@vary_on_headers("HX-Request")
@allow(has_jobs)
def jobs(request):
    """While something waits or runs, the region asks for itself again; without JavaScript one reloads the page."""
    refuse_other_names(request, "Mes éditions", "page", "state")
    on, at = localdate(), now()
    every = visible_jobs(request.user, on)
    asked = request.GET.get("state", "")
    states = {value: states for value, _, states in FILTERS}.get(asked)
    shown = every.filter(state__in=states) if states else every
    page = Paginator(shown, PAGE_ROWS).get_page(request.GET.get("page"))
    for job in page:
        job.kept = job.is_kept(at)
        job.tone = TONES[job.state]
        job.is_mine = job.requested_by_id == request.user.pk
        job.words = words(job, request.user)
        job.may_be_cancelled = job.state in operations.UNFINISHED
        job.may_start_again = job.state in STARTED_AGAIN
        job.files = [(name, label) for name, label in FILES.items() if job.kept and (job.result or {}).get(name)]
        job.page, job.said = job.payload.get("page", ""), (job.result or {}).get("words", "")
    administrator = is_administrator(request.user, on=on)
    return TemplateResponse(
        request,
        "jobs/_jobs.html" if request.htmx else "jobs/jobs.html",
        {
            "title": "Mes éditions",
            "page": page,
            "page_links": page_links(page, request.GET),
            "tabs": tabs(every, asked),
            "is_moving": any(job.may_be_cancelled for job in page),
            "at": at,
            "failed_mails": failed_mails()[:PAGE_ROWS] if administrator and not request.htmx else [],
        },
    )


def tabs(every: QuerySet[Job], asked: str) -> list[tuple[str, str, int, bool]]:
    """One tab for each filter, with its count: one query for all."""
    counts = dict(every.order_by().values_list("state").annotate(Count("pk")))
    return [
        (
            label,
            f"?state={value}" if value else "?",
            sum(count for state, count in counts.items() if states is None or state in states),
            value == asked,
        )
        for value, label, states in FILTERS
    ]


@require_POST
@allow(has_jobs)
def job_cancel(request, pk):
    job = get_object_or_404(visible_jobs(request.user, localdate()), pk=pk)
    operations.cancel(job=job, by=request.user, at=now())
    messages.success(request, f"« {words(job, request.user)} » est annulé.")
    return redirect("directorate:jobs")


@require_POST
@allow(has_jobs)
def job_retry(request, pk):
    job = get_object_or_404(visible_jobs(request.user, localdate()), pk=pk)
    operations.retry(job=job, by=request.user, at=now())
    messages.success(request, f"« {words(job, request.user)} » est relancé.")
    return redirect("directorate:jobs")


@require_POST
@allow(is_administrator)
def mail_retry(request, pk):
    mail = get_object_or_404(failed_mails(), pk=pk)
    operations.retry_mail(mail=mail, by=request.user, at=now())
    messages.success(request, f"Le courriel à {mail.to} repart.")
    return redirect("directorate:jobs")
