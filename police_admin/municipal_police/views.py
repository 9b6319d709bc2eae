"""Pages of the register of municipal police forces: the list, one force, what is recorded of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted
from police_admin.municipal_police import operations, queries
from police_admin.municipal_police.arms import KINDS, STOCKS
from police_admin.municipal_police.forms import DepartureForm, ForceForm, HeadcountForm, MovementForm, TrainingForm
from police_admin.municipal_police.lists import FORCE_LIST
from police_admin.municipal_police.policies import keeps_the_register
from police_admin.policies import reads_the_files_of_the_bureau

HOME = "Polices municipales"
MOVEMENTS_SHOWN = 20


@dataclass(frozen=True)
class Act:
    """Something recorded of a force. `of_officers`: its form chooses among the officers of the force."""

    label: str
    form: type[forms.Form]
    operation: Callable[..., Any]
    intro: str
    done: str
    of_officers: bool = False


ACTS = {
    "formation": Act(
        "Enregistrer une formation", TrainingForm, operations.record_training,
        "La date de la formation, arme par arme, telle que la commune en justifie.", "La formation est enregistrée.",
        of_officers=True,
    ),
    "mouvement": Act(
        "Enregistrer un mouvement", MovementForm, operations.record_movement,
        "Ce qui entre dans le local sécurisé de la commune ou en sort. Vol et perte sont signalés sans délai.",
        "Le mouvement est enregistré.",
    ),
    "effectif": Act(
        "Mettre à jour l'effectif", HeadcountForm, operations.record_headcount,
        "Le nombre d'emplois d'agent de police municipale pourvus.", "L'effectif est enregistré.",
    ),
    "depart": Act(
        "Enregistrer un départ", DepartureForm, operations.record_departure,
        "L'autorisation de port d'arme cesse avec les fonctions dans la commune (CSI, art. R511-20).",
        "Le départ est enregistré.", of_officers=True,
    ),
}  # fmt: skip


@require_GET
@allow(reads_the_files_of_the_bureau)
def forces(request):
    actions = []
    if keeps_the_register(request.user):
        actions = [("Ajouter une police municipale", reverse("police_admin:municipal-force-new"))]
    return list_page(
        request,
        FORCE_LIST,
        at=now(),
        intro="Le registre suit les conventions, les agréments et les autorisations du bureau, et ce que les communes"
        " déclarent.",
        actions=actions,
    )


@require_GET
@allow(reads_the_files_of_the_bureau)
def force(request, insee):
    on = localdate()
    row = queries.known_force(request.user, insee, on)
    found = queries.situation(row, queries.dated_values(on), on)
    names = {**KINDS, **{code: label for code, (label, _) in STOCKS.items()}}
    movements = list(row.movements.all())
    return TemplateResponse(
        request,
        "police_admin/municipal_police/force.html",
        {
            "title": f"Police municipale, {row.commune.name}",
            "breadcrumb": [(HOME, reverse("police_admin:municipal-forces"))],
            "force": row,
            "found": found,
            "movements": [(movement, names.get(movement.item, movement.item)) for movement in
                          movements[:MOVEMENTS_SHOWN]],
            "more_movements": max(len(movements) - MOVEMENTS_SHOWN, 0),
            "gone": [officer for officer in row.officers.all() if officer.left_on is not None],
            "on": on,
            "acts": acts_on(row) if keeps_the_register(request.user) else [],
        },
    )  # fmt: skip


def acts_on(row) -> list[tuple[str, str]]:
    has_officers = any(officer.left_on is None for officer in row.officers.all())
    return [
        (act.label, reverse("police_admin:municipal-force-act", args=[row.commune_id, verb]))
        for verb, act in ACTS.items()
        if has_officers or not act.of_officers
    ]


@require_http_methods(FORM_METHODS)
@allow(keeps_the_register)
def force_new(request):
    form = ForceForm(posted(request))
    if request.method == "POST" and (row := attempt(form, operations.open_force, by=request.user, at=now())):
        messages.success(request, "La police municipale est au registre.")
        return HttpResponseRedirect(reverse("police_admin:municipal-force", args=[row.commune_id]))
    return form_page(
        request,
        form,
        title="Ajouter une police municipale",
        intro="Pour une commune dont aucun dossier du bureau n'a encore fait entrer la police au registre.",
        submit="Ajouter au registre",
        back=(HOME, reverse("police_admin:municipal-forces")),
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_the_register)
def force_act(request, insee, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_force(request.user, insee, localdate())
    page = reverse("police_admin:municipal-force", args=[insee])
    more = {"force": row} if act.of_officers else {}
    return act_page(
        request,
        act.form(posted(request), **more),
        act.operation,
        facts={"force": row},
        at=now(),
        done=act.done,
        then=page,
        title=f"{act.label}, {row.commune.name}",
        intro=act.intro,
        submit=act.label,
        back=(str(row), page),
        breadcrumb=[(HOME, reverse("police_admin:municipal-forces")), (row.commune.name, page)],
    )
