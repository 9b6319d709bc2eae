"""Pages of the register: the list, a record with its reasons and its history, the counts, the list of the year."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.establishments import operations, queries
from civil_protection.establishments.activities import BY_CODE
from civil_protection.establishments.capacity import capacity
from civil_protection.establishments.classification import ordinal
from civil_protection.establishments.forms import (
    OTHERS,
    CapacityForm,
    CloseForm,
    EditForm,
    ExtendForm,
    MergeForm,
    NewForm,
    OpenForm,
    PeriodForm,
    ReopenForm,
)
from civil_protection.establishments.lists import ESTABLISHMENT_LIST
from civil_protection.establishments.models import Establishment
from civil_protection.establishments.periodicity import TONES, row_of
from civil_protection.establishments.tables import OPINION_TONES, STATUS_TONES, page_of, period_words, yearly_table
from civil_protection.establishments.terms import FORMER_PERIODS
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.serving import TABLE_FORMATS, table_response
from civil_protection.safety_files.queries import files_of
from civil_protection.security_studies.queries import studies_of
from directorate.legal_calendar.arithmetic import french_long
from directorate.territory.queries import communes
from directorate.web.access import allow
from directorate.web.errors import DomainError, NotFound
from directorate.web.lists import list_page, refuse_other_names
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

HOME = "Établissements"
CAPACITY, DUPLICATES, YEARLY = "Calculer un effectif", "Doublons probables", "Liste annuelle"
Status = Establishment.Status


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:establishments")


def link(label: str, name: str) -> tuple[str, str]:
    return label, reverse(f"civil_protection:{name}")


@require_GET
@allow(reads_civil_protection)
def establishment_list(request):
    actions = [link(YEARLY, "establishment-yearly"), link(CAPACITY, "establishment-capacity")]
    if works_in_civil_protection(request.user):
        actions = [link("Enregistrer un établissement", "establishment-new"), *actions,
                   link(DUPLICATES, "establishment-duplicates")]  # fmt: skip
    return list_page(
        request,
        ESTABLISHMENT_LIST,
        at=now(),
        intro="Le registre des établissements recevant du public : catégorie (art. PE 2 et R143-19), visites (GE 4).",
        actions=actions,
    )


# --- one establishment ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """Something that happens to an establishment. `when(row)`: whether it may; `initial()`: what the form shows."""

    label: str
    form: type[forms.Form]
    operation: Callable[..., Any]
    done: str
    when: Callable[[Establishment], bool]
    intro: str = ""
    initial: Callable[[], dict[str, Any]] = field(default=dict)


ACTS = {
    "ouvrir": Act(
        "Enregistrer l'ouverture", OpenForm, operations.open_establishment, "L'établissement est ouvert.",
        lambda row: row.status == Status.PROJECT, "L'ouverture est autorisée par arrêté du maire (CCH, art. R143-39).",
        lambda: {"opened_on": localdate()},
    ),
    "fermer": Act(
        "Enregistrer une fermeture", CloseForm, operations.close_establishment, "L'établissement est fermé.",
        lambda row: row.status != Status.CLOSED, initial=lambda: {"closed_on": localdate()},
    ),
    "rouvrir": Act(
        "Enregistrer la réouverture", ReopenForm, operations.reopen_establishment, "L'établissement est rouvert.",
        lambda row: row.status == Status.CLOSED, initial=lambda: {"reopened_on": localdate()},
    ),
    "periode": Act(
        "Fixer la période par arrêté", PeriodForm, operations.order_period, "La période est enregistrée.",
        queries.is_open, "Le maire ou le préfet peut modifier la fréquence des visites, après avis de la commission"
        " (art. GE 4, §4).", lambda: {"ordered_on": localdate()},
    ),
    "prolonger": Act(
        "Prolonger l'intervalle", ExtendForm, operations.extend_period, "La prochaine visite est reportée.",
        lambda row: row.next_visit_on is not None and not row.sleeping,
        "Sans locaux à sommeil, après deux visites favorables, sur proposition de la commission écrite au"
        " procès-verbal (art. GE 4, §3).", lambda: {"proposed_on": localdate()},
    ),
    "fusionner": Act(
        "Fusionner avec une autre fiche", MergeForm, operations.merge, "Les deux fiches sont fusionnées.",
        lambda row: row.merged_into_id is None,
        "Cette fiche quitte les listes ; son historique se lit sur la fiche conservée.",
    ),
}  # fmt: skip


def acts_of(row: Establishment) -> list[tuple[str, str]]:
    if row.merged_into_id is not None:
        return []
    return [(act.label, reverse("civil_protection:establishment-act", args=[row.pk, verb]))
            for verb, act in ACTS.items() if act.when(row)]  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def establishment(request, pk):
    """What it is, why it is of its category, when it is visited and why, and what happened to it."""
    on = localdate()
    row = queries.known_establishment(pk)
    works = works_in_civil_protection(request.user, on=on)
    family = list(queries.family_at(queries.root_of(row)))
    state = queries.visit_state_of(row, family, queries.period_terms(on), on)
    former = FORMER_PERIODS.get(row_of(row.main_type, row.sleeping))
    return TemplateResponse(
        request,
        "civil_protection/establishments/establishment.html",
        {
            "title": str(row),
            "breadcrumb": [home()],
            "row": row,
            "status_tone": STATUS_TONES[row.status],
            "opinion_tone": OPINION_TONES.get(row.current_opinion, ""),
            "category": ordinal(row.category),
            "category_computed": ordinal(row.category_computed),
            "others": [(BY_CODE[item["activity"]], item) for item in row.secondary],
            "state": state,
            "state_tone": TONES[state.state],
            "period": period_words(row),
            "former": former[row.category - 1] if former and row.category in (1, 2, 3, 4) else None,
            "parts": list(queries.parts_of(row)),
            "neighbours": [other for other in family if other.pk not in (row.pk, row.parent_id)],
            "merged": list(row.merged.all()),
            "files": list(files_of(row, request.user, on)[:20]),
            "studies": list(studies_of(row)),
            "events": list(queries.history_of(row)[:200]),
            "works": works and row.merged_into_id is None,
            "edit": reverse("civil_protection:establishment-edit", args=[pk]),
            "acts": acts_of(row) if works else [],
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def establishment_new(request):
    form = NewForm(posted(request))
    if request.method == "POST":
        row = attempt(form, operations.record_establishment, by=request.user, at=now())
        if row is not None:
            messages.success(request, f"{row.number} est enregistré : {operations.class_words(row)}.")
            return HttpResponseRedirect(page_of(row))
    return form_page(
        request,
        form,
        title="Enregistrer un établissement",
        intro="La catégorie et la prochaine visite sont calculées ; la fiche en montre les raisons.",
        submit="Enregistrer l'établissement",
        back=home(),
    )


def initial_of(row: Establishment) -> dict[str, Any]:
    """What the form shows of a record; a parent by its number."""
    found = {name: getattr(row, name) for name in operations.WRITTEN if name not in ("secondary", "parent")}
    found |= {"version": row.version, "category_motive": row.category_motive}
    found["parent"] = row.parent.number if row.parent else ""
    found["category"] = row.category if row.category_motive else None
    for rank, item in zip(OTHERS, row.secondary, strict=False):
        found[f"other_{rank}"] = item["activity"]
        found |= {f"other_{rank}_{name}": item.get(name, 0) for name in ("total", "basement", "upper")}
    return found


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def establishment_edit(request, pk):
    row = queries.known_establishment(pk)
    return act_page(
        request,
        EditForm(posted(request), initial=initial_of(row)),
        operations.change_establishment,
        facts={"establishment": row},
        at=now(),
        done="La fiche est enregistrée.",
        then=page_of(row),
        title=f"Modifier {row.number}",
        intro="Ce qui change est écrit dans l'historique ; la catégorie et la prochaine visite sont recalculées.",
        submit="Enregistrer",
        back=(str(row), page_of(row)),
        breadcrumb=[home(), (str(row), page_of(row))],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def establishment_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_establishment(pk)
    return act_page(
        request,
        act.form(posted(request), initial={**act.initial(), "into": request.GET.get("garder", "")[:20]}),
        act.operation,
        facts={"establishment": row},
        at=now(),
        done=act.done,
        then=page_of(row),
        title=f"{act.label}, {row}",
        intro=act.intro,
        submit="Enregistrer",
        back=(str(row), page_of(row)),
        breadcrumb=[home(), (str(row), page_of(row))],
    )


# --- counts, duplicates, the list of the year ------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(reads_civil_protection)
def establishment_capacity(request):
    """How much public by the rules of the type: computed, shown line by line, kept nowhere."""
    form = CapacityForm(posted(request))
    found = None
    if request.method == "POST" and form.is_valid():
        found = capacity(form.measures(), queries.capacity_marks(localdate()))
    refused = form.is_bound and not form.is_valid()
    return TemplateResponse(
        request,
        "civil_protection/establishments/capacity.html",
        {"title": CAPACITY, "breadcrumb": [home()], "form": form, "found": found},
        status=422 if refused else 200,
    )


@require_GET
@allow(works_in_civil_protection)
def establishment_duplicates(request):
    pairs = queries.duplicates()
    return TemplateResponse(
        request,
        "civil_protection/establishments/duplicates.html",
        {"title": DUPLICATES, "breadcrumb": [home()], "pairs": pairs, "most": queries.MOST_PAIRS},
    )


def asked_year(request) -> int:
    typed = request.GET.get("annee", "") or str(localdate().year)
    if not (typed.isascii() and typed.isdigit()) or not 2000 <= int(typed) <= 2100:
        raise DomainError("Cette année ne se lit pas.")
    return int(typed)


@require_GET
@allow(reads_civil_protection)
def establishment_yearly(request):
    """R6.5: the establishments of the year by type and category, and what changed."""
    refuse_other_names(request, YEARLY, "annee")
    year = asked_year(request)
    return TemplateResponse(
        request,
        "civil_protection/establishments/yearly.html",
        {
            "title": f"{YEARLY} {year}",
            "breadcrumb": [home()],
            "on": localdate(),
            "yearly": queries.yearly(year),
            "years": [year - 1, year + 1],
            "formats": TABLE_FORMATS,
            "communes": communes(),
        },
    )


@require_GET
@allow(reads_civil_protection)
def establishment_yearly_file(request, kind):
    """The paper holds the two first categories, or what is visited in one commune; the files hold all."""
    refuse_other_names(request, YEARLY, "annee", "commune")
    year, on = asked_year(request), localdate()
    pdf, insee = kind == "pdf", request.GET.get("commune", "")
    town = next((row for row in communes() if row.pk == insee), None)
    if insee and town is None:
        raise NotFound("Cette commune n'est pas dans le département.")
    rows = queries.on_paper(town) if pdf else queries.listed(town)
    title = f"Liste des établissements {year}"
    return table_response(
        kind,
        f"{title}, {town.name}" if town else title,
        yearly_table(),
        () if pdf else rows.iterator(chunk_size=2_000),
        template="letters/civil_protection/establishments.html",
        on=on,
        day=french_long(on),
        town=town.name if town else "",
        yearly=queries.yearly(year),
        establishments=list(rows) if pdf else [],
    )
