"""The public door of the actions: the form, the page that follows it, the page behind the link of the mail."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods
from rest_framework.throttling import AnonRateThrottle

from directorate.web.access import open_to_everyone
from directorate.web.doors import Door
from directorate.web.pages import FORM_METHODS, attempt, posted
from road_safety.strategy import door_operations as operations
from road_safety.strategy.forms import DoorForm
from road_safety.strategy.models import Action

TITLE = "Demander une action de sécurité routière"


PAGE = Door("action-door", "Cette demande ne s'ouvre pas", "road_safety/strategy/door_unusable.html")


class AskThrottle(AnonRateThrottle):
    """Requests sent from one address: each of them sends a mail."""

    scope = "action-ask"
    rate = "10/hour"


@require_http_methods(FORM_METHODS)
@open_to_everyone("une école, une commune ou une association demande une action de sécurité routière")
def door(request):
    form = DoorForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not AskThrottle().allow_request(request, None):
            return PAGE.unusable(request, "Trop de demandes depuis cette adresse. Réessayez dans une heure.", 429)
        if attempt(form, operations.ask, at=now()):
            return HttpResponseRedirect(reverse("road_safety:door-sent"))
    refused = form.is_bound and not form.is_valid()
    return TemplateResponse(
        request, "road_safety/strategy/door.html", {"title": TITLE, "form": form}, status=422 if refused else 200
    )


@require_GET
@open_to_everyone("suite d'une demande d'action")
def door_sent(request):
    return TemplateResponse(request, "road_safety/strategy/door_sent.html", {"title": "Un courriel vous est envoyé"})


@require_http_methods(FORM_METHODS)
@open_to_everyone("le demandeur confirme et suit sa demande avec le lien reçu par courriel")
def door_request(request, code):
    """To open the page changes nothing: programs that look into mails open links too."""
    action, refusal = PAGE.opened(request, operations.opened, code, act=operations.confirm)
    if refusal is not None:
        return refusal
    if request.method == "POST":
        return HttpResponseRedirect(request.path)
    return TemplateResponse(
        request,
        "road_safety/strategy/door_request.html",
        {
            "title": action.number or "Confirmer votre demande",
            "action": action,
            "answers": action.answers.all(),
            "is_draft": action.state == Action.State.DRAFT,
        },
    )
