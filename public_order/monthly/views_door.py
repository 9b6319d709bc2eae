"""The page behind the personal link of a note, for the préfet and the procureur."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.serving import letter_response
from directorate.web.access import open_to_everyone
from directorate.web.doors import Door
from directorate.web.pages import FORM_METHODS
from public_order.monthly.operations import acknowledge, opened, paper_words
from public_order.monthly.queries import State

PAGE = Door("note-door", "Cette note ne s'ouvre pas", "public_order/monthly/door_unusable.html")


@require_http_methods(FORM_METHODS)
@open_to_everyone("le préfet et le procureur lisent la note avec le lien reçu par courriel")
def note_door(request, code):
    at = now()
    found, refusal = PAGE.opened(request, opened, code, act=acknowledge)
    if refusal is not None:
        return refusal
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
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
    found, refusal = PAGE.opened(request, opened, code)
    return refusal if refusal is not None else letter_response(found.version.letter, "pdf")
