"""Pages of the communal plans: the list, the coverage of the department, one commune and what happens to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civil_protection.communal import operations, queries
from civil_protection.communal.duties import REASONS, SHADES, STATES
from civil_protection.communal.forms import (
    ContentForm,
    FactForm,
    IntercommunalForm,
    MeansForm,
    ShelterForm,
    WithdrawForm,
)
from civil_protection.communal.lists import PLAN_LIST
from civil_protection.communal.models import CONTENT, CommunalEvent, CommunalFile, IntercommunalPlan, Shelter
from civil_protection.communal.tables import coverage_table
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.profiles.models import FLAGS
from civil_protection.profiles.queries import profile_of
from civil_protection.protection.serving import TABLE_FORMATS, letter_response, table_response
from directorate.legal_calendar.arithmetic import french_long
from directorate.territory.queries import contours
from directorate.web.access import allow
from directorate.web.errors import DomainError
from directorate.web.lists import list_page
from directorate.web.maps import Area, svg_map
from directorate.web.pages import FORM_METHODS, act_page, posted, uploaded

HOME = "Plans communaux"
COVERAGE = "Couverture par les plans communaux"
MEANS = ("correspondent", "referent", "command_post", "reserve_strength", "sirens", "phone_alert", "dicrim_url")
SHELTER = ("name", "address", "beds", "meals", "accessible", "generator", "out_of_flood", "checked_on")
INTERCOMMUNAL = ("name", "drafting_on", "adopted_on", "received_on", "exercised_on", "note")


def page_of(insee: str) -> str:
    return reverse("civil_protection:communal-plan", args=[insee])


# --- the list and the coverage --------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def communal_plans(request):
    return list_page(
        request,
        PLAN_LIST,
        at=now(),
        intro="Le préfet notifie l'obligation, le maire arrête le plan dans les deux ans (CSI, art. L731-3).",
        actions=[(COVERAGE, reverse("civil_protection:communal-coverage"))],
    )


def coverage_map(rows: list[queries.Situation], *, linked: bool = True):
    """The better a commune is prepared, the darker; each contour says its state and why it owes."""
    by_code = {row.commune.insee: row for row in rows}

    def label(row: queries.Situation) -> str:
        return f"{row.commune.name} : {row.label.lower()}{f' ({row.why})' if row.why else ''}"

    return svg_map(
        [
            Area(shape.insee, label(row), shape.contour, row.shade, page_of(shape.insee) if linked else "")
            for shape in contours()
            if (row := by_code.get(shape.insee))
        ],
        title=COVERAGE,
    )


def coverage_facts(on, *, linked: bool = True) -> dict[str, Any]:
    whole, parts = queries.coverage(on)
    return {
        "on": on,
        "whole": whole,
        "parts": parts,
        "map": coverage_map(whole.rows, linked=linked),
        "legend": [
            (words, ", ".join(STATES[state].lower() for state, shade in SHADES.items() if shade in shades))
            for words, shades in (("foncé", {4}), ("assez foncé", {3}), ("moyen", {2}), ("clair", {1}), ("blanc", {0}))
        ],
    }


@require_GET
@allow(reads_civil_protection)
def communal_coverage(request):
    """R1.3: the map, and the same in a table with the reason of each duty."""
    on = localdate()
    return TemplateResponse(
        request,
        "civil_protection/communal/coverage.html",
        {
            "title": COVERAGE,
            "breadcrumb": [(HOME, reverse("civil_protection:communal-plans"))],
            **coverage_facts(on),
            "formats": TABLE_FORMATS,
            "intercommunal": [
                (row, *queries.intercommunal_state(row, on)) for row in queries.intercommunal_plans()
            ],
            "works": works_in_civil_protection(request.user),
        },
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def coverage_file(request, kind):
    on = localdate()
    facts = coverage_facts(on, linked=False)
    rows = [row for part in facts["parts"] for row in part.rows]
    return table_response(
        kind, f"{COVERAGE} au {on:%d-%m-%Y}", coverage_table(), rows, template="letters/civil_protection/coverage.html",
        **{**facts, "day": french_long(on), "why": REASONS},
    )  # fmt: skip


# --- one commune ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """Something that the service records of a commune. `initial(file)`: what the form shows first."""

    label: str
    form: type[forms.Form]
    operation: Callable[..., Any]
    done: str
    intro: str = ""
    initial: Callable[[CommunalFile], dict[str, Any]] = field(default=lambda file: {})


ACTS = {
    "fait": Act(
        "Enregistrer un fait", FactForm, operations.note, "Le fait est enregistré, les échéances sont recalculées.",
        "Notification, arrêté, réception, observations, conseil municipal, révision, évaluation, exercice, DICRIM.",
    ),
    "contenu": Act(
        "Vérifier le contenu", ContentForm, operations.check_content, "Le contenu du plan est vérifié.",
        "Les points que le plan doit contenir (CSI, art. R731-2).", lambda file: {"content": file.content},
    ),
    "moyens": Act(
        "Personnes et moyens", MeansForm, operations.record_means, "Les moyens de la commune sont enregistrés.",
        initial=lambda file: {name: getattr(file, name) for name in MEANS},
    ),
    "hebergement": Act(
        "Ajouter un centre d'hébergement", ShelterForm, operations.record_shelter,
        "Le centre d'hébergement est enregistré.", initial=lambda file: {"checked_on": localdate()},
    ),
}  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def communal_plan(request, insee):
    """Why the commune owes a plan, where it stands, its terms, its content, its means and its history."""
    on = localdate()
    commune = queries.known_commune(insee)
    found = queries.situation(commune, queries.terms_on(on))
    file, profile = found.file, profile_of(commune)
    works = works_in_civil_protection(request.user, on=on)
    stored = file.pk is not None and CommunalFile.objects.filter(pk=file.pk).exists()
    return TemplateResponse(
        request,
        "civil_protection/communal/plan.html",
        {
            "title": f"Plan communal de sauvegarde, {commune.name}",
            "breadcrumb": [(HOME, reverse("civil_protection:communal-plans"))],
            "commune": commune,
            "found": found,
            "file": file,
            "profile": profile,
            "flags": [profile._meta.get_field(name).verbose_name for name in FLAGS if getattr(profile, name)]
            if profile
            else [],
            "rivers": [profile.River(code).label for code in profile.rivers] if profile else [],
            "terms": terms_of(file, on),
            "content": [(label, code in file.content) for code, label in CONTENT.items()],
            "held": len(file.content),
            "events": list(queries.events_of(file)) if stored else [],
            "shelters": list(file.shelters.all()) if stored else [],
            "notice": file.notice,
            "may_notify": works and found.is_owed and file.notified_on is None,
            "works": works,
            "acts": [
                (act.label, reverse("civil_protection:communal-act", args=[insee, verb])) for verb, act in ACTS.items()
            ]
            if works
            else [],
        },
    )


TERMS = (
    ("Plan à arrêter par le maire", "due_on", "adopted_on"),
    ("Plan à réviser", "revision_due_on", ""),
    ("Plan à évaluer", "evaluation_due_on", ""),
    ("Exercice à organiser", "exercise_due_on", ""),
    ("DICRIM à réviser", "dicrim_due_on", ""),
    ("DICRIM à faire connaître", "dicrim_known_due_on", ""),
)


def terms_of(file: CommunalFile, on) -> list[tuple[str, Any, str]]:
    """Label, day, tone of each term that runs; what has been done is no longer one."""
    return [
        (label, day, "error" if day < on else "")
        for label, name, done in TERMS
        if (day := getattr(file, name)) and not (done and getattr(file, done))
    ]


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def communal_act(request, insee, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    commune = queries.known_commune(insee)
    return act_page(
        request,
        bound(request, act.form, act.initial(queries.file_of(commune))),
        act.operation,
        facts={"commune": commune},
        at=now(),
        done=act.done,
        then=page_of(insee),
        title=f"{act.label}, {commune.name}",
        intro=act.intro,
        submit="Enregistrer",
        **around(commune),
    )


def bound(request, form: type[forms.Form], initial: dict[str, Any]) -> forms.Form:
    return form(posted(request), uploaded(request), initial=initial)


def around(commune) -> dict[str, Any]:
    return {
        "back": (commune.name, page_of(commune.pk)),
        "breadcrumb": [(HOME, reverse("civil_protection:communal-plans")), (commune.name, page_of(commune.pk))],
    }


@require_POST
@allow(works_in_civil_protection)
def communal_notice(request, insee):
    """Draw up the letter that notifies the duty."""
    try:
        operations.prepare_notice(commune=queries.known_commune(insee), by=request.user, at=now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "La lettre de notification est établie. Une fois envoyée, enregistrer le fait.")
    return HttpResponseRedirect(page_of(insee))


@require_GET
@allow(reads_civil_protection)
def communal_notice_file(request, insee, kind):
    file = get_object_or_404(CommunalFile.objects.select_related("notice__pdf", "notice__odt"), pk=insee)
    return letter_response(file.notice, kind)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def communal_withdraw(request, pk):
    event = get_object_or_404(CommunalEvent.objects.select_related("file__commune"), pk=pk)
    commune = event.file.commune
    return act_page(
        request,
        WithdrawForm(posted(request)),
        operations.withdraw,
        facts={"event": event},
        at=now(),
        done="Le fait est retiré, les échéances sont recalculées.",
        then=page_of(commune.pk),
        title=f"Retirer un fait, {commune.name}",
        intro=f"{event}, le {french_long(event.happened_on)}. Le fait reste dans l'historique avec son motif.",
        submit="Retirer ce fait",
        **around(commune),
    )


# --- shelters and groupings -----------------------------------------------------------------------------------


def known_shelter(pk: int) -> Shelter:
    return get_object_or_404(Shelter.objects.select_related("file__commune"), pk=pk)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def shelter_edit(request, pk):
    shelter = known_shelter(pk)
    commune = shelter.file.commune
    return act_page(
        request,
        bound(request, ShelterForm, {name: getattr(shelter, name) for name in SHELTER}),
        operations.record_shelter,
        facts={"commune": commune, "shelter": shelter},
        at=now(),
        done="Le centre d'hébergement est corrigé.",
        then=page_of(commune.pk),
        title=f"{shelter.name}, {commune.name}",
        submit="Enregistrer",
        **around(commune),
    )


@require_POST
@allow(works_in_civil_protection)
def shelter_remove(request, pk):
    shelter = known_shelter(pk)
    operations.remove_shelter(shelter=shelter, by=request.user, at=now())
    messages.success(request, "Le centre d'hébergement est retiré.")
    return HttpResponseRedirect(page_of(shelter.file_id))


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def intercommunal(request, pk=None):
    """The plan of a grouping of communes, new or further on."""
    plan = get_object_or_404(IntercommunalPlan, pk=pk) if pk else None
    page = reverse("civil_protection:communal-coverage")
    return act_page(
        request,
        bound(request, IntercommunalForm, {name: getattr(plan, name) for name in INTERCOMMUNAL} if plan else {}),
        operations.record_intercommunal,
        facts={"plan": plan},
        at=now(),
        done="Le plan intercommunal est enregistré.",
        then=page,
        title=str(plan) if plan else "Suivre un plan intercommunal",
        intro="Dû dès qu'une commune membre doit un plan (CSI, art. L731-4).",
        submit="Enregistrer",
        back=(COVERAGE, page),
        breadcrumb=[(HOME, reverse("civil_protection:communal-plans")), (COVERAGE, page)],
    )
