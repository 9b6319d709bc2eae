"""One door to the documents of the service."""

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from civil_protection.policies import reads_civil_protection
from civil_protection.protection.models import ProtectedDocument
from civil_protection.protection.operations import note_reading
from directorate.documents.serving import file_response
from directorate.web.access import allow


@require_POST
@allow(reads_civil_protection)
def download(request, pk):
    """By a form, not a link: taking a document that not everybody reads leaves a trace."""
    document = get_object_or_404(ProtectedDocument.objects.select_related("file"), pk=pk)
    note_reading(document=document, by=request.user, at=now())
    return file_response(document.file)
