"""Pages of the visits and of their requirements."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.establishments.models import Establishment
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.safety_visits import follow_up, group, hearing, operations, queries
from civil_protection.safety_visits.forms import (
    CheckForm,
    FailForm,
    HearingForm,
    HoldForm,
    MoveForm,
    OpinionForm,
    PieceForm,
    PlanForm,
    PrescribeForm,
    ReportForm,
)
from civil_protection.safety_visits.lists import REQUIREMENT_LIST, VISIT_LIST
from civil_protection.safety_visits.models import SafetyVisit
from civil_protection.safety_visits.papers import members_of, minutes_pdf
from civil_protection.safety_visits.queries import OPINION_TONES, REQUIREMENT_TONES, VISIT_TONES
from civil_protection.safety_visits.sentences import find, sentence
from civil_protection.safety_visits.tables import opinion_url, visit_url
from directorate.documents.files import file_name
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded

HOME = "Visites de sécurité"
LIBRARY = "Bibliothèque de prescriptions"
State = SafetyVisit.State


@dataclass(frozen=True)
class Act:
    """What may happen to a visit, and when it is offered. `day`: the field that today fills."""

    label: str
    form: Callable[..., forms.Form]
    operation: Callable[..., Any]
    is_open: Callable[[SafetyVisit], bool]
    day: str = ""
    more: tuple[str, ...] = ()
    facts: Callable[[SafetyVisit], dict[str, Any]] = lambda row: {}


def is_planned(row: SafetyVisit) -> bool:
    return row.state == State.PLANNED


def awaits_opinion(row: SafetyVisit) -> bool:
    return row.state == State.HELD and row.opinion not in (group.FAVOURABLE, group.UNFAVOURABLE)


def hold_facts(row: SafetyVisit) -> dict[str, Any]:
    on = localdate()
    wanted = group.required_members(row.kind, row.establishment.category, queries.directorate_categories(on))
    return {"visit": row, "required": wanted}


ACTS = {
    "tenir": Act("Enregistrer la visite", HoldForm, operations.hold_visit, is_planned, "held_on", facts=hold_facts),
    "rapport": Act("Écrire le rapport", ReportForm, operations.record_report, awaits_opinion,
                   more=("report", "proposal"), facts=lambda row: {"visit": row}),
    "prescrire": Act("Ajouter une prescription", PrescribeForm, operations.prescribe, awaits_opinion),
    "avis": Act("Enregistrer l'avis", OpinionForm, operations.give_opinion,
                lambda row: awaits_opinion(row) and bool(row.report), "opinion_on"),
    "commission": Act("Inscrire à l'ordre du jour", HearingForm, hearing.put_before_commission,
                      lambda row: awaits_opinion(row) and bool(row.report),
                      facts=lambda row: {"sessions": hearing.sessions_for(row, localdate())}),
    "piece": Act("Ajouter une pièce", PieceForm, operations.add_piece, lambda row: row.state == State.HELD),
    "deplacer": Act("Déplacer", MoveForm, operations.move_visit, is_planned, more=("planned_on", "half")),
    "non-tenue": Act("Déclarer non tenue", FailForm, operations.fail_visit, is_planned),
}  # fmt: skip


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:safety-visits")


@require_GET
@allow(reads_civil_protection)
def safety_visits(request):
    actions = [("Visites à faire", reverse("civil_protection:visits-due"))]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Programmer une visite", reverse("civil_protection:safety-visit-new")))
        actions.append(("Proposer des tournées", reverse("civil_protection:visit-rounds")))
    return list_page(request, VISIT_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def safety_visit_new(request):
    form = PlanForm(posted(request), initial={"planned_on": localdate(), **asked_for(request)})
    if request.method == "POST" and (row := attempt(form, operations.plan_visit, by=request.user, at=now())):
        return HttpResponseRedirect(visit_url(row))
    return form_page(
        request,
        form,
        title="Programmer une visite",
        intro="La commission compétente se déduit de l'établissement si elle n'est pas indiquée.",
        submit="Programmer la visite",
        back=home(),
    )


def asked_for(request) -> dict[str, Any]:
    """What the page that one comes from says of the visit: the establishment, the kind."""
    found: dict[str, Any] = {}
    number = request.GET.get("establishment", "")
    if number.isprintable() and Establishment.objects.filter(number=number[:20]).exists():
        found["establishment"] = number
    if request.GET.get("kind") in group.KINDS:
        found["kind"] = request.GET["kind"]
    return found


def acts_on(row: SafetyVisit) -> Iterable[tuple[str, str]]:
    for verb, act in ACTS.items():
        if act.is_open(row):
            yield act.label, reverse("civil_protection:safety-visit-act", args=[row.pk, verb])


@require_GET
@allow(reads_civil_protection)
def safety_visit(request, pk):
    on, row = localdate(), queries.known_visit(pk)
    works = works_in_civil_protection(request.user, on=on)
    wanted = group.required_members(row.kind, row.establishment.category, queries.directorate_categories(on))
    return TemplateResponse(
        request,
        "civil_protection/visits/visit.html",
        {
            "title": str(row),
            "breadcrumb": [home()],
            "row": row,
            "place": row.establishment,
            "tone": VISIT_TONES[row.state],
            "opinion_tone": OPINION_TONES[row.opinion],
            "is_past": row.state == State.PLANNED and row.planned_on < on,
            "required": [(group.ROLES[need.role], need.why) for need in wanted],
            "members": members_of(row),
            "missing": [group.DOCUMENTS[code] for code in row.documents_missing],
            "requirements": toned(row.requirements.order_by("number")),
            "owed": toned(queries.owed_before(row)) if row.state != State.NOT_HELD else [],
            "pieces": row.pieces.select_related("document"),
            "again": SafetyVisit.objects.filter(replanned_from=row).first(),
            "follow_up_url": opinion_url(row.follow_up) if row.follow_up_id else "",
            "works": works,
            "may_check": works and row.state == State.HELD,
            "acts": list(acts_on(row)) if works else [],
        },
    )


def toned(rows: Iterable) -> list[tuple[Any, str, bool]]:
    """Each requirement with its tone, and whether it still lives."""
    return [(row, REQUIREMENT_TONES[row.state], row.state in follow_up.LIVE) for row in rows]


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def safety_visit_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_visit(pk)
    initial = {act.day: localdate()} if act.day else {}
    initial |= {name: getattr(row, name) for name in act.more if getattr(row, name)}
    if verb == "prescrire":
        initial |= from_library(request.GET.get("phrase", ""))
    if verb == "avis" and row.proposal:
        initial["opinion"] = row.proposal
    return act_page(
        request,
        act.form(posted(request), uploaded(request), initial=initial, **act.facts(row)),
        act.operation,
        facts={"visit": row},
        at=now(),
        done="La visite est à jour.",
        then=visit_url(row),
        title=act.label,
        intro=f"{row}, {row.establishment}, {row.establishment.commune.name}.",
        submit=act.label,
        back=(str(row), visit_url(row)),
        breadcrumb=[home(), (str(row), visit_url(row))],
    )


def from_library(code: str) -> dict[str, str]:
    found = sentence(code)
    return {"text": found.text, "article": found.article, "category": found.category} if found else {}


@require_GET
@allow(reads_civil_protection)
def safety_visit_minutes(request, pk):
    """T19."""
    row = queries.known_visit(pk)
    if row.state != State.HELD:
        raise Http404
    content = BytesIO(minutes_pdf(row, localdate()))
    return FileResponse(
        content, filename=file_name(f"{row} {row.establishment}", "pdf"), content_type="application/pdf"
    )


# --- requirements ---------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def safety_requirements(request):
    return list_page(
        request,
        REQUIREMENT_LIST,
        at=now(),
        intro="Chaque prescription se reprend de visite en visite jusqu'à sa levée.",
        actions=[(LIBRARY, reverse("civil_protection:requirement-library"))],
    )


def number_in(request, name: str) -> int:
    """A key that the address gives, 0 when it gives none."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@require_GET
@allow(reads_civil_protection)
def requirement_library(request):
    """The sentences by keyword; from a visit, each one leads to its requirement."""
    words = request.GET.get("q", "")[:100]
    row = queries.visits().filter(pk=number_in(request, "visit")).first()
    usable = row is not None and awaits_opinion(row) and works_in_civil_protection(request.user)
    return TemplateResponse(
        request,
        "civil_protection/visits/library.html",
        {
            "title": LIBRARY,
            "breadcrumb": [home(), *([(str(row), visit_url(row))] if row else [])],
            "words": words,
            "rows": find(words),
            "visit": row,
            "target": reverse("civil_protection:safety-visit-act", args=[row.pk, "prescrire"]) if usable else "",
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def requirement_check(request, pk):
    row = queries.known_requirement(pk)
    number, visit = number_in(request, "visit"), None
    if number:
        visit = get_object_or_404(SafetyVisit, pk=number, establishment=row.establishment_id, state=State.HELD)
    page = visit_url(visit or row.visit)
    on = localdate()
    initial = {"checked_on": visit.held_on if visit else on, "checked_by": str(request.user)}
    return act_page(
        request,
        CheckForm(posted(request), initial=initial),
        operations.check_requirement,
        facts={"requirement": row, "visit": visit},
        at=now(),
        done="La prescription est à jour.",
        then=page,
        title=f"Vérifier la prescription n° {row.number}",
        intro=f"{row.text} {row.establishment}, visite du {row.visit.held_on:%d/%m/%Y}.",
        submit="Enregistrer le constat",
        back=(str(row.visit), page),
        breadcrumb=[home(), (str(visit or row.visit), page)],
    )
