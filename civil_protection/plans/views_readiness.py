"""Pages of the actors of the ORSEC system and of the territorial contract."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.plans import forms, queries, readiness
from civil_protection.plans.lists import ACTOR_LIST, CAPACITY_LIST
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted

ACTORS, CAPACITIES = "Acteurs ORSEC", "Contrat territorial (CoTRRiM)"


def adding(request, label: str, name: str) -> list[tuple[str, str]]:
    works = works_in_civil_protection(request.user, on=localdate())
    return [(label, reverse(f"civil_protection:{name}"))] if works else []


@require_GET
@allow(reads_civil_protection)
def actors(request):
    return list_page(request, ACTOR_LIST, at=now(), actions=adding(request, "Ajouter un acteur", "orsec-actor-new"))


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def actor_new(request):
    home = reverse("civil_protection:orsec-actors")
    return act_page(
        request, forms.ActorForm(posted(request)), readiness.save_actor, facts={}, at=now(),
        done="L'acteur est ajouté.", then=home, title="Ajouter un acteur ORSEC", submit="Ajouter l'acteur",
        intro="Chaque acteur déclare au préfet qu'il est prêt, et tient sa déclaration à jour (CSI, art. R741-1).",
        back=(ACTORS, home),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def actor_change(request, pk):
    row = get_object_or_404(queries.actors(), pk=pk)
    home = reverse("civil_protection:orsec-actors")
    initial = {name: getattr(row, name) for name in forms.ActorForm.base_fields}
    return act_page(
        request, forms.ActorForm(posted(request), initial=initial), readiness.save_actor, facts={"actor": row},
        at=now(), done="La déclaration est enregistrée.", then=home, title="Mettre à jour un acteur ORSEC",
        submit="Enregistrer", intro=f"{row}.", back=(ACTORS, home),
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def capacities(request):
    actions = adding(request, "Ajouter une capacité", "orsec-capacity-new")
    return list_page(request, CAPACITY_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def capacity_new(request):
    home = reverse("civil_protection:orsec-capacities")
    return act_page(
        request, forms.CapacityForm(posted(request), initial={"checked_on": localdate()}), readiness.save_capacity,
        facts={}, at=now(), done="La capacité est au contrat.", then=home, title="Ajouter une capacité",
        submit="Ajouter la capacité", intro="Pour un effet d'un risque : ce qu'il faut, ce qu'on a, ce qui manque.",
        back=(CAPACITIES, home),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def capacity_change(request, pk):
    row = get_object_or_404(queries.capacities(), pk=pk)
    home = reverse("civil_protection:orsec-capacities")
    initial = {name: getattr(row, name) for name in forms.CapacityForm.base_fields}
    return act_page(
        request, forms.CapacityForm(posted(request), initial=initial), readiness.save_capacity, facts={"line": row},
        at=now(), done="La capacité est à jour.", then=home, title="Mettre à jour une capacité", submit="Enregistrer",
        intro=f"{row}. Vérifiée le {row.checked_on:%d/%m/%Y}.", back=(CAPACITIES, home),
    )  # fmt: skip
