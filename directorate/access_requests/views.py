"""Pages of the requests for access: what is said of the case of another service, asking, the list, answering."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.access_requests import operations
from directorate.access_requests.forms import AnswerForm, AskForm, GrantForm, RefuseForm, RevokeForm
from directorate.access_requests.lists import ACCESS_LIST
from directorate.access_requests.models import AccessRequest
from directorate.access_requests.queries import (
    case_elsewhere,
    contacts_of,
    decides,
    is_alive,
    latest_request,
    open_reading,
    state_words,
    visible_request,
)
from directorate.casework.elsewhere import Elsewhere, Reading, declare_elsewhere
from directorate.casework.models import Case
from directorate.casework.policies import handles_cases
from directorate.casework.queries import visible_to, whole_case
from directorate.web.access import allow
from directorate.web.errors import NotAllowed, NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

State = AccessRequest.State


# --- the page of a case that one does not see -------------------------------------------------------------------


def told(request: HttpRequest, reference: str, at: datetime) -> TemplateResponse | None:
    """That the case exists, who holds it, whom to ask; nothing else."""
    on = localdate(at)
    found = case_elsewhere(request.user, reference, on)
    if found is None:
        return None
    last = latest_request(request.user, found)
    context = {
        "title": "Un dossier existe",
        "breadcrumb": [("Dossiers", reverse("directorate:cases"))],
        "reference": found.reference,
        "unit": found.unit,
        "contacts": contacts_of(found.unit, on),
        "last": last,
        "last_words": state_words(last, on) if last else None,
    }
    return TemplateResponse(request, "access_requests/elsewhere.html", context, status=403)


def read(staff, reference: str, at: datetime, what: str) -> Reading | None:
    """The case opened to this person for a time; each page and each file read is told to the journal."""
    row = open_reading(staff, reference, at)
    if row is None:
        return None
    operations.note_reading(request=row, what=what, by=staff, at=at)
    return Reading(whole_case(Case.objects.filter(pk=row.case_id), reference), row.until_on, str(row.decided_by))


declare_elsewhere(Elsewhere(read, told))


@require_http_methods(FORM_METHODS)
@allow(handles_cases)
def access_ask(request, reference):
    at = now()
    case_page = reverse("directorate:case", args=[reference])
    if visible_to(request.user, localdate(at)).filter(reference=reference).exists():
        return HttpResponseRedirect(case_page)
    found = case_elsewhere(request.user, reference, localdate(at))
    if found is None:
        raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.")
    form = AskForm(posted(request))
    if request.method == "POST" and (row := attempt(form, operations.ask, reference=reference, by=request.user, at=at)):
        messages.success(request, f"La demande est transmise : {row.holder.name}. La réponse vous sera notifiée.")
        return HttpResponseRedirect(operations.page_of(row))
    return form_page(
        request,
        form,
        title=f"Demander l'accès au dossier {found.reference}",
        intro=f"Ce dossier est tenu par : {found.unit.name}. La demande et son motif sont inscrits à son historique.",
        submit="Demander l'accès",
        back=("Un dossier existe", case_page),
    )


# --- the requests -----------------------------------------------------------------------------------------------


@require_GET
@allow(handles_cases)
def access_requests(request):
    return list_page(request, ACCESS_LIST, at=now())


@dataclass(frozen=True)
class Act:
    """What may be done of a request: by whom, at which states, its form, its operation."""

    label: str
    form: type[forms.Form]
    operation: Callable[..., AccessRequest]
    states: tuple[str, ...]
    of_decider: bool
    done: str
    intro: str = ""


ACTS = {
    "accorder": Act(
        "Accorder la lecture",
        GrantForm,
        operations.grant,
        (State.PENDING,),
        True,
        "La lecture est accordée.",
        "Tout le dossier devient lisible, sans pouvoir y agir. Chaque lecture est inscrite à l'historique.",
    ),
    "repondre": Act(
        "Répondre par écrit", AnswerForm, operations.answer, (State.PENDING,), True, "La réponse est transmise."
    ),
    "refuser": Act("Refuser", RefuseForm, operations.refuse, (State.PENDING,), True, "Le refus est transmis."),
    "retirer": Act(
        "Retirer l'accès",
        RevokeForm,
        operations.revoke,
        (State.GRANTED, State.ANSWERED),
        True,
        "L'accès est retiré.",
        "L'accès cesse aussitôt.",
    ),
    "abandonner": Act(
        "Abandonner la demande", forms.Form, operations.drop, (State.PENDING,), False, "La demande est abandonnée."
    ),
}
ABOVE = ("Demandes d'accès", "directorate:access-requests")


def is_offered(act: Act, row: AccessRequest, staff, on: date) -> bool:
    if row.state not in act.states or (row.until_on is not None and row.until_on < on):
        return False
    return decides(staff, row, on) if act.of_decider else row.asked_by_id == staff.pk


@require_GET
@allow(handles_cases)
def access_request(request, pk):
    on = localdate()
    row = visible_request(request.user, pk, on)
    mine = row.asked_by_id == request.user.pk
    words, tone = state_words(row, on)
    opened = is_alive(row, row.case, on)
    return TemplateResponse(
        request,
        "access_requests/request.html",
        {
            "title": f"Demande d'accès au dossier {row.case.reference}",
            "breadcrumb": [(ABOVE[0], reverse(ABOVE[1]))],
            "row": row,
            "words": words,
            "tone": tone,
            # Of an answer in writing, the person reads what is still in time; the service keeps it.
            "answer": row.answer if not mine or row.state == State.REFUSED or opened else "",
            "reads": opened and row.state == State.GRANTED and mine,
            "sees_case": visible_to(request.user, on).filter(pk=row.case_id).exists(),
            "acts": [
                (act.label, reverse("directorate:access-request-act", args=[row.pk, verb]))
                for verb, act in ACTS.items()
                if is_offered(act, row, request.user, on)
            ],
        },
    )


@require_http_methods(FORM_METHODS)
@allow(handles_cases)
def access_request_act(request, pk, verb):
    at = now()
    on = localdate(at)
    row = visible_request(request.user, pk, on)
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    if act.of_decider and not decides(request.user, row, on):
        raise NotAllowed(f"Cette demande est examinée par le chef de ce service : {row.holder.name}.")
    page = operations.page_of(row)
    return act_page(
        request,
        act.form(posted(request)),
        act.operation,
        facts={"request": row},
        at=at,
        done=act.done,
        then=page,
        title=f"{act.label} : dossier {row.case.reference}",
        intro=act.intro or f"{row.asked_by}, {row.asked_for.name} : {row.reason}",
        submit=act.label,
        back=(f"Demande d'accès au dossier {row.case.reference}", page),
        breadcrumb=[(ABOVE[0], reverse(ABOVE[1])), (row.case.reference, page)],
    )
