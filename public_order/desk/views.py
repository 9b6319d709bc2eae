"""The analyst's desk, the funnel of the communes, the prefect's one-pager."""

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from directorate.documents.files import file_name
from directorate.documents.papers import sheet
from directorate.web.access import allow
from directorate.web.errors import NotFound
from public_order.desk import funnel, onepage, queries
from public_order.monthly.reading import months_held
from public_order.policies import UNIT, reads_public_order, works_in_public_order
from public_order.statistics.models import Source
from public_order.statistics.queries import indicators, periods_of
from public_order.statistics.views import asked_indicator, asked_year

DESK = "Bureau de l'analyste"


def desk_page() -> tuple[str, str]:
    return DESK, reverse("public_order:analyst-desk")


@require_GET
@allow(reads_public_order)
def analyst_desk(request):
    links = (
        ("Entonnoir des communes", "crime-funnel"), ("Séries chronologiques", "crime-series"),
        ("Notes mensuelles", "monthly-notes"), ("Mois exceptionnels", "exceptional-months"),
        ("Circonscriptions", "districts"), ("Changements de communes", "commune-changes"),
        ("Regroupements d'index", "crime-groups"), ("Page du préfet", "prefect-page"),
    )  # fmt: skip
    return TemplateResponse(
        request,
        "public_order/desk/desk.html",
        {
            "title": DESK,
            "sections": queries.desk(now(), localdate()),
            "links": [(label, reverse(f"public_order:{name}")) for label, name in links],
            "works": works_in_public_order(request.user, on=localdate()),
        },
    )


@require_GET
@allow(reads_public_order)
def crime_funnel(request):
    indicator, year = asked_indicator(request), asked_year(request, Source.COMMUNES)
    return TemplateResponse(
        request,
        "public_order/desk/funnel.html",
        {
            "title": "Entonnoir des communes", "breadcrumb": [desk_page()], "indicator": indicator, "year": year,
            "indicators": indicators("ssmsi"), "years_known": periods_of(Source.COMMUNES),
            **(funnel.facts(indicator, year, localdate()) if indicator and year else {}),
        },
    )  # fmt: skip


def asked_month(request):
    """The last one, or that of the address, written 2026-04."""
    held = months_held()
    text = request.GET.get("mois", "")
    if not text:
        return held[0] if held else None, held
    found = next((month for month in held if f"{month:%Y-%m}" == text), None)
    if found is None:
        raise NotFound("Aucun fichier de ce mois n'est en vigueur.")
    return found, held


@require_GET
@allow(reads_public_order)
def prefect_page(request):
    month, held = asked_month(request)
    return TemplateResponse(
        request,
        "public_order/desk/prefect.html",
        {"title": "Page du préfet", "held": held[:24],
         **(onepage.facts_on(month, request.user, now()) if month else {})},
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def prefect_paper(request):
    month, _ = asked_month(request)
    if month is None:
        raise NotFound("Aucun mois n'est en vigueur.")
    facts = onepage.facts_on(month, request.user, now())
    content = sheet(UNIT, "public_order/desk/prefect_paper.html", localdate(), **facts)
    name = file_name(f"Page du prefet {month:%Y-%m}", "pdf")
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )
