"""Pages of the orientations and of the yearly plans, with their report."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from django import forms as django_forms
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.files import file_name
from directorate.documents.papers import sheet
from directorate.documents.rendering import pdf_of
from directorate.documents.serving import letter_response
from directorate.documents.typography import typeset
from directorate.imports.views import table_file
from directorate.legal_calendar.arithmetic import french_long
from directorate.registers.paper_acts import place_of
from directorate.web.access import allow
from directorate.web.charts import COLOURS, Bar, horizontal_bars
from directorate.web.errors import NotFound
from directorate.web.exports import FORMATS
from directorate.web.pages import FORM_METHODS, act_page, posted, uploaded
from road_safety.policies import UNIT, reads_road_safety, works_in_road_safety
from road_safety.strategy import forms, orientations_operations, plan_operations, queries
from road_safety.strategy.catalogue import Family
from road_safety.strategy.models import Action, CallForProjects, Orientations, Stake, YearPlan
from road_safety.strategy.papers import REPORT, order_draft
from road_safety.strategy.reporting import report_of, report_rows

ORIENTATIONS = "Documents d'orientations (DGO)"
PLANS = "Plans d'actions (PDASR)"
REPORT_FORMATS = [("pdf", "PDF"), *((kind, each.label) for kind, each in FORMATS.items())]
Form = Callable[..., django_forms.Form]


@dataclass(frozen=True)
class Act:
    """What may happen to a row, and in which states it is offered. `day`: the field that today fills."""

    label: str
    form: Form
    operation: Callable[..., Any]
    states: tuple[str, ...]
    day: str = ""
    more: tuple[str, ...] = ()
    intro: str = ""


def orientations_home() -> tuple[str, str]:
    return ORIENTATIONS, reverse("road_safety:orientations")


def plans_home() -> tuple[str, str]:
    return PLANS, reverse("road_safety:year-plans")


def initial_of(row: Any, act: Act) -> dict[str, Any]:
    initial = {name: getattr(row, name) for name in act.more}
    return initial | ({act.day: localdate()} if act.day else {})


# --- the orientations ---------------------------------------------------------------------------------------------

DRAFT = (Orientations.State.DRAFTING, Orientations.State.CONSULTATION)
ORIENTATION_ACTS = {
    "consultation": Act("Ouvrir la consultation", django_forms.Form, orientations_operations.consult,
                        (Orientations.State.DRAFTING,)),
    "signature": Act("Enregistrer la signature", forms.SignOrientationsForm, orientations_operations.sign, DRAFT,
                     "signed_on"),
    "bilan": Act("Enregistrer le bilan à mi-parcours", forms.ReviewForm, orientations_operations.review,
                 (Orientations.State.IN_FORCE,), "reviewed_on", ("review",)),
    "cloture": Act("Clore", django_forms.Form, orientations_operations.close, (Orientations.State.IN_FORCE,)),
}  # fmt: skip


@require_GET
@allow(reads_road_safety)
def orientations(request):
    on = localdate()
    return TemplateResponse(
        request,
        "road_safety/strategy/orientations.html",
        {
            "title": ORIENTATIONS,
            "rows": list(queries.orientations()),
            "to_review": set(queries.to_review(on).values_list("pk", flat=True)),
            "works": works_in_road_safety(request.user, on=on),
        },
    )


def page_of(row: Orientations) -> str:
    return reverse("road_safety:orientations-one", args=[row.pk])


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def orientations_new(request):
    name, page = orientations_home()
    return act_page(
        request,
        forms.OpenOrientationsForm(posted(request)),
        orientations_operations.open_orientations,
        facts={},
        at=now(),
        done="Le DGO est ouvert : ses enjeux se saisissent.",
        then=page,
        title="Ouvrir un DGO",
        intro="Cinq années, qu'aucun autre DGO ne couvre.",
        submit="Ouvrir le DGO",
        back=(name, page),
    )


@require_GET
@allow(reads_road_safety)
def orientations_one(request, pk):
    on, row = localdate(), queries.known_orientations(pk)
    works = works_in_road_safety(request.user, on=on)
    acts = [
        (act.label, reverse("road_safety:orientations-act", args=[pk, verb]))
        for verb, act in ORIENTATION_ACTS.items()
        if works and row.state in act.states
    ]
    stakes = [
        (stake, [(Family(code).label, list(rows)) for code, rows in families(stake)])
        for stake in row.stakes.prefetch_related("orientations_of", "frozen_years")
    ]
    return TemplateResponse(
        request,
        "road_safety/strategy/orientations_one.html",
        {
            "title": str(row),
            "breadcrumb": [orientations_home()],
            "row": row,
            "stakes": stakes,
            "acts": acts,
            "is_draft": works and row.state in DRAFT,
            "review_is_due": row in queries.to_review(on),
            "plans": row.plans.all(),
        },
    )


def families(stake: Stake):
    rows = list(stake.orientations_of.all())
    for code in Family.values:
        if mine := [row for row in rows if row.family == code]:
            yield code, mine


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def orientations_act(request, pk, verb):
    act = ORIENTATION_ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_orientations(pk)
    return act_page(
        request,
        act.form(posted(request), uploaded(request), initial=initial_of(row, act)),
        act.operation,
        facts={"orientations": row},
        at=now(),
        done=f"Le {row} est à jour.",
        then=page_of(row),
        about=row,
        title=f"{act.label}, {row}",
        submit=act.label,
        back=(str(row), page_of(row)),
        breadcrumb=[orientations_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def stake_new(request, pk):
    return stake_page(request, queries.known_orientations(pk), None)


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def stake_edit(request, pk):
    stake = known_stake(pk)
    return stake_page(request, stake.orientations, stake)


def known_stake(pk: int) -> Stake:
    return get_object_or_404(Stake.objects.select_related("orientations"), pk=pk)


def stake_page(request, row: Orientations, stake: Stake | None):
    initial = {name: getattr(stake, name) for name in forms.StakeForm.base_fields} if stake else {}
    form = forms.StakeForm(posted(request), initial=initial)
    if stake is not None:
        form.fields["code"].choices = [(stake.code, stake.get_code_display())]
    return act_page(
        request,
        form,
        orientations_operations.record_stake,
        facts={"orientations": row},
        at=now(),
        done="L'enjeu est enregistré.",
        then=page_of(row),
        about=stake,
        title=stake.label if stake else "Ajouter un enjeu",
        intro=f"{row}. Un DGO retient de quatre à sept enjeux.",
        submit="Enregistrer l'enjeu",
        back=(str(row), page_of(row)),
        breadcrumb=[orientations_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def stake_drop(request, pk):
    stake = known_stake(pk)
    row = stake.orientations
    return act_page(
        request,
        django_forms.Form(posted(request)),
        orientations_operations.drop_stake,
        facts={"stake": stake},
        at=now(),
        done="L'enjeu est retiré.",
        then=page_of(row),
        title=f"Retirer l'enjeu « {stake} »",
        submit="Retirer l'enjeu",
        back=(str(row), page_of(row)),
        breadcrumb=[orientations_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def orientation_new(request, pk):
    stake = known_stake(pk)
    row = stake.orientations
    return act_page(
        request,
        forms.OrientationForm(posted(request)),
        orientations_operations.record_orientation,
        facts={"stake": stake},
        at=now(),
        done="L'orientation est enregistrée.",
        then=page_of(row),
        title=f"Ajouter une orientation, {stake}",
        submit="Enregistrer l'orientation",
        back=(str(row), page_of(row)),
        breadcrumb=[orientations_home()],
    )


# --- the plans ------------------------------------------------------------------------------------------------------

BEFORE = (YearPlan.State.PREPARATION, YearPlan.State.COMMITTEE)
AFTER = (YearPlan.State.SIGNED, YearPlan.State.EXECUTING)
PLAN_ACTS = {
    "appel": Act("Rédiger l'appel à projets", forms.CallForm, plan_operations.write_call, BEFORE),
    "publication": Act("Publier l'appel à projets", django_forms.Form, plan_operations.publish_call, BEFORE,
                       intro="Le formulaire public reçoit alors les demandes de subvention, jusqu'à la clôture."),
    "cloture-appel": Act("Clore l'appel à projets", django_forms.Form, plan_operations.close_call, BEFORE),
    "comite": Act("Enregistrer le comité", forms.CommitteeForm, plan_operations.hold_committee, BEFORE, "committee_on",
                  ("minutes",)),
    "signature": Act("Enregistrer l'arrêté", forms.SignPlanForm, plan_operations.sign, (YearPlan.State.COMMITTEE,),
                     "signed_on"),
    "enveloppe": Act("Modifier l'enveloppe", forms.EnvelopeForm, plan_operations.set_envelope, (*BEFORE, *AFTER), "",
                     ("envelope",)),
    "validation-bilan": Act("Valider le bilan", forms.ReportForm, plan_operations.validate_report, AFTER, "report_on",
                            intro="Le bilan et les victimes de chaque enjeu sont alors figés."),
}  # fmt: skip


def plan_url(plan: YearPlan) -> str:
    return reverse("road_safety:year-plan", args=[plan.year])


@require_GET
@allow(reads_road_safety)
def year_plans(request):
    return TemplateResponse(
        request,
        "road_safety/strategy/plans.html",
        {
            "title": PLANS,
            "rows": [(row, queries.PLAN_TONES[YearPlan.State(row.state)]) for row in queries.plans()],
            "works": works_in_road_safety(request.user),
            "door": reverse("road_safety:door"),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def year_plan_new(request):
    name, page = plans_home()
    return act_page(
        request,
        forms.OpenPlanForm(posted(request), initial={"year": localdate().year}),
        plan_operations.open_plan,
        facts={},
        at=now(),
        done="Le plan est ouvert.",
        then=page,
        title="Ouvrir le plan d'une année",
        intro="Le plan décline le DGO signé qui couvre son année.",
        submit="Ouvrir le plan",
        back=(name, page),
    )


def drawn(state: str) -> str:
    """The tone of a state in a chart, which has fewer of them."""
    tone = queries.TONES[Action.State(state)]
    return tone if tone in COLOURS else ""


def offered(plan: YearPlan, verb: str, act: Act) -> bool:
    call = getattr(plan, "call", None)
    state = call.state if call else ""
    waits = {"appel": state != "closed", "publication": state == "draft", "cloture-appel": state == "published"}
    return plan.state in act.states and waits.get(verb, True)


@require_GET
@allow(reads_road_safety)
def year_plan(request, year):
    on, plan = localdate(), queries.known_plan(year)
    works = works_in_road_safety(request.user, on=on)
    listed = reverse("road_safety:plan-actions")
    counts = queries.counts_by_state(plan)
    bars = [
        Bar(Action.State(state).label, count, drawn(state), f"{listed}?year={year}&state={state}")
        for state, count in counts
    ]
    return TemplateResponse(
        request,
        "road_safety/strategy/plan.html",
        {
            "title": f"Plan départemental d'actions {year}",
            "breadcrumb": [plans_home()],
            "plan": plan,
            "tone": queries.PLAN_TONES[YearPlan.State(plan.state)],
            "call": getattr(plan, "call", None),
            "balance": queries.balance(plan),
            "calendar": [(label, day, day < on) for _, label, day in queries.calendar_of(plan)],
            "bars": bars,
            "chart": horizontal_bars(bars, title=f"Actions du plan {year} par état"),
            "listed": f"{listed}?year={year}",
            "place": place_of(plan.order),
            "acts": [
                (act.label, reverse("road_safety:year-plan-act", args=[year, verb]))
                for verb, act in PLAN_ACTS.items()
                if works and offered(plan, verb, act)
            ],
            "receives": works and plan.state != YearPlan.State.EVALUATED,
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def year_plan_act(request, year, verb):
    act = PLAN_ACTS.get(verb)
    if act is None:
        raise Http404
    plan = queries.known_plan(year)
    make, initial = act.form, initial_of(plan, act)
    if verb == "appel":
        make = partial(forms.CallForm, plan=plan)
        if call := getattr(plan, "call", None):
            initial = {name: getattr(call, name) for name in ("opens_on", "closes_at", "rules")}
            initial["priorities"] = call.priorities.all()
    return act_page(
        request,
        make(posted(request), initial=initial),
        act.operation,
        facts={"plan": plan},
        at=now(),
        done=f"Le {plan} est à jour.",
        then=plan_url(plan),
        about=plan,
        beside=lambda: CallForProjects.objects.filter(plan=plan),
        title=f"{act.label}, {plan}",
        intro=act.intro,
        submit=act.label,
        back=(str(plan), plan_url(plan)),
        breadcrumb=[plans_home()],
    )


@require_GET
@allow(reads_road_safety)
def plan_order(request, year, kind):
    """The order as it was signed, or its draft of the day."""
    plan = queries.known_plan(year)
    if plan.order_id:
        return letter_response(plan.order, kind)
    if kind != "pdf":
        raise NotFound("Le projet d'arrêté n'existe qu'en PDF.")
    content = BytesIO(pdf_of(typeset(order_draft(plan, localdate()))))
    return FileResponse(content, filename=file_name(f"Projet {plan}", "pdf"), content_type="application/pdf")


def report_title(plan: YearPlan) -> str:
    return f"Bilan du {plan}"


@require_GET
@allow(reads_road_safety)
def plan_report(request, year):
    """A2.5: the numbers that the prefect asks."""
    plan = queries.known_plan(year)
    found = report_of(plan, localdate())
    bars = [Bar(line["label"], line["actions"]) for line in found["stakes"]]
    return TemplateResponse(
        request,
        "road_safety/strategy/report.html",
        {
            "title": report_title(plan),
            "breadcrumb": [plans_home(), (str(plan), plan_url(plan))],
            "plan": plan,
            "report": found,
            "chart": horizontal_bars(bars, title="Actions retenues par enjeu"),
            "files": [
                (label, reverse("road_safety:plan-report-file", args=[year, kind])) for kind, label in REPORT_FORMATS
            ],
        },
    )


@require_GET
@allow(reads_road_safety)
def plan_report_file(request, year, kind):
    on, plan = localdate(), queries.known_plan(year)
    found, title = report_of(plan, on), report_title(plan)
    if kind == "pdf":
        day = french_long(plan.report_on or on)
        content = BytesIO(sheet(UNIT, REPORT, on, title=title, report=found, day=day, is_final=bool(plan.report_on)))
        return FileResponse(content, filename=file_name(title, "pdf"), content_type="application/pdf")
    labels, rows = report_rows(found)
    return table_file(kind, title, labels, rows)
