"""Pages of the lessons learnt: the list, one RETEX and its steps, the actions, those open for too long."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.exercises import forms, queries, terms
from civil_protection.exercises import reviews as operations
from civil_protection.exercises.lists import ACTION_LIST, REVIEW_LIST
from civil_protection.exercises.models import Review
from civil_protection.exercises.tables import review_url
from civil_protection.exercises.views import pdf_response
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from directorate.parameters.queries import value
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

HOME = "RETEX"


@dataclass(frozen=True)
class Act:
    """`is_open`: whether it may still happen to these lessons."""

    label: str
    form: Callable[..., django_forms.Form]
    operation: Callable[..., Any]
    is_open: Callable[[Review], bool]
    initial: Callable[[], dict[str, Any]] = dict


ACTS = {
    "debriefing": Act("Enregistrer le débriefing à chaud", forms.HotForm, operations.debrief,
                      lambda row: row.hot_at is None, lambda: {"hot_at": now()}),
    "constat": Act("Ajouter un constat", forms.FindingForm, operations.add_finding,
                   lambda row: row.published_on is None),
    "action": Act("Ajouter une action", forms.ActionForm, operations.add_action, lambda row: True),
    "publier": Act("Publier le RETEX", forms.PublishForm, operations.publish,
                   lambda row: row.hot_at is not None and row.published_on is None,
                   lambda: {"published_on": localdate()}),
}  # fmt: skip


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:reviews")


@require_GET
@allow(reads_civil_protection)
def reviews(request):
    links = [
        ("Actions de RETEX", reverse("civil_protection:review-actions")),
        ("Exercices", reverse("civil_protection:exercises")),
    ]
    if works_in_civil_protection(request.user):
        links.insert(0, ("Ouvrir le RETEX d'un événement", reverse("civil_protection:review-new")))
    intro = "Tout recours au dispositif ORSEC, événement ou exercice, donne lieu à un RETEX (CSI, art. R741-5)."
    return list_page(request, REVIEW_LIST, at=now(), intro=intro, actions=links)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def review_new(request):
    form = forms.ReviewForm(posted(request), initial={"event": request.GET.get("event")})
    if request.method == "POST" and (row := attempt(form, operations.open_review, by=request.user, at=now())):
        return HttpResponseRedirect(review_url(row.pk))
    return form_page(
        request, form, title="Ouvrir le RETEX d'un événement", submit="Ouvrir le RETEX", back=home(),
        intro="Celui d'un exercice s'ouvre depuis sa page, au débriefing à chaud.",
    )  # fmt: skip


def acts_on(row: Review) -> Iterable[tuple[str, str]]:
    for verb, act in ACTS.items():
        if act.is_open(row):
            yield act.label, reverse("civil_protection:review-act", args=[row.pk, verb])


@require_GET
@allow(reads_civil_protection)
def review(request, pk):
    row, works = queries.known_review(pk), works_in_civil_protection(request.user)
    return TemplateResponse(
        request,
        "civil_protection/exercises/review.html",
        {
            "title": str(row),
            "breadcrumb": [home()],
            "row": row,
            "at": now(),
            "on": localdate(),
            "findings": row.findings.all(),
            "actions": queries.actions().filter(review=row),
            "works": works,
            "acts": list(acts_on(row)) if works else [],
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def review_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_review(pk)
    return act_page(
        request, act.form(posted(request), initial=act.initial()), act.operation, facts={"review": row}, at=now(),
        done="Le RETEX est à jour.", then=review_url(pk), title=act.label, intro=f"{row}.", submit=act.label,
        back=(str(row), review_url(pk)), breadcrumb=[home()],
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def review_pdf(request, pk):
    """T07: the lessons and their plan of action."""
    row = queries.known_review(pk)
    return pdf_response(
        str(row), "civil_protection/exercises/review_pdf.html", row=row, findings=list(row.findings.all()),
        objectives=list(row.exercise.objectives.all()) if row.exercise else [],
        actions=list(queries.actions().filter(review=row)),
    )  # fmt: skip


# --- actions ------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def actions(request):
    links = [
        ("Ouvertes depuis trop longtemps", reverse("civil_protection:review-actions-old")),
        ("RETEX", reverse("civil_protection:reviews")),
    ]
    return list_page(request, ACTION_LIST, at=now(), actions=links)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def action(request, pk):
    row = get_object_or_404(queries.actions(), pk=pk)
    initial = {"state": row.state, "proof": row.proof}
    plan = f" Plan à modifier : {row.plan.code}." if row.plan else ""
    return act_page(
        request, forms.FollowForm(posted(request), initial=initial), operations.follow_action, facts={"action": row},
        at=now(), done="L'action est à jour.", then=review_url(row.review_id), title="Suivre une action de RETEX",
        intro=f"{row.label} ({row.owner}, avant le {row.due_on:%d/%m/%Y}).{plan}", submit="Enregistrer l'avancement",
        back=(str(row.review), review_url(row.review_id)), breadcrumb=[home()],
    )  # fmt: skip


def old_facts(on: date) -> dict[str, Any]:
    return {"rows": queries.old_actions(on), "months": int(value(terms.OLD, on)),
            "measures": queries.measures(on)}  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def old_actions(request):
    """R1.5."""
    on = localdate()
    return TemplateResponse(
        request,
        "civil_protection/exercises/old_actions.html",
        {"title": "Actions de RETEX ouvertes depuis trop longtemps", "breadcrumb": [home()], "on": on, **old_facts(on)},
    )


@require_GET
@allow(reads_civil_protection)
def old_actions_pdf(request):
    facts = old_facts(localdate())
    return pdf_response("Actions de RETEX ouvertes", "civil_protection/exercises/old_actions_pdf.html", **facts)
