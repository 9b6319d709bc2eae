"""Cross-service pages: the inbox, Pilotage, the board of silences, the agenda, the search, a commune."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from directorate.access_requests.queries import waiting_for
from directorate.appeals.queries import in_hand, next_words
from directorate.casework.policies import AUTHORITIES, CASE_ROLES
from directorate.casework.queries import silent_decisions
from directorate.commissions.queries import promises_in_hand
from directorate.manifests import all_of
from directorate.org.policies import is_in_post
from directorate.org.queries import keys_covered_by, posting_on, substitutes_for
from directorate.overview import agenda as calendars
from directorate.overview import briefing, inbox
from directorate.overview.department_map import spread
from directorate.overview.matters import matters as matters_of
from directorate.overview.matters import readable
from directorate.overview.pilotage import UnknownPerimeter
from directorate.territory.models import Commune
from directorate.territory.names import folded
from directorate.territory.queries import commune_matches, communes, contours
from directorate.web.access import allow, open_to_signed_in
from directorate.web.lists import refuse_other_names
from directorate.web.maps import Area, Point, svg_map
from directorate.web.pages import PAGE_ROWS
from directorate.web.tables import page_links

AGENDA_DAYS = 60
BOARD_DAYS = (10, 30, 90)


@require_GET
@open_to_signed_in
def home(request):
    """The page a person lands on: Pilotage for those who decide, the inbox for those who review."""
    posting = posting_on(request.user, localdate())
    if posting is None:
        return TemplateResponse(request, "overview/no_post.html", {})
    if posting.role in AUTHORITIES:
        return redirect("directorate:dashboard")
    if posting.role not in CASE_ROLES:
        return redirect("directorate:people")
    return inbox_page(request)


@require_GET
@allow(is_in_post)
def inbox_page(request):
    on = localdate()
    posting = posting_on(request.user, on)
    of_unit = request.GET.get("vue", "bureau" if posting.role == "head" else "moi") == "bureau"
    covers = substitutes_for(request.user, on)
    of = None if of_unit else chosen_colleague(request, [request.user, *covers])
    blocks = inbox.blocks_for(request.user, on, of_unit=of_unit, of=of)
    load = (
        inbox.load_per_person(inbox.followed(request.user, on, of_unit=True), on)
        if (of_unit and inbox.manages_load(request.user, on))
        else []
    )
    return TemplateResponse(
        request,
        "overview/inbox.html",
        {
            "on": on,
            "of_unit": of_unit,
            "blocks": blocks,
            "load": load,
            "access_waiting": waiting_for(request.user, on),
            "promises": promises_kept_by(request.user, on, of=of),
            "appeals": appeals_in_hand(request.user, on, of_unit=of_unit, of=of),
            "unit": posting.unit,
            "covers": covers,
            "of": of,
            "stand_in_words": {str(person): stand_in_words(person) for person in covers},
            "register_url": reverse("directorate:register"),
        },
    )


def promises_kept_by(staff, on, *, of) -> list:
    """What was promised during the sessions: one's own, and those of whom one stands in for, or of the one chosen."""
    return list(promises_in_hand(staff, on, of=[of.pk] if of else keys_covered_by(staff, on)))


def appeals_in_hand(staff, on, *, of_unit: bool, of) -> list:
    """The open appeals with what their nearest day is for; a judge does not wait for the inbox to be empty."""
    whose = None if of_unit else [of.pk] if of else keys_covered_by(staff, on)
    found = in_hand(staff, on, of=whose)
    for row in found:
        row.next_words = next_words(row)
    return found


@require_GET
@allow(is_in_post)
def matters(request):
    """Every family of procedures, with what is open in it: the way in for whoever handles one of them."""
    on = localdate()
    refuse_other_names(request, "Matières", "q")
    words = folded(request.GET.get("q", "")).split()
    found = [
        procedure
        for procedure in readable(request.user, on)
        if all(word in folded(f"{procedure.family} {procedure.label}") for word in words)
    ]
    return TemplateResponse(
        request,
        "overview/matters.html",
        {"matters": matters_of(request.user, found, on), "q": request.GET.get("q", "")},
    )


def chosen_colleague(request, people):
    """The one of these people whose cases alone are asked for, or None: all of them."""
    wanted = request.GET.get("pour", "")
    return next((person for person in people if str(person.pk) == wanted), None)


def stand_in_words(person) -> str:
    """ "Pour Mme Zoé Durand (absente)"."""
    civility, absent = ("Mme", "absente") if person.civility == "mme" else ("M.", "absent")
    return f"Pour {civility} {person} ({absent})"


@require_GET
@allow(is_in_post)
def silences(request):
    """The board: every decision that the law will make in the administration's place within these days."""
    refuse_other_names(request, "Silences à venir", "page", "days")
    on = localdate()
    days = request.GET.get("days", str(BOARD_DAYS[-1]))
    if days not in map(str, BOARD_DAYS):
        raise UnknownPerimeter("Le tableau des silences se lit à 10, 30 ou 90 jours.", field="days")
    rows = silent_decisions(request.user, on, within_days=int(days))
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "overview/silences.html",
        {
            "on": on,
            "days": int(days),
            "boards": [(number, f"?days={number}") for number in BOARD_DAYS],
            "page": page,
            "coming": briefing.coming_silences(page, on),
            "page_links": page_links(page, request.GET),
        },
    )


@require_GET
@allow(is_in_post)
def agenda(request):
    first = localdate()
    events = calendars.events_of(request.user, first, first + timedelta(days=AGENDA_DAYS))
    if request.GET.get("format") == "ics":
        return HttpResponse(
            calendars.icalendar(events, settings.PUBLIC_URL, now()),
            content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="agenda.ics"'},
        )
    days = defaultdict(list)
    for event in events:
        days[event.day].append(event)
    return TemplateResponse(request, "overview/agenda.html", {"days": dict(days), "on": first, "total": len(events)})


@require_GET
@allow(is_in_post)
def commune_list(request):
    refuse_other_names(request, "Communes", "q")
    text = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    rows = communes().filter(commune_matches(text)) if text else communes()
    rows = list(rows)
    found = {row.insee for row in rows}
    return TemplateResponse(
        request,
        "territory/communes.html",
        {
            "communes": rows,
            "text": text,
            "population": sum(row.population for row in rows),
            "map": svg_map(
                [
                    Area(
                        shape.insee,
                        shape.name,
                        shape.contour,
                        2 if shape.insee in found else 0,
                        reverse("directorate:commune", args=[shape.insee]),
                    )
                    for shape in contours()
                ],
                title="Communes du département",
            ),
        },
    )


@require_GET
@allow(is_in_post)
def commune(request, insee):
    """One commune seen from every service: its facts, then what each manifest knows of it."""
    try:
        row = Commune.objects.select_related("arrondissement").get(pk=insee)
    except Commune.DoesNotExist:
        raise Http404 from None
    at = now()
    timelines = []
    for source in all_of("timeline"):
        events = sorted(source.events(request.user, "commune", insee, at), key=lambda event: event.day, reverse=True)
        if events:
            timelines.append((source.label, events))
    marks = [
        point for layer in all_of("map_layers") for point in layer.points(request.user, at) if point.commune == insee
    ]
    points = [
        Point(point.label, float(point.longitude), float(point.latitude), point.url)
        for point in marks
        if point.latitude is not None
    ]
    perimeters, ways = spread(marks)
    return TemplateResponse(
        request,
        "territory/commune.html",
        {
            "commune": row,
            "timelines": timelines,
            "pages": [
                (entry.label, reverse(entry.url_name, args=[insee]))
                for entry in all_of("commune_pages")
                if entry.policy(request.user, on=localdate())
            ],
            "map": svg_map(
                [Area(row.insee, row.name, row.contour, 1)],
                title=f"Contour de {row.name}",
                points=points,
                perimeters=perimeters,
                ways=ways,
            ),
        },
    )
