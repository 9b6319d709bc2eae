"""Pages of the programmes: board, calls, credits, scenarios side by side, committee, letters in series."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.documents.files import file_name
from directorate.jobs.models import Job
from directorate.money.amounts import NONE, percent
from directorate.web.access import allow
from directorate.web.errors import DomainError, NotFound
from directorate.web.pages import FORM_METHODS, act_page, posted
from public_order.grants import board_queries as figures
from public_order.grants import call_operations, forms, queries
from public_order.grants import scenario_operations as scenarios
from public_order.grants.balance import balance_of
from public_order.grants.catalogue import Refusal, Verdict
from public_order.grants.committee_queries import sittings
from public_order.grants.models import GrantApplication, GrantCall, GrantProgramme, GrantScenario, ScenarioLine
from public_order.policies import acts_on_grants, reads_public_order, works_in_public_order

HOME = "Subventions du FIPD"
MOST_SCENARIOS = 4
Form = Callable[..., django_forms.Form]


@dataclass(frozen=True)
class ProgrammeAct:
    label: str
    form: Form
    operation: Callable[..., Any]
    intro: str = ""
    day: str = ""


PROGRAMME_ACTS = {
    "appel": ProgrammeAct("Rédiger un appel à projets", forms.CallForm, call_operations.write_call),
    "credits": ProgrammeAct("Enregistrer un mouvement de crédits", forms.CreditsForm, call_operations.move_credits,
                            "Un mouvement ne se modifie pas : une erreur se corrige par un autre.", "on"),
    "scenario": ProgrammeAct("Ouvrir un scénario", forms.ScenarioForm, scenarios.draw_scenario,
                             "Les projets notés sont classés sur l'enveloppe ; chaque place garde son motif."),
    "decisions": ProgrammeAct("Accorder les subventions proposées", django_forms.Form, scenarios.grant_all,
                              "Toutes les propositions du comité sont accordées, ou aucune."),
    "lettres": ProgrammeAct("Faire les lettres de décision", django_forms.Form, scenarios.ask_letters,
                            "Un seul travail fait toutes les lettres ; celles qui sont faites ne changent pas."),
}  # fmt: skip
CALL_ACTS = {
    "publier": ("Publier", call_operations.publish_call, GrantCall.State.DRAFT),
    "clore": ("Clore", call_operations.close_call, GrantCall.State.PUBLISHED),
}


def home() -> tuple[str, str]:
    return HOME, reverse("public_order:grant-board")


def programme_url(row: GrantProgramme) -> str:
    return reverse("public_order:grant-programme", args=[row.pk])


def letters_job(row: GrantProgramme) -> Job | None:
    return Job.objects.filter(kind=scenarios.LETTERS, payload__programme=row.pk).order_by("-created_at").first()


def scenarios_url(row: GrantProgramme) -> str:
    return reverse("public_order:grant-scenarios", args=[row.pk])


@require_GET
@allow(reads_public_order)
def board(request):
    """B8: by programme, then by kind of promoter, axis, commune; delays and refusals."""
    known = sorted(set(GrantProgramme.objects.values_list("year", flat=True)), reverse=True)
    asked = request.GET.get("annee", "")
    year = int(asked) if asked.isdecimal() and int(asked) in known else next(iter(known), localdate().year)
    rows = queries.board(year)
    names = ("count", "asked", "eligible", "granted", "funded", "renewals")
    found = figures.accounts(year, localdate())
    return TemplateResponse(
        request,
        "public_order/grants/board.html",
        {
            "title": HOME,
            "year": year,
            "tabs": [(str(each), f"?annee={each}", None, each == year) for each in known],
            "rows": rows,
            "totals": {name: sum((row[name] or NONE for row in rows), NONE) for name in names},
            "accounts": found,
            "sums": figures.sums_of(found),
            "delays": figures.delays(year) if rows else [],
            "parts": figures.parts(year),
            "refusals": figures.refusals(year),
            "listed": figures.listed(year),
            "works": works_in_public_order(request.user),
        },
    )


@require_GET
@allow(reads_public_order)
def balance(request, year, kind):
    """What the préfet and the departmental council read of a year: the tables of the board, on paper."""
    if kind != "pdf" or not GrantProgramme.objects.filter(year=year).exists():
        raise NotFound("Ce bilan n'existe pas.")
    title, content = balance_of(year, localdate())
    return FileResponse(BytesIO(content), filename=file_name(title, "pdf"), content_type="application/pdf")


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def programme_new(request):
    name, page = home()
    return act_page(
        request, forms.ProgrammeForm(posted(request), initial={"year": localdate().year}),
        call_operations.open_programme, facts={}, at=now(),
        done="Le programme est ouvert, avec ses axes et ses enveloppes.", then=page, title="Ouvrir un programme",
        submit="Ouvrir le programme", back=(name, page),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def programme(request, pk):
    row, on = queries.known_programme(pk), localdate()
    works = works_in_public_order(request.user, on=on)
    decides = call_operations.decides_grants(request.user, on)
    counts = GrantApplication.objects.filter(call__programme=row)
    waits = {
        "credits": decides,
        "scenario": works and queries.to_arbitrate(row).exists(),
        "decisions": decides and counts.filter(state=GrantApplication.State.PROPOSED).exists(),
        "lettres": works and scenarios.to_tell(row).exists(),
    }
    state_of = dict(counts.values_list("state").annotate(number=queries.Count("pk")).order_by())
    listed = f"{reverse('public_order:grants')}?year={row.year}&family={row.family}"
    return TemplateResponse(
        request,
        "public_order/grants/programme.html",
        {
            "title": f"{row}, {row.label.lower()}",
            "breadcrumb": [home()],
            "row": row,
            "envelopes": [(each, percent(each.used, each.delegated)) for each in row.envelopes.all()],
            "movements": [each for envelope in row.envelopes.all() for each in envelope.movements.all()],
            "calls": [
                (call, [(label, reverse("public_order:grant-call-act", args=[call.pk, verb]))
                        for verb, (label, _, state) in CALL_ACTS.items() if works and call.state == state])
                for call in row.calls.all()
            ],
            "receives": works,
            "scenarios": [(each, queries.total_of(each)) for each in queries.scenarios_of(row)],
            "committees": row.committees.select_related("scenario"),
            "sittings": sittings().filter(examined__scenario__programme=row).distinct(),
            "states": [
                (GrantApplication.State(state).label, state_of[state], f"{listed}&state={state}")
                for state in GrantApplication.State.values if state in state_of
            ],
            "acts": [
                (act.label, reverse("public_order:grant-programme-act", args=[pk, verb]))
                for verb, act in PROGRAMME_ACTS.items()
                if waits.get(verb, works)
            ],
            "job": letters_job(row),
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(acts_on_grants)
def programme_act(request, pk, verb):
    act = PROGRAMME_ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_programme(pk)
    return act_page(
        request, act.form(posted(request), initial={act.day: localdate()} if act.day else {}), act.operation,
        facts={"programme": row}, at=now(), done=f"{row} est à jour.",
        then=scenarios_url(row) if verb == "scenario" else programme_url(row), title=f"{act.label}, {row}",
        intro=act.intro, submit=act.label, back=(str(row), programme_url(row)), breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def call_act(request, pk, verb):
    if verb not in CALL_ACTS:
        raise Http404
    call = get_object_or_404(queries.calls(), pk=pk)
    label, operation, _ = CALL_ACTS[verb]
    return act_page(
        request, django_forms.Form(posted(request)), operation, facts={"call": call}, at=now(),
        done="L'appel à projets est à jour.", then=programme_url(call.programme), title=f"{label} : {call}",
        submit=f"{label} l'appel à projets", back=(str(call.programme), programme_url(call.programme)),
        breadcrumb=[home()],
    )  # fmt: skip


# --- scenarios side by side ---------------------------------------------------------------------------------------


def shown_scenarios(row: GrantProgramme, wanted: list[str]) -> list[GrantScenario]:
    """Those that are asked for, else the latest ones."""
    found = list(queries.scenarios_of(row))
    chosen = [each for each in found if str(each.pk) in wanted]
    return (chosen or found[-MOST_SCENARIOS:])[:MOST_SCENARIOS]


@require_GET
@allow(reads_public_order)
def scenarios_page(request, pk):
    row = queries.known_programme(pk)
    chosen = shown_scenarios(row, request.GET.getlist("s"))
    works = works_in_public_order(request.user)
    totals = [(each, queries.total_of(each)) for each in chosen]
    context = {"totals": totals, "row": row, "query": request.GET.urlencode(), "works": works}
    if request.GET.get("vue") == "totaux":
        return TemplateResponse(request, "public_order/grants/_totals.html", context)
    lines: dict[int, dict[int, ScenarioLine]] = {}
    found: dict[int, GrantApplication] = {}
    rows = ScenarioLine.objects.filter(scenario__in=chosen).select_related(
        "application__promoter", "application__axis", "changed_by", "scenario"
    )
    for line in rows.order_by("rank", "pk"):
        found.setdefault(line.application_id, line.application)
        lines.setdefault(line.application_id, {})[line.scenario_id] = line
    return TemplateResponse(
        request,
        "public_order/grants/scenarios.html",
        {
            "title": f"Programmation, {row}",
            "breadcrumb": [home(), (str(row), programme_url(row))],
            "rows": [(found[key], [lines[key].get(each.pk) for each in chosen]) for key in found],
            "verdicts": Verdict.choices,
            "refusals": Refusal.choices,
            "every": queries.scenarios_of(row),
            "may_draw": works and queries.to_arbitrate(row).exists(),
            **context,
        },
    )


@require_POST
@allow(works_in_public_order)
def line_change(request, pk):
    """One cell: what was kept comes back; refused, what was typed stays beside what a colleague did meanwhile."""
    line = get_object_or_404(ScenarioLine.objects.select_related("scenario__programme"), pk=pk)
    form = forms.LineForm(request.POST)
    refusal, field = "", ""
    if not form.is_valid():
        field = next(iter(form.errors))
        refusal = " ".join(form.errors[field])
    else:
        try:
            scenarios.change_line(line=line, by=request.user, at=now(), **form.cleaned_data)
        except DomainError as error:
            refusal, field = str(error), error.field
    typed = {name: request.POST.get(name, "") for name in ("verdict", "amount", "refusal", "reason")}
    line = ScenarioLine.objects.select_related("scenario__programme", "application", "changed_by").get(pk=pk)
    told = {"refusal": refusal, "field": field, "typed": typed if refusal else None}
    if not request.htmx and not refusal:
        messages.success(request, "La ligne est à jour.")
        return HttpResponseRedirect(scenarios_url(line.scenario.programme))
    if not request.htmx:
        return TemplateResponse(
            request,
            "public_order/grants/line.html",
            {"title": f"Ligne de {line.application.number}", "line": line, "works": True, "verdicts": Verdict.choices,
             "refusals": Refusal.choices, "page": scenarios_url(line.scenario.programme),
             "breadcrumb": [home(), ("Programmation", scenarios_url(line.scenario.programme))], **told},
            status=409,
        )  # fmt: skip
    return TemplateResponse(
        request,
        "public_order/grants/_changed.html",
        {"line": line, "works": True, "verdicts": Verdict.choices, "refusals": Refusal.choices,
         "scenario": line.scenario, "total": queries.total_of(line.scenario), "sat": scenarios.in_session(line),
         **told},
        status=409 if refusal else 200,
    )  # fmt: skip
