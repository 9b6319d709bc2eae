"""The page by which a partner gives an opinion, with the link received by mail and without an account."""

from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods
from rest_framework.throttling import AnonRateThrottle

from directorate.casework import operations
from directorate.casework.forms import PartnerAnswerForm
from directorate.casework.models import Consultation
from directorate.documents.files import store_upload
from directorate.web.access import open_to_everyone
from directorate.web.errors import DomainError, LinkUnusable
from directorate.web.pages import FORM_METHODS, posted, refuse, uploaded

GIVEN = "opinion_given"


class AnswerThrottle(AnonRateThrottle):
    """A code cannot be guessed; this keeps a program that tries from working the database."""

    scope = "opinion-answer"
    rate = "60/min"


@require_http_methods(FORM_METHODS)
@open_to_everyone("un partenaire répond à une demande d'avis avec le lien reçu par courriel")
def opinion_answer(request, code):
    """Only what the partner needs: reference, object, place, question, date."""
    at = now()
    if request.GET:
        # A code written after a question mark would stay in the logs of every machine on the way.
        return unusable(
            request, "Cette adresse n'est pas celle du courriel : elle s'écrit sans « ? » ni rien après.", 400
        )
    if not AnswerThrottle().allow_request(request, None):
        return unusable(request, "Trop de visites depuis cette adresse. Réessayez dans une minute.", 429)
    try:
        link = operations.usable_link(code, at)
    except LinkUnusable as refusal:
        return unusable(request, refusal.message, refusal.status, operations.given_by_link(code, at))
    form = PartnerAnswerForm(posted(request), uploaded(request))
    if request.method == "POST" and form.is_valid():
        try:
            given = answer(form, code, at)
        except LinkUnusable as refusal:
            return unusable(request, refusal.message, refusal.status)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            request.session[GIVEN] = {
                "reference": given.case.reference,
                "body": given.body_label,
                "opinion": given.get_opinion_display(),
            }
            return HttpResponseRedirect(reverse("directorate:opinion-thanks"))
    consultation = link.consultation
    return TemplateResponse(
        request,
        "casework/opinion_answer.html",
        {
            "title": "Votre avis est demandé",
            "consultation": consultation,
            "case": consultation.case,
            "link": link,
            "form": form,
        },
        status=422 if request.method == "POST" else 200,
    )


@transaction.atomic
def answer(form: PartnerAnswerForm, code: str, at) -> Consultation:
    """The file belongs to the answer that brought it: refused together, kept together."""
    data = dict(form.cleaned_data)
    upload = data.pop("document")
    file = store_upload(upload, by=None, at=at) if upload else None
    return operations.answer_by_link(code=code, file=file, at=at, **data)


@require_GET
@open_to_everyone("confirmation d'un avis rendu par lien")
def opinion_thanks(request):
    return TemplateResponse(
        request, "casework/opinion_thanks.html", {"title": "Avis enregistré", "given": request.session.get(GIVEN)}
    )


def unusable(request, message: str, status: int, given: Consultation | None = None) -> TemplateResponse:
    """`given`: what was answered by this very link, shown again to whoever holds it, and closed to any change."""
    context = {"title": "Votre avis est enregistré" if given else "Ce lien ne s'ouvre pas", "message": message}
    context["given"] = given
    return TemplateResponse(request, "casework/opinion_unusable.html", context, status=status)
