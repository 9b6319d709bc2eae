"""The page behind the personal link of a note, for the préfet and the procureur."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods
from rest_framework.throttling import AnonRateThrottle

from directorate.documents.serving import letter_response
from directorate.web.access import open_to_everyone
from directorate.web.errors import DomainError
from directorate.web.pages import FORM_METHODS
from public_order.monthly.operations import acknowledge, opened, paper_words
from public_order.monthly.queries import State


class NoteThrottle(AnonRateThrottle):
    """Visits of a link: a code cannot be guessed, this keeps a program that tries from working the database."""

    scope = "note-door"
    rate = "60/min"


def unusable(request, message: str, status: int) -> TemplateResponse:
    context = {"title": "Cette note ne s'ouvre pas", "message": message}
    return TemplateResponse(request, "public_order/monthly/door_unusable.html", context, status=status)


@require_http_methods(FORM_METHODS)
@open_to_everyone("le préfet et le procureur lisent la note avec le lien reçu par courriel")
def note_door(request, code):
    at = now()
    if not NoteThrottle().allow_request(request, None):
        return unusable(request, "Trop de visites depuis cette adresse. Réessayez dans une minute.", 429)
    try:
        if request.method == "POST":
            acknowledge(code=code, at=at)
            return HttpResponseRedirect(request.path)
        found = opened(code, at)
    except DomainError as refusal:
        return unusable(request, refusal.message, refusal.status)
    version = found.version
    return TemplateResponse(
        request,
        "public_order/monthly/door.html",
        {
            **paper_words(version, at.date()),
            "code": code,
            "version": version,
            "is_replaced": version.state == State.CORRECTED,
            "recipient": found.get_recipient_display(),
            "read_at": found.read_at,
        },
    )


@require_GET
@open_to_everyone("le PDF de la note, avec le même lien")
def note_door_file(request, code):
    if not NoteThrottle().allow_request(request, None):
        return unusable(request, "Trop de visites depuis cette adresse. Réessayez dans une minute.", 429)
    try:
        return letter_response(opened(code, now()).version.letter, "pdf")
    except DomainError as refusal:
        return unusable(request, refusal.message, refusal.status)
