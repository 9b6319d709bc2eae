"""Pages about partners' programs: the list, a new token shown once, revocation."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from directorate.partners import operations, queries
from directorate.partners.forms import ApiClientForm, RevocationForm
from directorate.partners.policies import manages_api_clients
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, PAGE_ROWS, attempt, form_page, posted


@require_GET
@allow(manages_api_clients)
def api_clients(request):
    """The programs that may speak to the API; never their tokens."""
    rows = queries.visible_clients(request.user, localdate())
    return TemplateResponse(
        request,
        "partners/api_clients.html",
        {
            "page": Paginator(queries.with_states(rows, now()), PAGE_ROWS).get_page(request.GET.get("page")),
        },
    )


@never_cache
@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def api_client_new(request):
    """Create a client. Its token is on the answer to this form and nowhere else, not even in the session."""
    form = ApiClientForm(posted(request))
    issued = attempt(form, operations.issue_token, by=request.user, at=now()) if request.method == "POST" else None
    if issued:
        return TemplateResponse(
            request, "partners/api_client_created.html", {"client": issued.client, "token": str(issued.token)}
        )
    return form_page(
        request,
        form,
        title="Ouvrir l'API à un programme",
        intro="Le jeton s'affichera une seule fois, juste après l'enregistrement.",
        submit="Créer le jeton",
        back=("Clients de l'API", reverse("directorate:api-clients")),
    )


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def api_client_revoke(request, pk):
    client = get_object_or_404(queries.visible_clients(request.user, localdate()), pk=pk)
    form = RevocationForm(posted(request))
    if request.method == "POST" and attempt(form, operations.revoke_token, client=client, by=request.user, at=now()):
        messages.success(request, f"Le jeton de « {client} » est révoqué : il est refusé dès la prochaine requête.")
        return redirect("directorate:api-clients")
    return form_page(
        request,
        form,
        title="Révoquer le jeton",
        intro=f"« {client} » ({client.organisation}) ne pourra plus appeler l'API. C'est définitif.",
        submit="Révoquer le jeton",
        back=("Clients de l'API", reverse("directorate:api-clients")),
    )
