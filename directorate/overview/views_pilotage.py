"""The pages of Pilotage: the dashboard, what happens if nobody acts, the report."""

from datetime import timedelta
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_POST

from directorate.casework.queries import silent_decisions
from directorate.jobs.operations import enqueue
from directorate.manifests import all_of
from directorate.overview import briefing, figures
from directorate.overview.pilotage import (
    Perimeter,
    ahead,
    perimeter_of,
    procedure_choices,
    stock_by_blocker,
    unit_choices,
)
from directorate.overview.report import COLUMNS, context_of, perimeter_in_words, report_of, rows_of
from directorate.territory.queries import contours
from directorate.web.access import allow
from directorate.web.exports import FORMATS
from directorate.web.maps import Area, shade_of, svg_map

REPORT_JOB = "pilotage.report"
KEPT = timedelta(days=7)
NEAREST = 10


def asked_perimeter(request) -> Perimeter:
    return perimeter_of(request.user, localdate(), request.GET.dict())


def choosing(perimeter: Perimeter, url_name: str) -> dict:
    """What the bar of filters shows."""
    return {
        "perimeter": perimeter,
        "units": unit_choices(perimeter.staff, perimeter.on),
        "procedures": procedure_choices(),
        "page_url": reverse(url_name),
        "on": perimeter.on,
    }


@require_GET
@allow(figures.reads_pilotage)
def dashboard(request):
    """The figures of the perimeter; without one, those that each service adds."""
    perimeter, at = asked_perimeter(request), now()
    report = report_of(perimeter)
    groups = [] if perimeter.unit or perimeter.procedure else figures_of_services(request.user, at)
    nearest = perimeter.inside_cases(silent_decisions(request.user, perimeter.on))[:NEAREST]
    return TemplateResponse(
        request,
        "overview/dashboard.html",
        {
            **choosing(perimeter, "directorate:dashboard"),
            **context_of(report),
            "groups": groups,
            "blockers": stock_by_blocker(perimeter),
            "silences": briefing.coming_silences(nearest, perimeter.on),
            "ahead_url": perimeter.address("directorate:ahead"),
            "sheet_url": perimeter.address("directorate:pilotage-sheet"),
            "report_url": perimeter.address("directorate:pilotage-report"),
            **map_of(perimeter),
        },
    )


def figures_of_services(staff, at):
    return [
        (indicator.label, indicator.compute(staff, at)) for indicator in all_of("indicators") if indicator.policy(staff)
    ]


def map_of(perimeter: Perimeter) -> dict:
    by_commune = figures.stock_by_commune(perimeter.follow_ups())
    greatest = max(by_commune.values(), default=0)
    shapes = contours()
    urls = {shape.insee: perimeter.cases(status="open", commune=shape.insee) for shape in shapes}
    return {
        "communes": sorted(
            (
                (shape.name, by_commune[shape.insee], urls[shape.insee])
                for shape in shapes
                if by_commune.get(shape.insee)
            ),
            key=lambda row: -row[1],
        ),
        "map": svg_map(
            [
                Area(
                    shape.insee,
                    f"{shape.name} : {by_commune.get(shape.insee, 0)} en cours",
                    shape.contour,
                    shade_of(by_commune.get(shape.insee, 0), greatest),
                    urls[shape.insee],
                )
                for shape in shapes
            ],
            title="Dossiers en cours par commune",
        ),
    }


@require_GET
@allow(figures.reads_pilotage)
def what_comes(request):
    """Day by day, what happens if nobody acts."""
    perimeter = asked_perimeter(request)
    board = ahead(perimeter)
    return TemplateResponse(
        request,
        "overview/ahead.html",
        {
            **choosing(perimeter, "directorate:ahead"),
            "ahead": board,
            "delegations": [line for day in board.days for line in day.lines if line.code == "delegation"],
            "dashboard_url": perimeter.address("directorate:dashboard"),
        },
    )


@require_GET
@allow(figures.reads_pilotage)
def sheet(request):
    """Every figure of the dashboard, for a spreadsheet."""
    perimeter = asked_perimeter(request)
    ods, target = FORMATS["ods"], BytesIO()
    title = f"Pilotage au {perimeter.on:%d/%m/%Y} : {perimeter_in_words(perimeter)}"
    ods.write(target, COLUMNS, rows_of(report_of(perimeter)), title)
    target.seek(0)
    name = f"pilotage-{perimeter.on:%Y-%m-%d}.{ods.extension}"
    return FileResponse(target, as_attachment=True, filename=name, content_type=ods.media_type)


@require_POST
@allow(figures.reads_pilotage)
def ask_report(request):
    """Ask for the A4 report; asked twice in the same minute, it is one."""
    perimeter, at = asked_perimeter(request), now()
    asked = {"unit": perimeter.unit, "procedure": perimeter.procedure}
    enqueue(
        kind=REPORT_JOB,
        label=f"Pilotage au {perimeter.on:%d/%m/%Y} (PDF)",
        key=f"{REPORT_JOB}:{request.user.pk}:{perimeter.unit}:{perimeter.procedure}:{localtime(at):%Y-%m-%d-%H-%M}",
        payload={"on": perimeter.on.isoformat(), "perimeter": asked},
        by=request.user,
        at=at,
        expires_at=at + KEPT,
    )
    messages.success(request, "Le rapport est demandé : vous le trouverez dans « Mes éditions ».")
    return redirect("directorate:jobs")
