"""Pages of the applications and of their promoters."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.files import file_name
from directorate.documents.rendering import pdf_of
from directorate.documents.serving import letter_response
from directorate.documents.typography import typeset
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted
from public_order.grants import forms, history, operations, papers, queries, works_queries, works_views
from public_order.grants.call_operations import decides_grants
from public_order.grants.catalogue import CRITERIA
from public_order.grants.lists import GRANT_LIST, PROMOTER_LIST
from public_order.grants.models import GrantApplication, GrantCall, Promoter
from public_order.grants.tables import grant_url, promoter_url
from public_order.grants.views import home, programme_url
from public_order.policies import acts_on_grants, reads_public_order, works_in_public_order

State = GrantApplication.State
LETTERS = {"accuse": "receipt", "pieces": "request", "decision": "letter", "acte": "act"}


@dataclass(frozen=True)
class GrantAct:
    """What may happen to an application, and in which states it is offered. `day`: the field that today fills."""

    label: str
    form: Callable[..., django_forms.Form]
    operation: Callable[..., Any]
    states: tuple[str, ...]
    day: str = ""
    decides: bool = False


ACTS = {
    "deposer": GrantAct("Déposer", django_forms.Form, operations.submit, (State.DRAFT,)),
    "accuser": GrantAct("Accuser réception", forms.ReceiptForm, operations.acknowledge, (State.SUBMITTED,),
                        "receipt_on"),
    "pieces": GrantAct("Pointer les pièces", forms.PiecesForm, operations.note_pieces, queries.TO_COMPLETE),
    "completer": GrantAct("Déclarer complète", django_forms.Form, operations.complete,
                          (State.RECEIPT_SENT, State.INCOMPLETE)),
    "demander": GrantAct("Demander les pièces manquantes", django_forms.Form, operations.ask_pieces,
                         (State.RECEIPT_SENT, State.INCOMPLETE)),
    "eligible": GrantAct("Déclarer éligible", django_forms.Form, operations.admit, (State.COMPLETED,)),
    "ineligible": GrantAct("Déclarer inéligible", forms.RejectForm, operations.reject,
                           (*queries.TO_COMPLETE, State.COMPLETED)),
    "noter": GrantAct("Noter", forms.NotesForm, operations.give_notes, (State.ELIGIBLE, State.OPINION, State.SCORED)),
    "consulter": GrantAct("Demander des avis", forms.AdvisersForm, operations.ask_opinions,
                          (State.ELIGIBLE, State.OPINION)),
    "avis": GrantAct("Enregistrer un avis", forms.AdviceForm, operations.record_opinion,
                     (State.OPINION, State.SCORED)),
    "valider": GrantAct("Enregistrer la validation du SG-CIPDR", django_forms.Form, operations.validate_by_ministry,
                        (State.SG,)),
    "accorder": GrantAct("Accorder", django_forms.Form, operations.grant, (State.PROPOSED,), "", True),
    "repecher": GrantAct("Sortir de la liste d'attente", forms.AmountForm, operations.take_from_waiting_list,
                         (State.WAITING,), "", True),
    "refuser": GrantAct("Refuser", forms.RejectForm, operations.refuse, (State.PROPOSED, State.WAITING), "", True),
    "signer": GrantAct("Enregistrer la signature de l'acte", forms.SignForm, operations.sign, (State.GRANTED,),
                       "signed_on"),
    "notifier": GrantAct("Enregistrer la notification", forms.NotifyForm, operations.notify_promoter,
                         (State.SIGNED,), "notified_on"),
    "indicateur": GrantAct("Ajouter un indicateur", forms.IndicatorForm, operations.add_indicator,
                           operations.CORRECTED),
    "equipement": GrantAct("Ajouter un équipement", forms.EquipmentForm, operations.add_equipment,
                           operations.CORRECTED),
    "retirer": GrantAct("Enregistrer un retrait", forms.ReasonForm, operations.withdraw, queries.UNDECIDED),
}  # fmt: skip
FIELDS = ("promoter", "axis", "title", "asked", "starts_on", "ends_on", "year_count", "exercise_ends_on", "is_renewal",
          "previous", "objectives", "description", "evaluation", "recoverable_vat", "is_state_equipment",
          "replaces_common_law")  # fmt: skip


def listed() -> tuple[str, str]:
    return "Demandes", reverse("public_order:grants")


@require_GET
@allow(reads_public_order)
def grants(request):
    return list_page(request, GRANT_LIST, at=now(), actions=[("Tableau de bord du FIPD", home()[1])])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_new(request, pk):
    call = get_object_or_404(GrantCall.objects.select_related("programme"), pk=pk)
    form = forms.ApplicationForm(posted(request), call=call)
    facts = {"call": call, "by": request.user, "at": now()}
    if request.method == "POST" and (row := attempt(form, operations.record_application, **facts)):
        messages.success(request, "La demande est enregistrée : saisir son budget et ses indicateurs, puis la déposer.")
        return HttpResponseRedirect(grant_url(row))
    return form_page(
        request, form, title=f"Saisir une demande, {call}", submit="Enregistrer la demande",
        intro="Le porteur se choisit parmi ceux qui sont connus ; un nouveau s'enregistre d'abord.",
        back=(str(call.programme), programme_url(call.programme)), breadcrumb=[home()],
    )  # fmt: skip


def offered(row: GrantApplication, verb: str, act: GrantAct) -> bool:
    if verb == "equipement":
        return row.axis.is_equipment and row.state in act.states
    return row.state in act.states


@require_GET
@allow(reads_public_order)
def grant(request, pk):
    on, row = localdate(), queries.known_application(pk)
    works, decides = works_in_public_order(request.user, on=on), decides_grants(request.user, on)
    acts = [
        (act.label, reverse("public_order:grant-act", args=[pk, verb]))
        for verb, act in ACTS.items()
        if (decides if act.decides else works) and offered(row, verb, act)
    ]
    acts += works_views.offered(request, row)
    return TemplateResponse(
        request,
        "public_order/grants/grant.html",
        {
            "title": str(row),
            "breadcrumb": [home(), listed()],
            "row": row,
            "tone": queries.TONES[row.state],
            "first": acts[:3],
            "more": acts[3:],
            "corrects": works and row.state in operations.CORRECTED,
            "findings": queries.findings_of(row, on),
            "budget": queries.budget_of(row),
            "charges": [line for line in row.budget.all() if line.account.startswith("6") or line.account == "86"],
            "products": [line for line in row.budget.all() if line.account.startswith("7") or line.account == "87"],
            "ceiling": queries.ceiling_of(row),
            "instrument": papers.Instrument(row.instrument or queries.instrument_of(row)).label,
            "year_sum": queries.granted_in_the_year(row),
            "implicit": queries.implicit_on(row) if row.state in queries.UNDECIDED else None,
            "scores": [
                (each, [(label, each.notes.get(name)) for name, label in CRITERIA.items()])
                for each in row.scores.select_related("by")
            ],
            "places": row.scenario_lines.select_related("scenario"),
            "decisions": row.committee_decisions.exclude(verdict="").select_related("sitting__session"),
            "works_note": works_queries.works_words(row, on),
            "hearings": row.hearings.all(),
            "hears": works,
            "visit_due": works_queries.visit_due(row),
            "letters": [
                (label, name, getattr(row, field))
                for label, name, field in (
                    ("Accusé de réception", "accuse", "receipt"), ("Demande de pièces", "pieces", "request"),
                    ("Lettre de décision", "decision", "letter"), ("Acte", "acte", "act"),
                )
                if getattr(row, f"{field}_id")
            ],
            "has_draft": row.state == State.GRANTED,
            "moves": row.moves.select_related("by"),
        },
    )  # fmt: skip


def one_page(request, row: GrantApplication, form, operation, **page):
    return act_page(
        request, form, operation, facts={"application": row}, at=now(), then=grant_url(row),
        done="La demande est à jour.", back=(row.number or row.title, grant_url(row)),
        breadcrumb=[home(), listed()], **page,
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_edit(request, pk):
    row = queries.known_application(pk)
    initial = {name: getattr(row, name) for name in FIELDS} | {"communes": row.communes.all()}
    if row.exercise_ends_on == operations.exercise_end(row):
        # Counted, not typed: it follows the dates that are corrected.
        initial["exercise_ends_on"] = None
    form = forms.ApplicationForm(posted(request), call=row.call, initial=initial)
    return one_page(request, row, form, operations.correct_application, title=f"Modifier, {row}",
                    submit="Enregistrer la demande")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_budget(request, pk):
    row = queries.known_application(pk)
    form = forms.BudgetForm(posted(request), initial={"lines": forms.budget_words(row)})
    return one_page(request, row, form, operations.set_budget, title=f"Budget, {row}", submit="Enregistrer le budget")


@require_http_methods(FORM_METHODS)
@allow(acts_on_grants)
def grant_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_application(pk)
    make = partial(act.form, application=row) if verb == "pieces" else act.form
    initial: dict[str, Any] = {act.day: localdate()} if act.day else {}
    if verb == "noter" and (mine := row.scores.filter(by=request.user).first()):
        initial = {**mine.notes, "comment": mine.comment}
    return one_page(request, row, make(posted(request), initial=initial) if verb != "pieces" else make(posted(request)),
                    act.operation, title=f"{act.label}, {row.number or row.title}", submit=act.label,
                    intro=row.title)  # fmt: skip


@require_GET
@allow(reads_public_order)
def grant_letter(request, pk, name, kind):
    row = queries.known_application(pk)
    if name == "projet" and kind == "pdf" and row.granted and not row.act_id:
        content = BytesIO(pdf_of(typeset(papers.act_draft(row, now()))))
        return FileResponse(content, filename=file_name(f"Projet d'acte {row.number}", "pdf"),
                            content_type="application/pdf")  # fmt: skip
    if name not in LETTERS:
        raise NotFound("Ce document n'existe pas.")
    return letter_response(getattr(row, LETTERS[name]), kind)


# --- promoters ----------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def grant_promoters(request):
    actions = [("Enregistrer un porteur", reverse("public_order:grant-promoter-new"))]
    return list_page(request, PROMOTER_LIST, at=now(), actions=actions if works_in_public_order(request.user) else [])


@require_GET
@allow(reads_public_order)
def grant_promoter(request, pk):
    """The history of a body over the years."""
    row = get_object_or_404(queries.promoters(), pk=pk)
    rows = list(queries.applications().filter(promoter=row).order_by("-call__programme__year", "number"))
    return TemplateResponse(
        request,
        "public_order/grants/promoter.html",
        {
            "title": row.name,
            "breadcrumb": [home(), ("Porteurs", reverse("public_order:grant-promoters"))],
            "row": row,
            "rows": [(each, queries.TONES[each.state]) for each in rows],
            "asked": sum(each.asked for each in rows),
            "granted": sum(each.granted or 0 for each in rows),
            "history": history.of(row, localdate()),
            "elsewhere": history.search_url(row) if row.siret or row.rna else "",
            "works": works_in_public_order(request.user),
        },
    )


def promoter_page(request, row: Promoter | None):
    names = [name for name in forms.PromoterForm.base_fields if name != "iban_number"]
    initial = {name: getattr(row, name) for name in names} if row else {}
    then = promoter_url(row) if row else reverse("public_order:grant-promoters")
    return act_page(
        request, forms.PromoterForm(posted(request), initial=initial), operations.record_promoter,
        facts={"promoter": row}, at=now(), done="Le porteur est enregistré.", then=then,
        title=f"Modifier {row}" if row else "Enregistrer un porteur", submit="Enregistrer le porteur",
        back=("Porteurs", then), breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_promoter_new(request):
    return promoter_page(request, None)


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_promoter_edit(request, pk):
    return promoter_page(request, get_object_or_404(Promoter, pk=pk))
