"""Pages of the follow-up of fatal accidents."""

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from road_safety.accidents import fatal_operations, queries
from road_safety.accidents.forms import CloseForm, DeathForm, DoneForm, FatalForm, FollowForm, MeasureForm
from road_safety.accidents.lists import FATAL_LIST
from road_safety.accidents.models import FatalCase, FatalMeasure
from road_safety.policies import reads_road_safety, works_in_road_safety

CASES = "Accidents mortels suivis"
FOLLOWED = ("site_visit_on", "inquiry", "inquiry_team", "findings", "road_manager", "accident_number")
# verb: (form, operation, title, what is said once done)
ACTS = {
    "suivi": (FollowForm, fatal_operations.follow, "Compléter le suivi", "Le suivi est complété."),
    "deces": (DeathForm, fatal_operations.record_death, "Enregistrer un décès", "Le décès est enregistré."),
    "mesure": (MeasureForm, fatal_operations.add_measure, "Ajouter une mesure", "La mesure est ajoutée."),
    "clore": (CloseForm, fatal_operations.close, "Clore le suivi", "Le suivi est clos."),
}


def cases_page() -> tuple[str, str]:
    return CASES, reverse("road_safety:fatal-accidents")


def page_of(case: FatalCase) -> str:
    return reverse("road_safety:fatal-accident", args=[case.pk])


@require_GET
@allow(reads_road_safety)
def fatal_accidents(request):
    actions = []
    if works_in_road_safety(request.user):
        actions = [("Enregistrer un accident mortel", reverse("road_safety:fatal-accident-new"))]
    return list_page(request, FATAL_LIST, at=now(), actions=actions,
                     intro="Du message des forces à la dernière mesure.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def fatal_accident_new(request):
    name, page = cases_page()
    return act_page(
        request,
        FatalForm(posted(request)),
        fatal_operations.open_case,
        facts={},
        at=now(),
        done="L'accident est suivi : un décès d'ici trente jours s'enregistre sur sa page.",
        then=page,
        title="Enregistrer un accident mortel",
        submit="Enregistrer l'accident",
        back=(name, page),
    )


@require_GET
@allow(reads_road_safety)
def fatal_accident(request, pk):
    case, on = queries.known_fatal_case(pk), localdate()
    return TemplateResponse(
        request,
        "road_safety/accidents/fatal.html",
        {
            "title": str(case).capitalize(),
            "breadcrumb": [cases_page()],
            "case": case,
            "on": on,
            "is_watched": not case.closed_on and case.hospitalised and case.watched_until >= on,
            "measures": case.measures.all(),
            "revisions": case.revisions.select_related("recorded_by"),
            "acts": [(title, reverse("road_safety:fatal-accident-act", args=[case.pk, verb]))
                     for verb, (_, _, title, _) in ACTS.items()],
            "works": works_in_road_safety(request.user, on=on) and not case.closed_on,
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def fatal_accident_act(request, pk, verb):
    case = queries.known_fatal_case(pk)
    if verb not in ACTS:
        raise NotFound("Cette action n'existe pas.")
    form, operation, title, done = ACTS[verb]
    initial = {name: getattr(case, name) for name in FOLLOWED} | {"closed_on": localdate()}
    name = str(case).capitalize()
    return act_page(
        request,
        form(posted(request), initial=initial),
        operation,
        facts={"case": case},
        at=now(),
        done=done,
        then=page_of(case),
        about=case,
        title=title,
        submit=title,
        back=(name, page_of(case)),
        breadcrumb=[cases_page(), (name, page_of(case))],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def fatal_measure_done(request, pk):
    measure = get_object_or_404(FatalMeasure.objects.select_related("case", "case__commune"), pk=pk)
    name, page = str(measure.case).capitalize(), page_of(measure.case)
    return act_page(
        request,
        DoneForm(posted(request), initial={"done_on": localdate()}),
        fatal_operations.finish_measure,
        facts={"measure": measure},
        at=now(),
        done="La mesure est réalisée.",
        then=page,
        about=measure,
        title=f"Réalisée : {measure.label}",
        submit="Enregistrer",
        back=(name, page),
        breadcrumb=[cases_page(), (name, page)],
    )
