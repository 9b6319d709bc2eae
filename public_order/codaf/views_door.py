"""The page behind the personal link of a partner: it confirms, reads what concerns it, answers."""

from datetime import datetime
from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.casework.move import paris_day
from directorate.parameters.queries import value
from directorate.web.access import open_to_everyone
from directorate.web.doors import Door
from directorate.web.pages import FORM_METHODS, attempt
from public_order.codaf import door_operations, forms, papers, queries, rules
from public_order.codaf.access import READ
from public_order.codaf.catalogue import Body
from public_order.codaf.models import CodafPartner
from public_order.codaf.operations import BEFORE_START
from public_order.codaf.queries import State
from public_order.codaf.serving import pdf
from public_order.codaf.terms import PARTNER_HOURS
from public_order.recording import tell

PAGE = Door("codaf-door", "Cette opération ne s'ouvre pas", "public_order/codaf/door_unusable.html")


def door_forms(partner: CodafPartner, targets: list, data: Any, what: str) -> dict[str, Any]:
    """The forms that are open to this partner now; the one that was sent is bound."""
    state, found = partner.operation.state, {}
    if state in BEFORE_START and state != State.IDEA:
        found["call"] = forms.AnswerForm(data if what == "call" else None, auto_id="call_%s",
                                         initial={"agents": partner.agents})  # fmt: skip
    is_answering = partner.body != Body.PROSECUTOR and partner.answered_at is None
    if is_answering and targets and state in (State.IN_PROGRESS, State.DONE):
        found["finding"] = forms.DoorFindingForm(data if what == "finding" else None, targets=targets)
    if is_answering and state == State.DONE and partner.state == CodafPartner.State.CONFIRMED:
        found["complete"] = forms.CompleteForm(data if what == "complete" else None, auto_id="complete_%s")
    return found


ACTS = {
    "call": door_operations.answer_call,
    "finding": door_operations.answer_findings,
    "complete": door_operations.answer_complete,
}


def note_door_reading(partner: CodafPartner, at: datetime) -> None:
    tell(READ, partner.operation, None, at, what=f"Lien personnel, {partner.get_body_display()}")


@require_http_methods(FORM_METHODS)
@open_to_everyone("un partenaire confirme, lit son ordre et répond avec le lien reçu par courriel")
def codaf_door(request, code) -> HttpResponseBase:
    at = now()
    partner, refusal = PAGE.opened(request, door_operations.opened, code)
    if refusal is not None:
        return refusal
    targets = queries.targets_told(partner, at)
    what = request.POST.get("what", "")
    open_forms = door_forms(partner, targets, request.POST, what)
    refused = False
    if request.method == "POST":
        if what not in open_forms:
            return PAGE.unusable(request, "Ceci n'est plus ouvert : l'opération a changé d'état.", 409)
        if attempt(open_forms[what], ACTS[what], code=code, at=at):
            return HttpResponseRedirect(request.path)
        refused = True
    row, on = partner.operation, paris_day(at)
    reads = queries.partner_reads(partner, at)
    if targets:
        note_door_reading(partner, at)
    due = queries.due_of(row, on)
    hours = int(value(PARTNER_HOURS, on))
    return TemplateResponse(
        request,
        "public_order/codaf/door.html",
        {
            "title": f"Opération {row.number}",
            "partner": partner,
            "operation": row,
            "code": code,
            "targets": targets,
            "reads": reads,
            "is_prosecutor": partner.body == Body.PROSECUTOR,
            "opens_at": rules.opens_to_partners(row.starts_at, hours) if row.starts_at else None,
            "call": open_forms.get("call"),
            "form": open_forms.get("finding"),
            "complete": open_forms.get("complete"),
            "findings": partner.findings.select_related("target").prefetch_related("amounts") if reads else [],
            "due": due.due_on if due else None,
        },
        status=422 if refused else 200,
    )


@require_GET
@open_to_everyone("l'ordre d'opération d'un partenaire, avec le même lien")
def codaf_door_order(request, code) -> HttpResponseBase:
    at = now()
    partner, refusal = PAGE.opened(request, door_operations.opened, code)
    if refusal is not None:
        return refusal
    note_door_reading(partner, at)
    return pdf(papers.order_of(partner, at), f"Ordre {partner.operation.number}")
