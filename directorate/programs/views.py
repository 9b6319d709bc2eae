"""The page of a partner's program, and those of its webhooks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.org.scopes import PROCEDURE_LABELS
from directorate.partners import queries as partners
from directorate.partners.models import ApiClient
from directorate.partners.policies import manages_api_clients
from directorate.partners.tokens import SCOPES
from directorate.programs import operations, queries
from directorate.programs.forms import ConfirmationForm, PeriodForm, ResumeForm, WebhookForm
from directorate.programs.models import WebhookDelivery, WebhookEndpoint
from directorate.programs.signatures import shown_secret
from directorate.programs.sources import feed
from directorate.territory.models import Commune
from directorate.web.access import allow
from directorate.web.charts import Bar, columns
from directorate.web.pages import FORM_METHODS, PAGE_ROWS, act_page, attempt, form_page, posted
from directorate.web.tables import page_links

CLIENTS = "Clients de l'API"
TONES = {
    WebhookDelivery.State.QUEUED: "info",
    WebhookDelivery.State.SENDING: "info",
    WebhookDelivery.State.SENT: "success",
    WebhookDelivery.State.FAILED: "error",
}


def event_label(name: str) -> str:
    return {operations.PING: "Essai", **feed().names}.get(name, name)


# --- the program --------------------------------------------------------------------------------------------


@require_GET
@allow(manages_api_clients)
def api_client(request, pk):
    on, at = localdate(), now()
    client = get_object_or_404(partners.visible_clients(request.user, on), pk=pk)
    usage = partners.usage_by_day(client, on)
    endpoints = list(queries.endpoints_of(client, on))
    return TemplateResponse(
        request,
        "programs/api_client.html",
        {
            "title": client.name,
            "breadcrumb": [(CLIENTS, reverse("directorate:api-clients"))],
            "client": client,
            "state": partners.with_states([client], at)[0],
            "tokens": partners.tokens_of(client, at),
            "scopes": [SCOPES.get(code, code) for code in client.scopes],
            "procedures": [PROCEDURE_LABELS.get(code, code) for code in client.procedures],
            "communes": list(Commune.objects.filter(pk__in=client.communes).order_by("sort_name")),
            "usage": usage,
            "usage_chart": columns(
                [Bar(f"{day:%d}", count, "error" if refused else "") for day, count, refused in usage],
                title="Requêtes par jour",
            ),
            "endpoints": endpoints,
            "refusals": partners.recent_refusals(client),
        },
    )


def trail(client: ApiClient) -> list[tuple[str, str]]:
    return [
        (CLIENTS, reverse("directorate:api-clients")),
        (client.name, reverse("directorate:api-client", args=[client.pk])),
    ]


# --- webhooks -----------------------------------------------------------------------------------------------


def found(request, pk) -> WebhookEndpoint:
    return get_object_or_404(queries.visible_endpoints(request.user, localdate()), pk=pk)


def back_to(endpoint: WebhookEndpoint) -> tuple[str, str]:
    return "Webhook", reverse("directorate:webhook", args=[endpoint.pk])


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def webhook_new(request, pk):
    client = get_object_or_404(partners.visible_clients(request.user, localdate()), pk=pk)
    form = WebhookForm(posted(request))
    if request.method == "POST" and (
        made := attempt(form, operations.add_endpoint, client=client, by=request.user, at=now())
    ):
        messages.success(request, "Webhook enregistré : il est prévenu de ce qui change à partir de maintenant.")
        return redirect("directorate:webhook", made.pk)
    return form_page(
        request,
        form,
        title="Ajouter un webhook",
        intro="La préfecture prévient cette adresse de chaque changement d'un dossier visible du programme, par un"
        " message signé qui n'en donne que la référence.",
        submit="Enregistrer le webhook",
        back=(client.name, reverse("directorate:api-client", args=[client.pk])),
        breadcrumb=trail(client),
    )


@require_GET
@allow(manages_api_clients)
def webhook(request, pk):
    endpoint = found(request, pk)
    page = Paginator(endpoint.deliveries.order_by("-id"), PAGE_ROWS).get_page(request.GET.get("page"))
    for delivery in page:
        delivery.tone = TONES[delivery.state]
        delivery.words = event_label(delivery.event)
        delivery.may_be_replayed = delivery.state in (WebhookDelivery.State.SENT, WebhookDelivery.State.FAILED)
    return TemplateResponse(
        request,
        "programs/webhook.html",
        {
            "title": "Webhook",
            "breadcrumb": trail(endpoint.client),
            "endpoint": endpoint,
            "is_active": endpoint.state == WebhookEndpoint.State.ACTIVE,
            "events": [event_label(name) for name in endpoint.events],
            "page": page,
            "page_links": page_links(page, request.GET),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def webhook_change(request, pk):
    endpoint = found(request, pk)
    form = WebhookForm(posted(request), initial={"url": endpoint.url, "events": endpoint.events})
    return act_page(
        request, form, operations.change_endpoint, facts={"endpoint": endpoint}, at=now(), done="Webhook modifié.",
        then=back_to(endpoint)[1], title="Modifier le webhook", submit="Enregistrer le webhook", back=back_to(endpoint),
        breadcrumb=[*trail(endpoint.client), back_to(endpoint)],
    )  # fmt: skip


@never_cache
@require_POST
@allow(manages_api_clients)
def webhook_secret(request, pk):
    """The secret, on the answer to a button: it is in no page that a browser could keep, and the journal tells it."""
    endpoint = operations.note_secret_shown(endpoint=found(request, pk), by=request.user, at=now())
    return TemplateResponse(
        request,
        "programs/webhook_secret.html",
        {
            "title": "Secret du webhook",
            "breadcrumb": [*trail(endpoint.client), back_to(endpoint)],
            "endpoint": endpoint,
            "secret": shown_secret(endpoint),
        },
    )


def confirmed(request, pk, operation, *, title: str, intro: str, submit: str, done: str, form_class=ConfirmationForm):
    """A page that asks before doing, and comes back to the webhook."""
    endpoint = found(request, pk)
    form = form_class(posted(request))
    gone = operation is operations.remove
    return act_page(
        request, form, operation, facts={"endpoint": endpoint}, at=now(), done=done,
        then=reverse("directorate:api-client", args=[endpoint.client_id]) if gone else back_to(endpoint)[1],
        title=title, intro=intro, submit=submit, back=back_to(endpoint),
        breadcrumb=[*trail(endpoint.client), back_to(endpoint)],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def webhook_rotate(request, pk):
    return confirmed(
        request,
        pk,
        operations.rotate_secret,
        title="Changer le secret du webhook",
        intro="Pendant 24 heures, chaque message porte deux signatures : celle du nouveau secret et celle de l'ancien.",
        submit="Changer le secret",
        done="Le secret a changé. Affichez-le pour le transmettre au partenaire.",
    )


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def webhook_pause(request, pk):
    return confirmed(
        request,
        pk,
        operations.pause,
        title="Mettre le webhook en pause",
        intro="Plus rien n'est envoyé. À la reprise, les envois peuvent repartir d'où ils se sont arrêtés.",
        submit="Mettre en pause",
        done="Le webhook est en pause.",
    )


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def webhook_resume(request, pk):
    return confirmed(
        request,
        pk,
        operations.resume,
        title="Reprendre les envois",
        intro="",
        submit="Reprendre les envois",
        done="Les envois reprennent dans quelques secondes.",
        form_class=ResumeForm,
    )


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def webhook_remove(request, pk):
    return confirmed(
        request,
        pk,
        operations.remove,
        title="Supprimer le webhook",
        intro="Plus rien n'est envoyé à cette adresse, et ce qui attendait est abandonné. C'est définitif.",
        submit="Supprimer le webhook",
        done="Le webhook est supprimé.",
    )


@require_http_methods(FORM_METHODS)
@allow(manages_api_clients)
def webhook_replay_period(request, pk):
    endpoint = found(request, pk)
    form = PeriodForm(posted(request))
    if request.method == "POST":
        count = attempt(form, operations.replay_period, endpoint=endpoint, by=request.user, at=now())
        if count is not None:
            messages.success(request, f"{count} message{'s' if count > 1 else ''} à renvoyer.")
            return redirect("directorate:webhook", endpoint.pk)
    return form_page(
        request,
        form,
        title="Renvoyer les messages d'une période",
        intro="Chaque message garde son identifiant : le partenaire reconnaît ceux qu'il a déjà traités.",
        submit="Renvoyer ces messages",
        back=back_to(endpoint),
        breadcrumb=[*trail(endpoint.client), back_to(endpoint)],
    )


@require_POST
@allow(manages_api_clients)
def webhook_ping(request, pk):
    endpoint = found(request, pk)
    operations.ping(endpoint=endpoint, by=request.user, at=now())
    messages.success(request, "Un message d'essai part dans quelques secondes. Rechargez la page pour lire la réponse.")
    return redirect("directorate:webhook", endpoint.pk)


@require_POST
@allow(manages_api_clients)
def delivery_replay(request, pk):
    delivery = get_object_or_404(queries.visible_deliveries(request.user, localdate()), pk=pk)
    operations.replay(delivery=delivery, by=request.user, at=now())
    messages.success(request, "Le message repart dans quelques secondes, sous le même identifiant.")
    return redirect("directorate:webhook", delivery.endpoint_id)
