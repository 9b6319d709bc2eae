"""Pages of the plans: the list, one plan and what happens to it, what would fail today, the report."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.plans import approvals, content, forms, letters, operations, queries, states, use
from civil_protection.plans.lists import PLAN_LIST
from civil_protection.plans.models import Plan, PlanAct, PlanOpinion
from civil_protection.plans.parts import parts_of, wanted_of, warning
from civil_protection.plans.tables import plan_url
from civil_protection.plans.typology import kind_label
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.acts import place_of
from civil_protection.protection.papers import sheet
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded

HOME = "Plans ORSEC"
SHOWN = 50
State = Plan.State


@dataclass(frozen=True)
class Act:
    """What may happen to a plan: `offered(plan)` tells when its button is shown."""

    label: str
    form: type[django_forms.Form]
    operation: Callable[..., object]
    offered: Callable[[Plan], bool]
    done: str
    intro: str = ""
    main: bool = False


def step(name: str) -> Callable[[Plan], bool]:
    return partial(states.is_open, name)


def in_force(plan: Plan) -> bool:
    return plan.approved_on is not None and plan.state not in states.ENDED


def is_living(plan: Plan) -> bool:
    return plan.state not in states.ENDED


def in_public(plan: Plan) -> bool:
    return plan.state == State.PUBLIC


ACTS = {
    "etude": Act("Ouvrir l'étude", forms.BareForm, partial(operations.begin, name="study"), step("study"),
                 "L'étude est ouverte.", main=True),
    "redaction": Act("Rédiger le projet", forms.BareForm, partial(operations.begin, name="draft"), step("draft"),
                     "Le projet est en rédaction.", main=True),
    "avis": Act("Envoyer le projet pour avis", forms.ConsultForm, operations.send_for_opinions, step("consult"),
                "Le projet est envoyé : les lettres sont prêtes.",
                "Chaque destinataire reçoit une lettre qui dit jusqu'à quand il répond.", main=True),
    "public": Act("Organiser la consultation du public", forms.PublicForm, operations.plan_public, step("public"),
                  "La consultation est organisée : l'avis au public est prêt.",
                  "L'avis paraît dans deux journaux quinze jours au moins avant l'ouverture.", main=True),
    "presse": Act("Enregistrer l'avis de presse", forms.PressForm, operations.note_press, in_public,
                  "La parution est enregistrée.", main=True),
    "cloture": Act("Clore la consultation du public", forms.CloseForm, operations.close_public, in_public,
                   "Les registres sont clos.", main=True),
    "approbation": Act("Enregistrer l'approbation", forms.ActForm, approvals.approve,
                       lambda plan: states.is_open(states.approval_of(plan), plan),
                       "Le plan est approuvé : le diffuser.", main=True),
    "diffusion": Act("Diffuser le plan", forms.DiffuseForm, use.diffuse, in_force,
                     "Les exemplaires sont envoyés : les accusés sont attendus.",
                     "Ceux qui ont déjà cette version ne la reçoivent pas deux fois.", main=True),
    "activation": Act("Activer le plan", forms.ActivateForm, use.activate, in_force, "Le plan est activé.", main=True),
    "reprise": Act("Reprendre une approbation antérieure", forms.FormerActForm, approvals.take_over, step("take_over"),
                   "L'approbation est reprise.",
                   "Pour un plan approuvé avant d'être enregistré ici : ses consultations restent au dossier papier."),
    "revision": Act("Ouvrir une révision", forms.ReviseForm, operations.revise, step("revise"),
                    "La révision est ouverte : la version en vigueur le reste."),
    "exemption": Act("Enregistrer l'exemption", forms.ReasonedActForm, approvals.exempt,
                     lambda plan: states.is_open("exempt", plan) and plan.site_kind in approvals.EXEMPTABLE,
                     "L'exemption est enregistrée."),
    "abrogation": Act("Enregistrer l'abrogation", forms.ReasonedActForm, approvals.repeal, step("repeal"),
                      "Le plan est abrogé."),
    "document": Act("Déposer un document", forms.DocumentForm, content.add_document, is_living,
                    "Le document est déposé.",
                    "La version publique omet ce dont la divulgation nuirait à la sécurité publique."),
    "contenu": Act("Vérifier le contenu exigé", forms.PartsForm, content.note_parts,
                   lambda plan: is_living(plan) and bool(wanted_of(plan)), "Le contenu exigé est noté.",
                   "Où se trouve dans le plan ce que le code exige, ou pourquoi c'est sans objet."),
    "annexe": Act("Ajouter une annexe", forms.AnnexForm, content.add_annex, is_living, "L'annexe est ajoutée."),
    "fiche": Act("Ajouter une fiche réflexe", forms.CardForm, content.add_card, is_living, "La fiche est ajoutée."),
    "exercice": Act("Enregistrer un exercice", forms.ExerciseForm, approvals.note_exercise, in_force,
                    "L'exercice est enregistré."),
    "brochure": Act("Enregistrer une brochure", forms.BrochureForm, approvals.note_brochure,
                    lambda plan: plan.is_site and in_force(plan), "La brochure est enregistrée."),
}  # fmt: skip
# Once done, the first of these acts gives way.
SPENT = {
    "public": lambda found: found is not None and found.notice_on is not None,
    "presse": lambda found: found is None or found.notice_on is not None,
    "cloture": lambda found: found is None or found.notice_on is None or found.closed_on is not None,
}


@require_GET
@allow(reads_civil_protection)
def plans(request):
    actions = [("Ce qui échouerait aujourd'hui", reverse("civil_protection:plans-freshness")),
               ("Rapport ORSEC", reverse("civil_protection:plans-report"))]  # fmt: skip
    if works_in_civil_protection(request.user, on=localdate()):
        actions.insert(0, ("Créer un plan", reverse("civil_protection:plan-new")))
    return list_page(request, PLAN_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def plan_new(request):
    form = forms.NewPlanForm(posted(request))
    if request.method == "POST" and (made := attempt(form, operations.create_plan, by=request.user, at=now())):
        messages.success(request, "Le plan est créé.")
        return HttpResponseRedirect(plan_url(made.code))
    return form_page(
        request, form, title="Créer un plan", submit="Créer le plan", back=(HOME, reverse("civil_protection:plans")),
        intro="Une disposition générale ou spécifique existe une fois ; un PPI existe pour chaque installation.",
    )  # fmt: skip


def around(plan: Plan) -> dict:
    return {
        "back": (str(plan), plan_url(plan.code)),
        "breadcrumb": [(HOME, reverse("civil_protection:plans")), (plan.code, plan_url(plan.code))],
    }


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def plan_change(request, code):
    row = queries.plan_of(code)
    names = ("title", "lead", "level", "approver", "director", "site", "site_kind", "operator", "season_from",
             "season_until")  # fmt: skip
    initial = {name: getattr(row, name) for name in names}
    initial |= {"communes": list(row.communes.all()), "contributors": list(row.contributors.all())}
    return act_page(
        request, forms.ChangePlanForm(posted(request), plan=row, initial=initial), operations.change_plan,
        facts={"plan": row}, at=now(), done="Le plan est modifié.", then=plan_url(code), title="Modifier le plan",
        submit="Enregistrer", intro=str(row), **around(row),
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def plan(request, code):
    """Everything about one plan: where it stands, what is missing, what it holds, who has it, when it was used."""
    on = localdate()
    row = queries.plan_of(code)
    works = works_in_civil_protection(request.user, on=on)
    version = row.draft_version or row.version
    found = row.rounds.filter(version=version).first()
    oldest = queries.oldest_sending(on)
    (health,) = queries.health_of(Plan.objects.filter(pk=row.pk), on)
    words, tone = queries.due_words(row, on)
    contents = parts_of(row)
    copies = list(queries.copies().filter(plan=row, version=row.version).order_by("copy_number"))
    return TemplateResponse(
        request,
        "civil_protection/plans/plan.html",
        {
            "title": row.title,
            "breadcrumb": [(HOME, reverse("civil_protection:plans"))],
            "plan": row,
            "kind": kind_label(row.kind),
            "state": words,
            "tone": tone,
            "steps": road_of(row),
            "acts": offered(row, found, main=True) if works else [],
            "more": offered(row, found, main=False) if works else [],
            "works": works,
            "health": health,
            "missing": approvals.what_is_missing(row, on) if row.state in (State.CONSULTED, State.PUBLIC) else [],
            "parts": contents,
            "parts_warning": warning(contents),
            "round": found,
            "opinions": found.opinions.select_related("commune", "organisation", "letter") if found else [],
            "communes": row.communes.all(),
            "contributors": row.contributors.all(),
            "documents": row.documents.select_related("document__file"),
            "annexes": row.annexes.all(),
            "today": on,
            "cards": queries.cards().filter(plan=row),
            "copies": [(copy, queries.copy_state(copy, oldest)) for copy in copies[:SHOWN]],
            "copy_count": len(copies),
            "copy_states": queries.COPY_STATES,
            "copy_tones": queries.COPY_TONES,
            "awaited": sum(copy.acknowledged_on is None for copy in copies),
            "activations": row.activations.all()[:SHOWN],
            "plan_acts": [
                (act, place_of(act.letter)) for act in row.acts.select_related("letter__register_entry__issue")
            ],
        },
    )


def offered(row: Plan, found, *, main: bool) -> list[tuple[str, str]]:
    """The acts that may be done now, the likeliest first."""
    return [
        (act.label, reverse("civil_protection:plan-step", args=[row.code, verb]))
        for verb, act in ACTS.items()
        if act.main is main and act.offered(row) and not (verb in SPENT and SPENT[verb](found))
    ]


def road_of(row: Plan) -> list[dict]:
    """The line of the process: a revision goes through its last stages again."""
    road = states.ROAD[row.is_site]
    state = State.DRAFT if row.state == State.REVISED else State(row.state)
    here = road.index(state) if state in road else -1
    return [
        {"label": each.label, "state": "done" if rank < here else "current" if rank == here else "todo",
         "when": row.approved_on if each == State.APPROVED else None}
        for rank, each in enumerate(road)
    ]  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def plan_act(request, code, verb):
    row = queries.plan_of(code)
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    files = (uploaded(request),) if act.form is forms.DocumentForm else ()
    told = warning(parts_of(row)) if verb == "approbation" else ""
    return act_page(
        request, act.form(posted(request), *files, plan=row), act.operation, facts={"plan": row}, at=now(),
        done=act.done, then=plan_url(code), title=act.label, submit=act.label,
        intro=act.intro or f"{row}, version {row.draft_version or row.version}. {told}".strip(), **around(row),
    )  # fmt: skip


# --- opinions and letters -----------------------------------------------------------------------------------


def pdf(content_: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content_, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def opinion(request, pk):
    rows = PlanOpinion.objects.select_related("round__plan", "commune", "organisation")
    row = get_object_or_404(rows, pk=pk)
    owner = row.round.plan
    return act_page(
        request, forms.OpinionForm(posted(request)), operations.record_opinion, facts={"opinion": row}, at=now(),
        done="La réponse est enregistrée.", then=plan_url(owner.code), title="Enregistrer une réponse",
        intro=f"{row.party}. Réponse attendue jusqu'au {row.round.answers_due_on:%d/%m/%Y} inclus.",
        submit="Enregistrer la réponse", **around(owner),
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def opinion_letter(request, pk):
    row = get_object_or_404(PlanOpinion.objects.select_related("letter"), pk=pk, letter__isnull=False)
    return pdf(letters.laid_out(row.letter), f"consultation-{row.pk}")


@require_GET
@allow(reads_civil_protection)
def draft_order(request, code):
    row = queries.plan_of(code)
    return pdf(letters.draft_order(row, localdate()), f"projet-arrete-{row.code.lower()}")


@require_GET
@allow(reads_civil_protection)
def notice(request, code):
    row = queries.plan_of(code)
    found = row.rounds.filter(version=row.draft_version or row.version, opens_on__isnull=False).first()
    if found is None:
        raise NotFound("La consultation du public n'est pas organisée : il n'y a pas encore d'avis.")
    return pdf(letters.public_notice(row, found, localdate()), f"avis-au-public-{row.code.lower()}")


@require_GET
@allow(reads_civil_protection)
def act_pdf(request, pk):
    row = get_object_or_404(PlanAct.objects.select_related("letter"), pk=pk, letter__isnull=False)
    return pdf(letters.laid_out(row.letter), f"arrete-{row.number.replace('/', '-')}")


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def publication(request, pk):
    row = get_object_or_404(PlanAct.objects.select_related("plan"), pk=pk)
    return act_page(
        request, forms.PublicationForm(posted(request)), approvals.note_publication, facts={"act": row}, at=now(),
        done="La publication est enregistrée.", then=plan_url(row.plan.code), title="Enregistrer la publication",
        intro=f"{row}.", submit="Enregistrer la publication", **around(row.plan),
    )  # fmt: skip


# --- freshness and report -----------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def freshness(request):
    on = localdate()
    return TemplateResponse(
        request,
        "civil_protection/plans/freshness.html",
        {
            "title": "Ce qui échouerait aujourd'hui",
            "breadcrumb": [(HOME, reverse("civil_protection:plans"))],
            "rows": queries.health_of(queries.watched_plans(), on),
            "stale": queries.stale_means(on)[:SHOWN],
            "on": on,
        },
    )


@require_GET
@allow(reads_civil_protection)
def report(request):
    return TemplateResponse(
        request,
        "civil_protection/plans/report.html",
        {
            "title": "Rapport ORSEC",
            "breadcrumb": [(HOME, reverse("civil_protection:plans"))],
            "report": queries.report(localdate()),
        },
    )


@require_GET
@allow(reads_civil_protection)
def report_pdf(request):
    on = localdate()
    return pdf(
        sheet("civil_protection/plans/report_pdf.html", on, report=queries.report(on)), f"rapport-orsec-{on:%Y-%m-%d}"
    )
