"""Pages about partners' programs: the list, a new token shown once, their limits, revocation."""

from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from directorate.partners import operations, queries
from directorate.partners.forms import ApiClientForm, LimitsForm, RevocationForm, RotationForm
from directorate.partners.models import ApiClient
from directorate.partners.policies import manages_api_clients
from directorate.web.access import allow
from directorate.web.lists import refuse_other_names
from directorate.web.pages import FORM_METHODS, PAGE_ROWS, act_page, attempt, form_page, posted


@require_GET
@allow(manages_api_clients)
def api_clients(request):
    """The programs that may speak to the API; never their tokens."""
    refuse_other_names(request, "Clients de l'API", "page")
    rows = queries.visible_clients(request.user, localdate())
    return TemplateResponse(
        request,
        "partners/api_clients.html",
        {
            "title": "Clients de l'API",
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


def found_client(request, pk) -> ApiClient:
    return get_object_or_404(queries.visible_clients(request.user, localdate()), pk=pk)


def back_to(client: ApiClient) -> tuple[str, str]:
    return str(client), reverse("directorate:api-client", args=[client.pk])


def trail(client: ApiClient) -> list[tuple[str, str]]:
    return [("Clients de l'API", reverse("directorate:api-clients")), back_to(client)]


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def api_client_change(request, pk):
    """What the program may do, changed from its next request on."""
    client = found_client(request, pk)
    form = LimitsForm(posted(request), initial=limits_of(client))
    return act_page(
        request,
        form,
        operations.change_limits,
        facts={"client": client},
        at=now(),
        done="Les nouvelles limites valent dès la prochaine requête.",
        then=reverse("directorate:api-client", args=[client.pk]),
        title="Modifier les droits du programme",
        intro=f"« {client} » ({client.organisation}). Après un changement de communes ou de procédures, il relit tout.",
        submit="Enregistrer les droits",
        back=back_to(client),
        breadcrumb=trail(client),
    )


def limits_of(client: ApiClient) -> dict[str, Any]:
    return {
        "scopes": client.scopes,
        "procedures": client.procedures,
        "communes": " ".join(client.communes),
        "networks": " ".join(client.networks),
        "quota_minute": client.quota_minute,
        "quota_day": client.quota_day,
        "contact_email": client.contact_email,
    }


@never_cache
@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def api_client_rotate(request, pk):
    """A second token, shown on the answer to this form and nowhere else."""
    client = found_client(request, pk)
    form = RotationForm(posted(request), initial={"expires_at": localdate() + operations.LONGEST_LIFE})
    issued = (
        attempt(form, operations.rotate_token, client=client, by=request.user, at=now())
        if request.method == "POST"
        else None
    )
    if issued:
        return TemplateResponse(
            request,
            "partners/api_client_created.html",
            {"client": issued.client, "token": str(issued.token), "overlap_days": form.cleaned_data["overlap_days"]},
        )
    return form_page(
        request,
        form,
        title="Remettre un second jeton",
        intro=f"Les deux jetons de « {client} » seront acceptés le temps que le partenaire bascule.",
        submit="Créer le second jeton",
        back=back_to(client),
        breadcrumb=trail(client),
    )


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def api_token_revoke(request, pk, token):
    client = found_client(request, pk)
    row = get_object_or_404(client.tokens.all(), pk=token)
    form = RevocationForm(posted(request))
    return act_page(
        request,
        form,
        operations.revoke_one_token,
        facts={"token": row},
        at=now(),
        done=f"Le jeton {row} est refusé dès la prochaine requête.",
        then=reverse("directorate:api-client", args=[client.pk]),
        title="Révoquer ce jeton",
        intro=f"Le jeton {row} de « {client} » ne sera plus accepté. C'est définitif.",
        submit="Révoquer ce jeton",
        back=back_to(client),
        breadcrumb=trail(client),
    )


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def api_client_revoke(request, pk):
    client = found_client(request, pk)
    form = RevocationForm(posted(request))
    return act_page(
        request,
        form,
        operations.revoke_token,
        facts={"client": client},
        at=now(),
        done=f"L'accès de « {client} » est fermé dès la prochaine requête.",
        then=reverse("directorate:api-clients"),
        title="Fermer l'accès du programme",
        intro=f"« {client} » ({client.organisation}) ne pourra plus appeler l'API. C'est définitif.",
        submit="Révoquer tous ses jetons",
        back=back_to(client),
        breadcrumb=trail(client),
    )
