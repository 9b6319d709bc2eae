"""Pages of the stock of documents: references, moves, orders, the figures of a year."""

from functools import partial

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted
from road_safety.documentation import forms, operations, queries
from road_safety.documentation.lists import MOVE_LIST, ORDER_LIST, REFERENCE_LIST
from road_safety.documentation.models import DocumentOrder, StockMove
from road_safety.documentation.tables import order_url, reference_url
from road_safety.policies import reads_road_safety, works_in_road_safety
from road_safety.strategy.forms import ReasonForm
from road_safety.strategy.views import Act

State = DocumentOrder.State
ACTS = {
    "preparer": Act("Préparer la commande", forms.PrepareForm, operations.prepare, (State.REQUESTED,),
                    intro="Ce qui est servi quitte le stock ; le reste devient un reliquat, ou est annulé."),
    "envoyer": Act("Enregistrer l'envoi", django_forms.Form, operations.send, (State.PREPARED,)),
    "recevoir": Act("Enregistrer la réception", forms.ReceiveForm, operations.receive, (State.SENT,), "received_on"),
    "refuser": Act("Refuser la commande", ReasonForm, operations.refuse, (State.REQUESTED,)),
}  # fmt: skip


def home() -> tuple[str, str]:
    return "Documentation", reverse("road_safety:documents")


def listed() -> tuple[str, str]:
    return "Commandes de documents", reverse("road_safety:document-orders")


@require_GET
@allow(reads_road_safety)
def documents(request):
    actions = [listed(), ("Mouvements", reverse("road_safety:document-moves")),
               ("Chiffres de l'année", reverse("road_safety:document-year", args=[localdate().year]))]  # fmt: skip
    if works_in_road_safety(request.user):
        actions = [("Créer une référence", reverse("road_safety:document-new")), *actions]
    return list_page(request, REFERENCE_LIST, at=now(), actions=actions)


@require_GET
@allow(reads_road_safety)
def document_moves(request):
    return list_page(request, MOVE_LIST, at=now(), actions=[home()],
                     intro="Un mouvement ne se modifie pas : une erreur se corrige par un autre.")  # fmt: skip


@require_GET
@allow(reads_road_safety)
def document_orders(request):
    actions = [home()]
    if works_in_road_safety(request.user):
        actions = [("Saisir une commande", reverse("road_safety:document-order-new")), *actions]
    return list_page(request, ORDER_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def document_new(request):
    form = forms.ReferenceForm(posted(request), initial={"edition": localdate().year})
    if request.method == "POST" and (row := attempt(form, operations.record_reference, by=request.user, at=now())):
        messages.success(request, "La référence est créée : enregistrer son entrée en stock.")
        return HttpResponseRedirect(reference_url(row))
    return form_page(request, form, title="Créer une référence", submit="Créer la référence", back=home())


@require_GET
@allow(reads_road_safety)
def document(request, pk):
    row = queries.known_reference(pk)
    return TemplateResponse(
        request,
        "road_safety/documentation/reference.html",
        {
            "title": str(row),
            "breadcrumb": [home()],
            "row": row,
            "is_low": not row.is_obsolete and row.stock < row.minimum,
            "moves": queries.moves().filter(reference=row)[:50],
            "works": works_in_road_safety(request.user),
            "every_move": f"{reverse('road_safety:document-moves')}?q={row.code}",
        },
    )


def on_reference(request, pk, form, operation, *, done: str, title: str, submit: str, counts: bool = False):
    """`counts`: what is counted is what the page said was in stock, so that a move meanwhile is told."""
    row = queries.known_reference(pk)
    return act_page(
        request, form, operation, facts={"reference": row}, at=now(), done=done, then=reference_url(row), about=row,
        beside=lambda: StockMove.objects.filter(reference=row) if counts else (),
        title=f"{title}, {row}", intro=f"{row.stock} en stock.", submit=submit, back=(str(row), reference_url(row)),
        breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def document_edit(request, pk):
    row = queries.known_reference(pk)
    initial = {name: getattr(row, name) for name in forms.ReferenceForm.base_fields}
    return on_reference(request, pk, forms.ReferenceForm(posted(request), initial=initial),
                        operations.record_reference, done="La référence est corrigée.", title="Modifier",
                        submit="Enregistrer")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def document_move(request, pk):
    form = forms.MoveForm(posted(request), initial={"on": localdate()})
    return on_reference(request, pk, form, operations.record_move, done="Le mouvement est enregistré.",
                        title="Enregistrer un mouvement", submit="Enregistrer le mouvement")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def document_count(request, pk):
    return on_reference(request, pk, forms.CountForm(posted(request)), operations.count_stock,
                        done="L'inventaire est enregistré.", title="Inventaire",
                        submit="Enregistrer l'inventaire", counts=True)  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def order_new(request):
    form = forms.OrderForm(posted(request))
    if request.method == "POST" and (row := attempt(form, operations.request_documents, by=request.user, at=now())):
        messages.success(request, f"La commande {row.number} est enregistrée.")
        return HttpResponseRedirect(order_url(row))
    return form_page(request, form, title="Commande de documents", submit="Enregistrer la commande", back=listed(),
                     breadcrumb=[home(), listed()])  # fmt: skip


@require_GET
@allow(reads_road_safety)
def order(request, pk):
    row = queries.known_order(pk)
    acts = [
        (act.label, reverse("road_safety:document-order-act", args=[pk, verb]))
        for verb, act in ACTS.items()
        if works_in_road_safety(request.user) and row.state in act.states
    ]
    return TemplateResponse(
        request,
        "road_safety/documentation/order.html",
        {
            "title": str(row),
            "breadcrumb": [home(), listed()],
            "row": row,
            "tone": queries.TONES[State(row.state)],
            "acts": acts,
            "lines": [(line, queries.stock_of(line.reference)) for line in row.lines.all()],
            "rest": getattr(row, "rest", None),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def order_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_order(pk)
    make = partial(act.form, order=row) if verb == "preparer" else act.form
    initial = {act.day: localdate()} if act.day else {}
    return act_page(
        request, make(posted(request), initial=initial), act.operation, facts={"order": row}, at=now(), about=row,
        done="La commande est à jour.", then=order_url(row), title=f"{act.label}, {row.number}", submit=act.label,
        intro=act.intro or str(row), back=(row.number, order_url(row)), breadcrumb=[home(), listed()],
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def document_year(request, year):
    if not 2000 <= year <= 2100:
        raise NotFound("Cette année est hors de la période suivie.")
    return TemplateResponse(
        request,
        "road_safety/documentation/year.html",
        {"title": f"Documents distribués {year}", "breadcrumb": [home()], "found": queries.sent_in(year, localdate())},
    )
