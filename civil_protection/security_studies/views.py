"""Pages of the studies of public security: the list, a study and what happens to it, the report."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.serving import letter_response
from civil_protection.security_studies import operations, queries
from civil_protection.security_studies.forms import (
    CloseForm,
    DepositForm,
    FollowForm,
    IdentifyForm,
    OpinionForm,
    PerimeterForm,
    ProjectForm,
    ReceptionForm,
    RecommendationForm,
    SeiseForm,
)
from civil_protection.security_studies.lists import STUDY_LIST
from civil_protection.security_studies.models import SecurityStudy
from civil_protection.security_studies.queries import JUDGED, TONES
from civil_protection.security_studies.terms import WARNING_DAYS
from directorate.parameters.queries import value as parameter
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded

HOME = "Études de sécurité publique"
State = SecurityStudy.State


@dataclass(frozen=True)
class Act:
    """What may happen to a study, and in which states it is offered. `day`: the field that today fills."""

    label: str
    form: Callable[..., forms.Form]
    operation: Callable[..., Any]
    states: tuple[str, ...]
    day: str = ""
    more: tuple[str, ...] = ()
    of_study: bool = False


ACTS = {
    "deposer": Act("Enregistrer le dépôt de l'étude", DepositForm, operations.deposit, JUDGED, "filed_on"),
    "saisir": Act("Saisir la sous-commission", SeiseForm, operations.seise, (State.FILED,), "seised_on"),
    "avis": Act("Enregistrer l'avis", OpinionForm, operations.give_opinion, (State.UNDER_REVIEW,), "opinion_on"),
    "chantier": Act("Suivre le chantier", FollowForm, operations.follow_works, (State.OPINION, State.TACIT)),
    "recommandation": Act("Suivre une recommandation", RecommendationForm, operations.check_recommendation,
                          (State.OPINION, State.FOLLOWED, State.RECEPTION), "checked_on", of_study=True),
    "reception": Act("Enregistrer la réception", ReceptionForm, operations.receive_works, (State.FOLLOWED,),
                     "received_on"),
    "cloturer": Act("Clôturer", CloseForm, operations.close,
                    (State.FILED, State.UNDER_REVIEW, State.OPINION, State.TACIT, State.FOLLOWED, State.RECEPTION),
                    "closed_on"),
    "corriger": Act("Corriger le projet", ProjectForm, operations.change_project, JUDGED,
                    more=tuple(name for name in operations.PROJECT)),
}  # fmt: skip


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:security-studies")


def page_of(row: SecurityStudy) -> str:
    return reverse("civil_protection:security-study", args=[row.pk])


@require_GET
@allow(reads_civil_protection)
def security_studies(request):
    actions = [("Bilan des études", reverse("civil_protection:security-study-report"))]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Enregistrer un projet", reverse("civil_protection:security-study-new")))
    return list_page(
        request, STUDY_LIST, at=now(), actions=actions,
        intro="Les seuils de l'article R114-1 du code de l'urbanisme disent si une étude est exigée ; le silence gardé"
        " deux mois par la sous-commission vaut avis favorable.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def security_study_new(request):
    form = IdentifyForm(posted(request), initial={"identified_on": localdate()})
    if request.method == "POST" and (row := attempt(form, operations.identify, by=request.user, at=now())):
        said = "une étude est attendue" if row.required else "aucune étude n'est requise"
        messages.success(request, f"Le projet est enregistré sous la référence {row.reference} : {said}.")
        return HttpResponseRedirect(page_of(row))
    return form_page(
        request, form, title="Enregistrer un projet", submit="Enregistrer le projet", back=home(),
        intro="Les règles sont examinées aussitôt, une par une.",
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def security_study(request, pk):
    on, row = localdate(), queries.known_study(pk)
    recommendations = list(row.recommendations.all())
    works = works_in_civil_protection(request.user, on=on)
    acts = [
        (act.label, reverse("civil_protection:security-study-act", args=[row.pk, verb]))
        for verb, act in ACTS.items()
        if works and row.state in act.states and (recommendations or not act.of_study)
    ]
    return TemplateResponse(
        request,
        "civil_protection/security_studies/study.html",
        {
            "title": f"Étude {row.reference}",
            "breadcrumb": [home()],
            "row": row,
            "tone": TONES[row.state],
            "is_past": row.state == State.UNDER_REVIEW and row.opinion_due_on < on,
            "recommendations": recommendations,
            "acts": acts,
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def security_study_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_study(pk)
    make = partial(act.form, study=row) if act.of_study else act.form
    initial = {act.day: localdate()} if act.day else {}
    initial |= {name: getattr(row, name) for name in act.more}
    if "is_new" in initial:
        initial["is_new"] = "1" if row.is_new else "0"
    return act_page(
        request,
        make(posted(request), uploaded(request), initial=initial),
        act.operation,
        facts={"study": row},
        at=now(),
        done=f"L'étude {row.reference} est à jour.",
        then=page_of(row),
        title=f"{act.label}, {row.reference}",
        intro=f"{row.project}, {row.commune.name}.",
        submit=act.label,
        back=(row.reference, page_of(row)),
        breadcrumb=[home()],
    )


@require_GET
@allow(reads_civil_protection)
def security_study_paper(request, pk, kind):
    """T25, the opinion of the sub-commission."""
    return letter_response(queries.known_study(pk).paper, kind)


@require_GET
@allow(reads_civil_protection)
def security_study_report(request):
    """R7.1 studies by stage, R7.2 delays of the year, R7.3 permits above a threshold without a study."""
    on = localdate()
    days = int(parameter(WARNING_DAYS, on))
    return TemplateResponse(
        request,
        "civil_protection/security_studies/report.html",
        {
            "title": "Bilan des études de sécurité publique",
            "breadcrumb": [home()],
            "on": on,
            "days": days,
            "stages": queries.by_stage(),
            "delays": queries.delays(on.replace(month=1, day=1), on),
            "near": queries.near(on, days),
            "missing": queries.permits_without_study(request.user, on),
            "recommendations": queries.open_recommendations(),
            "perimeters": queries.perimeters(),
            "works": works_in_civil_protection(request.user, on=on),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def study_perimeter_new(request):
    report = reverse("civil_protection:security-study-report")
    return act_page(
        request,
        PerimeterForm(posted(request)),
        operations.record_perimeter,
        facts={},
        at=now(),
        done="Le périmètre est enregistré : ses seuils valent pour les projets connus à partir de son arrêté.",
        then=report,
        title="Enregistrer un périmètre à seuils abaissés",
        intro="Arrêté motivé du préfet (code de l'urbanisme, art. R114-1).",
        submit="Enregistrer le périmètre",
        back=("Bilan des études", report),
        breadcrumb=[home()],
    )
