"""Pages of the inspections: the list, a new one on a title, one of them, and what happens to it."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.org.scopes import procedure_label
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted
from police_admin.inspections import operations
from police_admin.inspections.forms import FollowUpForm, LinkForm, PlanForm, PostponeForm, VisitForm
from police_admin.inspections.lists import INSPECTION_LIST
from police_admin.inspections.models import Inspection
from police_admin.inspections.policies import inspects_establishments
from police_admin.inspections.queries import (
    FOLLOWED,
    LATE,
    PLANNED,
    SHOWN,
    STATES,
    TONES,
    establishment,
    may_read_case,
    state_on,
    visible_inspection,
)
from police_admin.policies import reads_the_files_of_the_bureau

HOME = "Contrôles d'établissements"
DONE = (FOLLOWED, "closed")


@dataclass(frozen=True)
class Act:
    """What may happen to an inspection, and in which states it is offered."""

    label: str
    form: type[forms.Form]
    operation: Callable[..., Inspection]
    states: tuple[str, ...]
    done: str


ACTS = {
    "constat": Act("Enregistrer le contrôle", VisitForm, operations.note_visit, (PLANNED, LATE),
                   "Le contrôle est enregistré."),
    "reporter": Act("Reporter", PostponeForm, operations.postpone, (PLANNED, LATE), "Le contrôle est reporté."),
    "suite": Act("Enregistrer la suite satisfaite", FollowUpForm, operations.note_follow_up, (FOLLOWED,),
                 "La suite est satisfaite."),
    "dossier": Act("Rattacher un dossier de sanction", LinkForm, operations.link_case, DONE,
                   "Le dossier de sanction est rattaché au contrôle."),
}  # fmt: skip


@require_GET
@allow(reads_the_files_of_the_bureau)
def inspections(request):
    return list_page(request, INSPECTION_LIST, at=now())


@require_http_methods(FORM_METHODS)
@allow(inspects_establishments)
def inspection_new(request, pk):
    permit = establishment(request.user, pk, localdate())
    form = PlanForm(posted(request), initial={"inspector": request.user, "planned_on": localdate()})
    if request.method == "POST" and (
        planned := attempt(form, operations.plan, permit=permit, by=request.user, at=now())
    ):
        messages.success(request, "Le contrôle est prévu.")
        return HttpResponseRedirect(page_of(planned))
    return form_page(
        request,
        form,
        title="Planifier un contrôle",
        intro=f"Titre n° {permit.number}, {permit.holder}, {permit.place_label}.",
        submit="Planifier le contrôle",
        back=(str(permit), reverse("directorate:permit", args=[permit.pk])),
        breadcrumb=[(HOME, reverse("police_admin:inspections"))],
    )


def page_of(row: Inspection) -> str:
    return reverse("police_admin:inspection", args=[row.pk])


@require_GET
@allow(reads_the_files_of_the_bureau)
def inspection(request, pk):
    on = localdate()
    row = visible_inspection(request.user, pk, on)
    state = state_on(row, on)
    works = inspects_establishments(request.user, on=on)
    acts = [(act.label, reverse("police_admin:inspection-act", args=[row.pk, verb]))
            for verb, act in ACTS.items() if state in act.states]  # fmt: skip
    return TemplateResponse(
        request,
        "police_admin/inspections/inspection.html",
        {
            "title": str(row),
            "breadcrumb": [(HOME, reverse("police_admin:inspections"))],
            "inspection": row,
            "procedure": procedure_label(row.permit.procedure_code),
            "state": STATES[state],
            "tone": TONES[state],
            "reads_case": may_read_case(request.user, row.case, on),
            "acts": acts if works else [],
            "plans": works,
            "others": row.permit.inspections.exclude(pk=row.pk)[:SHOWN],
        },
    )


@require_http_methods(FORM_METHODS)
@allow(inspects_establishments)
def inspection_act(request, pk, verb):
    row = visible_inspection(request.user, pk, localdate())
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    return act_page(
        request,
        act.form(posted(request)),
        act.operation,
        facts={"inspection": row},
        at=now(),
        done=act.done,
        then=page_of(row),
        title=act.label,
        intro=f"{row}, titre n° {row.permit.number}, {row.permit.place_label}.",
        submit=act.label,
        back=(str(row), page_of(row)),
        breadcrumb=[(HOME, reverse("police_admin:inspections"))],
    )
