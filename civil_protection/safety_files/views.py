"""Pages of tents, of accessibility agendas, and of the mayor's opening orders."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.safety_files import operations, queries
from civil_protection.safety_files.forms import (
    AgendaForm,
    ImplantationForm,
    OpeningOrderForm,
    RetireForm,
    StepForm,
    TentForm,
    VerificationForm,
)
from civil_protection.safety_files.lists import AGENDA_LIST, TENT_LIST
from civil_protection.safety_files.tables import verification_state
from civil_protection.safety_files.terms import WARNING_DAYS
from directorate.parameters.queries import value as parameter
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted

TENTS, AGENDAS = "Chapiteaux et tentes", "Agendas d'accessibilité"


@dataclass(frozen=True)
class Act:
    """What may happen to a tent that is in use."""

    label: str
    form: Callable[..., forms.Form]
    operation: Callable[..., Any]
    day: str = ""


ACTS = {
    "verification": Act("Enregistrer une vérification", VerificationForm, operations.note_verification, "verified_on"),
    "implantation": Act("Enregistrer une implantation", ImplantationForm, operations.record_implantation),
    "retirer": Act("Retirer du service", RetireForm, operations.retire_tent, "retired_on"),
}


def tents_home() -> tuple[str, str]:
    return TENTS, reverse("civil_protection:tents")


def agendas_home() -> tuple[str, str]:
    return AGENDAS, reverse("civil_protection:accessibility-agendas")


@require_GET
@allow(reads_civil_protection)
def tents(request):
    works = works_in_civil_protection(request.user)
    return list_page(
        request, TENT_LIST, at=now(),
        intro="Une vérification technique tous les deux ans, à compter de l'attestation puis de la précédente.",
        actions=[("Enregistrer un registre", reverse("civil_protection:tent-new"))] if works else [],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def tent_new(request):
    return act_page(
        request, TentForm(posted(request)), operations.record_register, facts={}, at=now(),
        done="Le registre est enregistré.", then=reverse("civil_protection:tents"), title="Enregistrer un registre",
        intro="Un registre qui existe sur papier ; celui d'une attestation délivrée ici s'ouvre avec elle.",
        submit="Enregistrer le registre", back=tents_home(),
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def tent(request, pk):
    on, row = localdate(), queries.known_tent(pk)
    label, tone = verification_state(row, on, int(parameter(WARNING_DAYS, on)))
    works = row.retired_on is None and works_in_civil_protection(request.user, on=on)
    return TemplateResponse(
        request,
        "civil_protection/safety_files/tent.html",
        {
            "title": f"Registre {row.number}",
            "breadcrumb": [tents_home()],
            "row": row,
            "state": label,
            "tone": tone,
            "verifications": list(row.verifications.all()),
            "implantations": list(queries.implantations().filter(register=row)),
            "acts": [
                (act.label, reverse("civil_protection:tent-act", args=[row.pk, verb])) for verb, act in ACTS.items()
            ]
            if works
            else [],
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def tent_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_tent(pk)
    page = reverse("civil_protection:tent", args=[row.pk])
    return act_page(
        request, act.form(posted(request), initial={act.day: localdate()} if act.day else {}), act.operation,
        facts={"register": row}, at=now(), done=f"Le registre {row.number} est à jour.", then=page,
        title=f"{act.label}, {row.number}", intro=f"{row.label}, {row.owner}.", submit=act.label,
        back=(row.number, page), breadcrumb=[tents_home()],
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def accessibility_agendas(request):
    works = works_in_civil_protection(request.user)
    return list_page(
        request, AGENDA_LIST, at=now(),
        intro="Plus aucun agenda ne s'ouvre : ceux qui courent se suivent jusqu'à leur attestation d'achèvement.",
        actions=[("Enregistrer un agenda", reverse("civil_protection:accessibility-agenda-new"))] if works else [],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def accessibility_agenda_new(request):
    return act_page(
        request, AgendaForm(posted(request)), operations.record_agenda, facts={}, at=now(),
        done="L'agenda est enregistré.", then=agendas_home()[1], title="Enregistrer un agenda d'accessibilité",
        submit="Enregistrer l'agenda", back=agendas_home(),
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def accessibility_agenda(request, pk):
    on, row = localdate(), queries.known_agenda(pk)
    return TemplateResponse(
        request,
        "civil_protection/safety_files/agenda.html",
        {
            "title": f"Agenda {row.number}",
            "breadcrumb": [agendas_home()],
            "row": row,
            "steps": [(step, step.is_late(on)) for step in queries.steps_of(row, on)],
            "works": works_in_civil_protection(request.user, on=on),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def accessibility_step(request, pk):
    row = queries.known_agenda(pk)
    page = reverse("civil_protection:accessibility-agenda", args=[row.pk])
    return act_page(
        request, StepForm(posted(request), initial={"received_on": localdate()}), operations.receive_step,
        facts={"agenda": row}, at=now(), done=f"L'agenda {row.number} est à jour.", then=page,
        title=f"Enregistrer un envoi, {row.number}", intro=f"{row.establishment_name}, {row.commune.name}.",
        submit="Enregistrer l'envoi", back=(row.number, page), breadcrumb=[agendas_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def opening_order(request, case):
    """The copy of the mayor's order, on the file of the opening."""
    row = queries.opening_file(case, request.user, localdate())
    page = reverse("directorate:case", args=[row.reference])
    initial = {"ordered_on": localdate(), "opens_on": row.answers.get("opening_on")}
    return act_page(
        request, OpeningOrderForm(posted(request), initial=initial), operations.record_opening_order,
        facts={"case": row}, at=now(), done="L'arrêté du maire est enregistré.", then=page,
        title=f"Arrêté du maire, {row.reference}", intro=f"{row.title}.", submit="Enregistrer l'arrêté",
        back=(row.reference, page),
    )  # fmt: skip
