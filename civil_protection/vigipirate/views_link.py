"""The page by which a recipient acknowledges a posture, with the link received by mail and without an account."""

from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.vigipirate import cascade, queries
from civil_protection.vigipirate.forms import LinkForm
from directorate.web.access import open_to_everyone
from directorate.web.doors import Door
from directorate.web.errors import DomainError
from directorate.web.pages import FORM_METHODS, posted, refuse

GIVEN = "posture_acknowledged"


PAGE = Door("posture-link", "Ce lien ne s'ouvre pas", "civil_protection/vigipirate/unusable.html")


@require_http_methods(FORM_METHODS)
@open_to_everyone("un destinataire accuse réception d'une posture avec le lien reçu par courriel")
def acknowledge(request, code):
    """To open the page changes nothing: programs that look into mails open links too."""
    at = now()
    if request.GET:
        # A code written after a question mark would stay in the logs of every machine on the way.
        return PAGE.unusable(request, "Cette adresse n'est pas celle du courriel : elle s'écrit sans « ? ».", 400)
    declension, refused = PAGE.opened(request, cascade.opened, code)
    if refused is not None:
        return refused
    form = LinkForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            cascade.acknowledge_by_link(code=code, at=at, **form.cleaned_data)
        except cascade.LinkUnusable as refusal:
            return PAGE.unusable(request, refusal.message, refusal.status)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            request.session[GIVEN] = declension.posture.title
            return HttpResponseRedirect(reverse("civil_protection:posture-thanks"))
    return TemplateResponse(
        request,
        "civil_protection/vigipirate/acknowledge.html",
        {
            "title": "Accuser réception d'une posture VIGIPIRATE",
            "declension": declension,
            "posture": declension.posture,
            "measures": queries.measures_by_domain(localdate(at)),
            "form": form,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_GET
@open_to_everyone("confirmation d'un accusé de réception par lien")
def thanks(request):
    return TemplateResponse(
        request,
        "civil_protection/vigipirate/thanks.html",
        {"title": "Accusé de réception enregistré", "posture": request.session.get(GIVEN)},
    )
