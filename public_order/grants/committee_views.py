"""Pages of the committee: called on scenarios, held, its decisions edited in session, concluded, its papers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.commissions.forms import ConveningForm
from directorate.commissions.operations import mark_of
from directorate.documents.files import file_name
from directorate.legal_calendar.arithmetic import counted
from directorate.money.amounts import words
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.exports import ODS_MIME
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted
from public_order.councils.meeting_forms import DecisionForm
from public_order.councils.meeting_tables import action_url
from public_order.grants import committee_forms as forms
from public_order.grants import committee_operations as operations
from public_order.grants import committee_papers as papers
from public_order.grants import committee_queries as queries
from public_order.grants.catalogue import Refusal, Verdict
from public_order.grants.committee_lists import COMMITTEE_LIST
from public_order.grants.committee_models import CommitteeSitting
from public_order.grants.committee_tables import GRIDS, sitting_url, state_of
from public_order.grants.queries import known_scenario, total_of
from public_order.grants.views import home, programme_url, scenarios_url
from public_order.policies import reads_public_order, works_in_public_order

FILES = {"pdf": "application/pdf", "ods": ODS_MIME}


def listed() -> tuple[str, str]:
    return "Comités", reverse("public_order:grant-committees")


@require_GET
@allow(reads_public_order)
def committees(request):
    return list_page(request, COMMITTEE_LIST, at=now(), actions=[home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def committee_new(request, pk):
    """From a scenario; the other programmes of the year may be examined in the same sitting."""
    scenario = known_scenario(pk)
    if found := queries.sitting_of(scenario):
        return HttpResponseRedirect(sitting_url(found))
    total, at = total_of(scenario), now()
    initial = {"starts_at": localtime(at).replace(minute=0, second=0), "scenarios": [scenario.pk]}
    form = forms.CallForm(posted(request), year=scenario.programme.year, initial=initial)
    if request.method == "POST" and (row := attempt(form, operations.call_committee, by=request.user, at=at)):
        messages.success(request, "Le comité est inscrit : convoquer ses membres, ou enregistrer qui est venu.")
        return HttpResponseRedirect(sitting_url(row))
    return form_page(
        request, form, title=f"Réunir le comité de programmation, {scenario}", submit="Réunir le comité",
        intro=f"{counted(total.count, 'projets retenus')} pour {words(total.funded)}, reste {words(total.left)}."
        " Une date passée enregistre une séance déjà tenue.",
        back=("Programmation", scenarios_url(scenario.programme)), breadcrumb=[home(), listed()],
    )  # fmt: skip


@dataclass(frozen=True)
class SittingAct:
    label: str
    form: Callable[..., django_forms.Form]
    operation: Callable[..., Any]
    done: str
    intro: str = ""


ACTS = {
    "convoquer": SittingAct("Convoquer les membres", ConveningForm, operations.convene_committee,
                            "Les convocations partent avec l'ordre du jour."),
    "presence": SittingAct("Enregistrer la présence", forms.PresenceForm, operations.attend,
                           "Le comité siège : les sorts se changent ici, chacun avec son motif.",
                           "Les propositions sont gardées telles qu'elles sont présentées au comité."),
    "conclure": SittingAct("Arrêter les décisions", forms.ConclusionForm, operations.conclude,
                           "Les décisions sont arrêtées : chaque projet suit sa ligne.",
                           "Tous les scénarios de la séance sont adoptés, ou aucun. C'est définitif."),
    "action": SittingAct("Décider une action", DecisionForm, operations.decide_action,
                         "L'action est décidée : elle reviendra jusqu'à sa clôture.",
                         "Chaque action a un responsable et une date."),
}  # fmt: skip


def offered(row: CommitteeSitting) -> list[str]:
    """The next step first."""
    session, at = row.session, now()
    if session.state not in queries.LIVE:
        return []
    if row.concluded_at is not None:
        return ["action"]
    if session.starts_at > at:
        return ["convoquer"] if session.convened_at is None else []
    if not row.decisions.exists():
        return ["presence"]
    return ["conclure", "action", *(["presence"] if session.state == "planned" else [])]


@require_GET
@allow(reads_public_order)
def committee(request, pk):
    row = queries.known_sitting(pk)
    works = works_in_public_order(request.user)
    parts = []
    for scenario, rows in papers.parts_of(row):
        parts.append((scenario, rows, total_of(scenario), queries.sums_of(rows)))
    every = queries.sums_of([entry for _, rows, _, _ in parts for entry in rows])
    return TemplateResponse(
        request,
        "public_order/grants/committee.html",
        {
            "title": f"Comité du {localtime(row.session.starts_at):%d/%m/%Y}",
            "breadcrumb": [home(), listed()],
            "row": row,
            "state": state_of(row),
            "acts": [(ACTS[verb].label, reverse("public_order:grant-committee-act", args=[pk, verb]))
                     for verb in offered(row) if works],
            "waits": row.session.starts_at > now() and row.session.convened_at is not None,
            "present": list(row.session.present.all()),
            "parts": parts,
            "every": every if len(parts) > 1 else None,
            "edits": works and queries.is_open(row),
            "sat": row.decisions.exists(),
            "works": works,
            "verdicts": Verdict.choices,
            "refusals": Refusal.choices,
            "papers": [
                (label, reverse("public_order:grant-committee-file", args=[pk, which, "pdf"]))
                for which, (label, _) in papers.PAPERS.items()
                if which != "pv" or row.concluded_at is not None
            ],
            "grids": [
                (label, [(kind.upper(), reverse("public_order:grant-committee-file", args=[pk, which, kind]))
                         for kind in FILES])
                for which, (label, _) in GRIDS.items()
            ],
            "carried": row.session.carried.select_related("action__owner"),
            "actions": [(one, action_url(one)) for one in row.session.actions.select_related("owner")],
            "programmes": [(str(scenario.programme), programme_url(scenario.programme)) for scenario, *_ in parts],
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def committee_act(request, pk, verb):
    act, row = ACTS.get(verb), queries.known_sitting(pk)
    if act is None:
        raise Http404
    make, initial = act.form, {}
    if verb == "presence" and row.session.state == "held":
        make, initial = forms.HeldForm, {"prosecutor": row.prosecutor}
    elif verb == "presence":
        seen = mark_of(row.session.present.values_list("pk", flat=True))
        make = partial(make, session=row.session)
        initial = {"seen": seen, "present": row.session.present.all(), "prosecutor": row.prosecutor}
    elif verb == "action":
        make = partial(make, session=row.session)
    page = sitting_url(row)
    return act_page(
        request, make(posted(request), initial=initial), act.operation, facts={"sitting": row}, at=now(),
        done=act.done, then=page, title=f"{act.label}, {row}", intro=act.intro, submit=act.label,
        back=(str(row), page), breadcrumb=[home(), listed()],
    )  # fmt: skip


def file_of(title: str, content: bytes, kind: str) -> FileResponse:
    return FileResponse(BytesIO(content), filename=file_name(title, kind), content_type=FILES[kind])


def grid_file(which: str, kind: str, parts: list[papers.Part]) -> FileResponse:
    title = papers.grid_title(which, parts)
    if kind == "ods":
        return file_of(title, papers.grid_ods(which, parts), kind)
    return file_of(title, papers.grid_pdf(which, parts, localdate()), kind)


@require_GET
@allow(reads_public_order)
def committee_file(request, pk, which, kind):
    row = queries.known_sitting(pk)
    if kind not in FILES:
        raise NotFound("Ce document n'existe pas.")
    if which in GRIDS:
        return grid_file(which, kind, papers.parts_of(row))
    if kind != "pdf":
        raise NotFound("Ce document n'existe qu'en PDF.")
    return file_of(*papers.paper_of(row, which, localdate()), kind)


@require_GET
@allow(reads_public_order)
def scenario_file(request, pk, which, kind):
    """The same tables of one scenario, before any committee."""
    scenario = known_scenario(pk)
    if kind not in FILES:
        raise NotFound("Ce document n'existe pas.")
    return grid_file(which, kind, [(scenario, queries.entries(scenario, queries.sitting_of(scenario)))])
