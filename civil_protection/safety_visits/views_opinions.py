"""Pages of the unfavourable opinions: the list that the prefect asks for, one of them and what may be done."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.acts import place_of
from civil_protection.protection.serving import TABLE_FORMATS, letter_response, table_response
from civil_protection.safety_visits import follow_up, queries
from civil_protection.safety_visits import follow_up_operations as operations
from civil_protection.safety_visits.forms import (
    ActionPlanForm,
    ClosureForm,
    DecisionForm,
    FollowForm,
    LiftForm,
    MeetingForm,
    NoticeForm,
    ProposeForm,
    RemindForm,
    ResultForm,
)
from civil_protection.safety_visits.lists import OPINION_LIST
from civil_protection.safety_visits.models import UnfavourableOpinion
from civil_protection.safety_visits.tables import opinion_table, opinion_url
from civil_protection.safety_visits.views import asked_for, toned
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

HOME = "Avis défavorables"
TITLE = "Établissements sous avis défavorable"
STAGE_TONES = {follow_up.DONE: "success", follow_up.LATE: "error", follow_up.DUE: "info", follow_up.SPARED: "paused"}
STAGE_WORDS = {follow_up.DONE: "Fait", follow_up.LATE: "En retard", follow_up.DUE: "À venir",
               follow_up.SPARED: "Sans objet"}  # fmt: skip


@dataclass(frozen=True)
class Act:
    """What may be done about an opinion, and when it is offered. `day`: the field that today fills."""

    label: str
    form: type[forms.Form]
    operation: Callable[..., Any]
    is_open: Callable[[UnfavourableOpinion], bool] = lambda row: True
    day: str = ""
    intro: str = ""


ACTS = {
    "decision": Act("Enregistrer la décision du maire", DecisionForm, operations.record_decision, day="decided_on"),
    "rappel": Act("Écrire au maire", RemindForm, operations.remind_mayor,
                  lambda row: row.reminded_on is None and row.decision not in follow_up.DECIDED, "reminded_on",
                  "La lettre rappelle l'avis, les prescriptions et les pouvoirs du maire (T20)."),
    "echeancier": Act("Noter l'échéancier", ActionPlanForm, operations.record_plan, day="received_on"),
    "reunion": Act("Noter une réunion", MeetingForm, operations.record_meeting, day="met_on"),
    "proposition": Act("Proposer la mise en demeure", ProposeForm, operations.propose_substitution,
                       lambda row: row.proposed_on is None and row.decision != follow_up.CLOSURE, "proposed_on"),
    "mise-en-demeure": Act("Mettre le maire en demeure", NoticeForm, operations.put_mayor_on_notice,
                           lambda row: row.decision != follow_up.CLOSURE
                           and (row.noticed_on is None or row.notice_result == "acted"), "noticed_on",
                           "Préalable à la substitution (CCH, art. R143-24) ; la lettre est la T21."),
    "resultat": Act("Noter le résultat de la mise en demeure", ResultForm, operations.record_result,
                    lambda row: row.noticed_on is not None and not row.notice_result, "noted_on"),
    "fermeture": Act("Fermer par substitution", ClosureForm, operations.close_instead,
                     lambda row: row.closed_on is None and row.notice_result == "none", "signed_on",
                     "L'arrêté de fermeture du préfet, tel qu'il est signé (CCH, art. R143-45)."),
    "levee": Act("Lever l'avis sur pièces", LiftForm, operations.lift, day="lifted_on",
                 intro="Une visite de contrôle favorable lève l'avis d'elle-même."),
}  # fmt: skip


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:unfavourable-opinions")


@require_GET
@allow(reads_civil_protection)
def unfavourable_opinions(request):
    actions = [("État pour le préfet", reverse("civil_protection:unfavourable-state"))]
    if works_in_civil_protection(request.user):
        actions.append(("Suivre un avis donné sur dossier", reverse("civil_protection:unfavourable-new")))
    return list_page(request, OPINION_LIST, at=now(), actions=actions)


def state_facts(on) -> dict[str, Any]:
    """R6.2: every live opinion by commune, the oldest first, with the count of each age."""
    found = sorted(queries.owed(on), key=lambda one: (one.row.establishment.commune.sort_name, -one.age, one.row.pk))
    labels = [label for _, _, label in follow_up.bands(queries.bounds(on))]
    counted = Counter(one.band for one in found)
    return {
        "towns": [(name, list(lines)) for name, lines in
                  groupby(found, key=lambda one: one.row.establishment.commune.name)],
        "count": len(found),
        "sleeping": sum(one.row.sleeping for one in found),
        "undecided": sum(one.row.decision not in follow_up.DECIDED for one in found),
        "oldest": max((one.age for one in found), default=None),
        "bands": [(label, counted[rank]) for rank, label in enumerate(labels)],
    }  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def unfavourable_state(request):
    on = localdate()
    return TemplateResponse(
        request,
        "civil_protection/visits/state.html",
        {"title": TITLE, "breadcrumb": [home()], "on": on, "formats": TABLE_FORMATS, **state_facts(on)},
    )


@require_GET
@allow(reads_civil_protection)
def unfavourable_state_file(request, kind):
    on = localdate()
    facts = state_facts(on)
    rows = [one.row for _, lines in facts["towns"] for one in lines]
    return table_response(kind, TITLE, opinion_table(on), rows, template="civil_protection/visits/opinions_pdf.html",
                          on=on, **facts)  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def unfavourable_new(request):
    form = FollowForm(posted(request), initial={"opened_on": localdate(), **asked_for(request)})
    if request.method == "POST" and (row := attempt(form, operations.follow_file, by=request.user, at=now())):
        return HttpResponseRedirect(opinion_url(row))
    return form_page(
        request,
        form,
        title="Suivre un avis défavorable",
        intro="Pour un avis donné sans visite : sur un dossier, en séance. L'avis d'une visite ouvre son suivi seul.",
        submit="Ouvrir le suivi",
        back=home(),
    )


def acts_on(row: UnfavourableOpinion) -> Iterable[tuple[str, str]]:
    number = row.establishment.number
    for verb, act in ACTS.items():
        if act.is_open(row):
            yield act.label, reverse("civil_protection:unfavourable-act", args=[row.pk, verb])
    yield ("Programmer la visite de contrôle",
           f"{reverse('civil_protection:safety-visit-new')}?establishment={number}&kind=check")  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def unfavourable_opinion(request, pk):
    on, row = localdate(), queries.known_opinion(pk)
    stages = queries.stages_of(row, on, queries.follow_terms(on))
    why = follow_up.why_not_substitute(row.decision, row.noticed_on, row.notice_until, row.notice_result, on)
    works = works_in_civil_protection(request.user, on=on)
    return TemplateResponse(
        request,
        "civil_protection/visits/opinion.html",
        {
            "title": f"{row}, {row.establishment}",
            "breadcrumb": [home()],
            "row": row,
            "place": row.establishment,
            "age": follow_up.age(row.opened_on, on, row.lifted_on),
            "stages": [(stage, STAGE_WORDS[stage.state], STAGE_TONES[stage.state]) for stage in stages],
            "why_not": "" if row.lifted_on or row.closed_on else why,
            "place_in_register": place_of(row.order),
            "letters": [
                (label, which, letter)
                for label, which, letter in (
                    ("Lettre de rappel", "rappel", row.reminder),
                    ("Mise en demeure du maire", "mise-en-demeure", row.notice),
                    ("Arrêté de fermeture", "fermeture", row.order),
                )
                if letter
            ],
            "steps": row.steps.select_related("recorded_by"),
            "visits": row.visits.order_by("planned_on"),
            "requirements": toned(queries.requirements().filter(visit__follow_up=row)),
            "acts": list(acts_on(row)) if works and row.lifted_on is None else [],
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def unfavourable_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_opinion(pk)
    page = opinion_url(row)
    return act_page(
        request,
        act.form(posted(request), initial={act.day: localdate()}),
        act.operation,
        facts={"opinion": row},
        at=now(),
        done="Le suivi est à jour.",
        then=page,
        title=act.label,
        intro=f"{row.establishment}, {row.establishment.commune.name}, {str(row).lower()}. {act.intro}".strip(),
        submit=act.label,
        back=(str(row), page),
        breadcrumb=[home(), (str(row), page)],
    )


@require_GET
@allow(reads_civil_protection)
def unfavourable_letter(request, pk, which, kind):
    row = queries.known_opinion(pk)
    letters = {"rappel": row.reminder, "mise-en-demeure": row.notice, "fermeture": row.order}
    return letter_response(letters.get(which), kind)
