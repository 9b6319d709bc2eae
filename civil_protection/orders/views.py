"""Pages of the orders of a crisis: the list, one order, its draft and its signature."""

from io import BytesIO

from django.http import FileResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.pages import crumbs, event_act, titled
from civil_protection.crisis.policies import keeps_the_log, reads_crises
from civil_protection.crisis.queries import known_event
from civil_protection.orders import forms, operations
from civil_protection.orders.lists import ORDERS
from civil_protection.orders.models import CrisisOrder
from civil_protection.orders.papers import order_html
from civil_protection.orders.queries import known_order
from civil_protection.orders.tables import order_url
from civil_protection.protection.acts import place_of
from directorate.documents.files import file_name
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, posted

DRAFTS = {CrisisOrder.Kind.REQUISITION: forms.RequisitionForm, CrisisOrder.Kind.PROHIBITION: forms.ProhibitionForm}
READY = "Le projet d'arrêté est prêt."


@require_GET
@allow(reads_crises)
def orders(request):
    return list_page(request, ORDERS, at=now())


def orders_of(event: CrisisEvent) -> str:
    return f"{reverse('civil_protection:crisis-orders')}?event={event.pk}"


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def requisition_new(request, pk):
    event, at = known_event(pk), now()
    form = forms.RequisitionForm(posted(request), initial={"starts_at": at})
    return event_act(request, event, form, operations.draft_requisition, at=at, title="Préparer une réquisition",
                     submit="Préparer l'arrêté", done=READY, then=orders_of(event))  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def prohibition_new(request, pk):
    event, at = known_event(pk), now()
    form = forms.ProhibitionForm(posted(request), initial={"starts_at": at, "perimeter": event.perimeter})
    return event_act(request, event, form, operations.draft_prohibition, at=at, title="Préparer une interdiction",
                     submit="Préparer l'arrêté", done=READY, then=orders_of(event))  # fmt: skip


@require_GET
@allow(reads_crises)
def order(request, pk, item):
    event = known_event(pk)
    row = known_order(event, item)
    return TemplateResponse(
        request,
        "civil_protection/orders/order.html",
        {
            "title": titled(event, str(row)),
            "breadcrumb": crumbs(event),
            "event": event,
            "row": row,
            "place": place_of(row.letter),
            "works": event.is_live and row.signed_on is None and keeps_the_log(request.user),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def order_change(request, pk, item):
    event = known_event(pk)
    row = known_order(event, item)
    draft = DRAFTS[CrisisOrder.Kind(row.kind)]
    form = draft(posted(request), initial={name: getattr(row, name) for name in draft.base_fields})
    return event_act(request, event, form, operations.correct, at=now(), facts={"order": row},
                     title="Modifier le projet d'arrêté", submit="Enregistrer", done="Le projet est modifié.",
                     then=order_url(row))  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def order_sign(request, pk, item):
    event = known_event(pk)
    row = known_order(event, item)
    form = forms.SignForm(posted(request), initial={"signed_on": localdate()})
    return event_act(request, event, form, operations.sign, at=now(), facts={"order": row},
                     title="Enregistrer la signature", submit="Enregistrer la signature",
                     done="L'arrêté est enregistré et la main courante le dit.", then=order_url(row),
                     intro=f"{row}.")  # fmt: skip


@require_GET
@allow(reads_crises)
def order_text(request, pk, item):
    """The act as it was signed, or its draft to be signed."""
    row = known_order(known_event(pk), item)
    content = BytesIO(pdf_of(typeset(order_html(row, localdate()))))
    return FileResponse(content, filename=file_name(str(row), "pdf"), content_type="application/pdf")
