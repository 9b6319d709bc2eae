"""The files made by a job, handed to the person who asked for it."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET

from directorate.documents.models import StoredFile
from directorate.documents.serving import file_response
from directorate.jobs.policies import has_jobs
from directorate.jobs.queries import visible_jobs
from directorate.web.access import allow
from directorate.web.errors import NotFound

MISSING = "Ce fichier n'existe pas, ou il a été demandé par quelqu'un d'autre."


@require_GET
@allow(has_jobs)
def job_file(request, pk, name):
    """`name` is what the result of the job calls it: "pdf", "odt", "file"."""
    job = get_object_or_404(visible_jobs(request.user, localdate()), pk=pk)
    key = (job.result or {}).get(name)
    if not job.is_kept(now()):
        raise NotFound(f"Ce fichier n'est plus conservé depuis le {localtime(job.expires_at):%d/%m/%Y}.")
    if job.requested_by_id != request.user.pk or not key:
        raise NotFound(MISSING)
    try:
        stored = StoredFile.objects.get(pk=key)
    except (StoredFile.DoesNotExist, ValidationError) as error:
        raise NotFound(MISSING) from error
    return file_response(stored)
