"""Pages of the events: those to come, which of them meet, the route of one of them, its files of safety."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.casework.forms_shape import ShapeForm
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.policies import works_on_case
from directorate.territory.queries import contours
from directorate.web.access import allow
from directorate.web.errors import NotAllowed, NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted, uploaded
from police_admin.events import operations, perimeters
from police_admin.events.block import map_of
from police_admin.events.forms import LinkForm, RouteForm
from police_admin.events.lists import EVENT_LIST
from police_admin.events.models import EventLink
from police_admin.events.queries import (
    Event,
    collisions_of,
    collisions_to_come,
    commune_names,
    disagreement_words,
    event_for,
    where_words,
)
from police_admin.policies import reads_the_files_of_the_bureau


@require_GET
@allow(reads_the_files_of_the_bureau)
def events(request):
    return list_page(
        request,
        EVENT_LIST,
        at=now(),
        intro="Tous les événements déclarés ou demandés, quelle qu'en soit la procédure, que vous pouvez lire.",
        actions=[("Chevauchements", reverse("police_admin:event-collisions"))],
    )


@require_GET
@allow(reads_the_files_of_the_bureau)
def collisions(request):
    """The pairs of events that meet at one place and hour."""
    found, is_whole = collisions_to_come(request.user, now())
    names = commune_names(code for row in found for code in row.communes)
    return TemplateResponse(
        request,
        "police_admin/events/collisions.html",
        {
            "title": "Chevauchements",
            "pairs": [(row, where_words(row, names)) for row in found],
            "is_whole": is_whole,
        },
    )


# --- one event ----------------------------------------------------------------------------------------------


def case_page(case: Case) -> str:
    return reverse("directorate:case", args=[case.reference])


def above(case: Case, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Événements à venir", EVENT_LIST.url), (case.reference, case_page(case)), *more]


def workable(request, reference: str) -> Case:
    on = paris_day(now())
    case = event_for(request.user, reference, on)
    if not works_on_case(request.user, case, on):
        raise NotAllowed(operations.NOT_YOURS)
    return case


def route_page(case: Case) -> str:
    return reverse("police_admin:event-route", args=[case.reference])


@require_GET
@allow(reads_the_files_of_the_bureau)
def route(request, reference):
    """The route on the map, its communes, and the routes that it meets."""
    at = now()
    case = event_for(request.user, reference, paris_day(at))
    found, is_whole = collisions_of(case, request.user, at)
    track = Event(case).route
    names = commune_names((*(track.communes if track else ()), *(code for row in found for code in row.communes)))
    return TemplateResponse(
        request,
        "police_admin/events/route.html",
        {
            "title": "Itinéraire",
            "breadcrumb": above(case),
            "case": case,
            "route": track,
            "communes": [names.get(code, code) for code in track.communes] if track else [],
            "disagreements": disagreement_words(case),
            "is_whole": is_whole,
            "collisions": [(row.other, where_words(row, names)) for row in found],
            "works": works_on_case(request.user, case, paris_day(at)),
            "map": map_of(case, contours(), [row.other for row in found]),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(reads_the_files_of_the_bureau)
def route_record(request, reference):
    case = workable(request, reference)
    return act_page(
        request, RouteForm(posted(request), uploaded(request)), operations.record_route, facts={"case": case}, at=now(),
        done="L'itinéraire est enregistré.", then=route_page(case), title="Enregistrer l'itinéraire",
        intro=f"{case.reference}, {case.title}. L'itinéraire enregistré auparavant est remplacé.",
        submit="Enregistrer l'itinéraire", back=("Itinéraire", route_page(case)),
        breadcrumb=above(case, ("Itinéraire", route_page(case))),
    )  # fmt: skip


@require_POST
@allow(reads_the_files_of_the_bureau)
def route_remove(request, reference):
    case = workable(request, reference)
    operations.remove_route(case=case, by=request.user, at=now())
    messages.success(request, "L'itinéraire est retiré.")
    return HttpResponseRedirect(route_page(case))


@require_http_methods(FORM_METHODS)
@allow(reads_the_files_of_the_bureau)
def link_add(request, reference):
    case = workable(request, reference)
    return act_page(
        request, LinkForm(posted(request)), operations.add_link, facts={"case": case}, at=now(),
        done="La pièce de sécurité est rattachée.", then=case_page(case), title="Rattacher une pièce de sécurité",
        intro=f"{case.reference}, {case.title}.", submit="Rattacher", back=(case.reference, case_page(case)),
        breadcrumb=above(case),
    )  # fmt: skip


@require_POST
@allow(reads_the_files_of_the_bureau)
def link_remove(request, reference, pk):
    case = workable(request, reference)
    link = EventLink.objects.filter(case=case, pk=pk).first()
    if link is None:
        raise NotFound("Cette pièce n'est pas rattachée à cet événement.")
    operations.remove_link(case=case, link=link, by=request.user, at=now())
    messages.success(request, "La pièce de sécurité est retirée.")
    return HttpResponseRedirect(case_page(case))


# --- the perimeter of a ban -----------------------------------------------------------------------------------


def perimeter_page(case: Case) -> str:
    return reverse("police_admin:perimeter", args=[case.reference])


def bounded(request, reference: str) -> Case:
    on = paris_day(now())
    case = perimeters.bounded_case(request.user, reference, on)
    if not works_on_case(request.user, case, on):
        raise NotAllowed(operations.NOT_YOURS)
    return case


@require_GET
@allow(reads_the_files_of_the_bureau)
def perimeter(request, reference):
    """The shape on the map of the department, and the communes that it touches."""
    on = paris_day(now())
    case = perimeters.bounded_case(request.user, reference, on)
    drawn = perimeters.drawn_for(case)
    return TemplateResponse(
        request,
        "police_admin/events/perimeter.html",
        {
            "title": "Périmètre",
            "breadcrumb": [(case.reference, case_page(case))],
            "case": case,
            "drawn": drawn,
            "communes": sorted(commune_names(drawn.communes).values()) if drawn else [],
            "beyond": perimeters.beyond(case),
            "works": works_on_case(request.user, case, on),
            "map": perimeters.map_of(case),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(reads_the_files_of_the_bureau)
def perimeter_record(request, reference):
    case = bounded(request, reference)
    return act_page(
        request, ShapeForm(posted(request), uploaded(request)), perimeters.record_perimeter, facts={"case": case},
        at=now(), done="Le périmètre est tracé.", then=perimeter_page(case), title="Tracer le périmètre",
        intro=f"{case.reference}, {case.title}. Le tracé enregistré auparavant est remplacé.",
        submit="Enregistrer le tracé", back=("Périmètre", perimeter_page(case)),
        breadcrumb=[(case.reference, case_page(case)), ("Périmètre", perimeter_page(case))],
    )  # fmt: skip


@require_POST
@allow(reads_the_files_of_the_bureau)
def perimeter_remove(request, reference):
    case = bounded(request, reference)
    perimeters.remove_perimeter(case=case, by=request.user, at=now())
    messages.success(request, "Le tracé est retiré.")
    return HttpResponseRedirect(perimeter_page(case))
