"""Pages of the appeals: the list, a new one, one of them with its dates, what happens to it, the litigation file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.appeals import operations
from directorate.appeals.clock import ADMINISTRATIVE, BEFORE_A_COURT
from directorate.appeals.forms import AppealForm, DefenceForm, EndForm, HearingForm, WithdrawalForm
from directorate.appeals.lists import APPEAL_LIST
from directorate.appeals.models import Appeal
from directorate.appeals.queries import OPEN, effect_words, held_by_appeals, in_effect, visible_appeal
from directorate.casework.models import Case
from directorate.casework.policies import handles_cases, works_on_case
from directorate.casework.queries import visible_case
from directorate.org.policies import is_in_post
from directorate.web.access import allow
from directorate.web.errors import NotAllowed
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

ELSEWHERE = "Vous pouvez lire ce dossier, mais ses recours sont suivis par son service."


@dataclass(frozen=True)
class Act:
    """What may happen to an appeal: its form, its operation, to which kinds and at which stages it is offered."""

    label: str
    form: type[forms.Form]
    operation: Callable[..., Appeal]
    kinds: tuple[str, ...]
    stages: tuple[str, ...]
    done: str


ACTS = {
    "reponse": Act(
        "Enregistrer la réponse",
        EndForm,
        operations.answer,
        ADMINISTRATIVE,
        (Appeal.Stage.RECEIVED, Appeal.Stage.SILENT),
        "La réponse est enregistrée.",
    ),
    "memoire": Act(
        "Enregistrer le mémoire en défense",
        DefenceForm,
        operations.note_defence,
        BEFORE_A_COURT,
        OPEN,
        "Le mémoire en défense est enregistré.",
    ),
    "audience": Act(
        "Fixer l'audience", HearingForm, operations.fix_hearing, BEFORE_A_COURT, OPEN, "L'audience est enregistrée."
    ),
    "jugement": Act(
        "Enregistrer la décision du juge",
        EndForm,
        operations.record_ruling,
        BEFORE_A_COURT,
        OPEN,
        "La décision du juge est enregistrée. L'acte et le titre n'ont pas changé d'eux-mêmes.",
    ),
    "desistement": Act(
        "Enregistrer un désistement",
        WithdrawalForm,
        operations.withdraw,
        tuple(Appeal.Kind.values),
        OPEN,
        "Le désistement est enregistré.",
    ),
}


def case_for(request, reference: str) -> Case:
    return visible_case(request.user, reference, localdate())


def workable(request, reference: str) -> Case:
    case = case_for(request, reference)
    if not works_on_case(request.user, case, localdate()):
        raise NotAllowed(ELSEWHERE)
    return case


def above(case: Case, *more: tuple[str, str]) -> list[tuple[str, str]]:
    page = reverse("directorate:case", args=[case.reference])
    return [("Dossiers", reverse("directorate:cases")), (case.reference, page), *more]


@require_GET
@allow(handles_cases)
def appeals(request):
    return list_page(request, APPEAL_LIST, at=now())


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def appeal_new(request, reference):
    case = workable(request, reference)
    form = AppealForm(posted(request), initial={"lodged_by": case.party_name, "received_on": localdate()})
    if request.method == "POST" and (
        recorded := attempt(form, operations.record_appeal, case=case, by=request.user, at=now())
    ):
        said = messages.warning if recorded.is_late else messages.success
        said(request, f"Le recours est enregistré. {recorded.verdict}")
        return HttpResponseRedirect(page_of(recorded, case))
    return form_page(
        request,
        form,
        title="Enregistrer un recours",
        intro=f"{case.reference}, {case.title}. Le délai est jugé d'après la notification du dossier.",
        submit="Enregistrer le recours",
        back=(f"Dossier {case.reference}", reverse("directorate:case", args=[case.reference])),
        breadcrumb=above(case),
    )


def page_of(row: Appeal, case: Case) -> str:
    return reverse("directorate:appeal", args=[case.reference, row.pk])


@require_GET
@allow(is_in_post)
def appeal(request, reference, pk):
    on = localdate()
    case = case_for(request, reference)
    row = visible_appeal(request.user, case, pk, on)
    works = works_on_case(request.user, case, on)
    return TemplateResponse(
        request,
        "appeals/appeal.html",
        {
            "title": str(row),
            "breadcrumb": above(case),
            "case": case,
            "appeal": row,
            "is_open": row.stage in OPEN,
            "dates": [dated(found) for found in row.dates.values()],
            "effect": effect_words(row) if in_effect([row]) else "",
            "hold": held_by_appeals([case.pk]).get(case.pk, ""),
            "works": works,
            "acts": acts_on(row, case) if works else [],
            "on": on,
        },
    )


def dated(found: dict[str, Any]) -> dict[str, Any]:
    """A stored date, as the block "Pourquoi cette date ?" reads it."""
    return {**found, "due_on": date.fromisoformat(found["due_on"])}


def acts_on(row: Appeal, case: Case) -> list[tuple[str, str]]:
    return [
        (act.label, reverse("directorate:appeal-act", args=[case.reference, row.pk, verb]))
        for verb, act in ACTS.items()
        if row.kind in act.kinds and row.stage in act.stages
    ]


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def appeal_act(request, reference, pk, verb):
    case = workable(request, reference)
    row = visible_appeal(request.user, case, pk, localdate())
    act = ACTS.get(verb)
    if act is None or row.kind not in act.kinds:
        raise Http404
    return act_page(
        request,
        act.form(posted(request), appeal=row),
        act.operation,
        facts={"appeal": row},
        at=now(),
        done=act.done,
        then=page_of(row, case),
        title=act.label,
        intro=f"{row}, {row.lodged_by}. {row.verdict}",
        submit=act.label,
        back=(str(row), page_of(row, case)),
        breadcrumb=above(case, (str(row), page_of(row, case))),
    )


@require_POST
@allow(is_in_post)
def appeal_pack(request, reference, pk):
    """One click: the file for the judge is drawn up by a worker."""
    case = workable(request, reference)
    row = visible_appeal(request.user, case, pk, localdate())
    operations.request_pack(appeal=row, by=request.user, at=now())
    messages.success(request, "Le dossier contentieux se prépare : il apparaît ci-dessous dans un instant.")
    return HttpResponseRedirect(reverse("directorate:jobs"))
