"""Pages of the statistics: board, figures, sheet of a commune, comparison of departments, groups of index."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.files import file_name
from directorate.parameters.queries import value
from directorate.territory.department import HOME
from directorate.territory.models import Commune
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page, refuse_unreadable
from directorate.web.pages import FORM_METHODS, act_page, posted
from public_order.policies import heads_public_order, reads_public_order, works_in_public_order
from public_order.statistics import board, coverage, queries, reference, series
from public_order.statistics.forms import GroupForm
from public_order.statistics.lists import CELL_LIST, CHRONOLOGY_LIST, GROUP_LIST, MONTHLY_LIST
from public_order.statistics.models import CrimeIndicator, Source
from public_order.statistics.papers import commune_sheet
from public_order.statistics.similar import Size, nearest
from public_order.statistics.values import SIMILAR

TITLE = "Statistiques de la délinquance"
USUAL = "degradations"
MOST_COMPARED = 12
# By key: the name of the comparison, and on what it rests.
COMPARED_WITH = {
    "semblables": (
        "Départements semblables",
        "les plus proches par le nombre d'habitants et, si la base le dit, d'habitants par logement.",
    ),
    "voisins": ("Départements voisins", "ceux qui touchent le nôtre."),
}


def home() -> tuple[str, str]:
    return TITLE, reverse("public_order:crime-board")


def asked_indicator(request: HttpRequest) -> CrimeIndicator | None:
    """That of the address, else the usual one; none before the first import."""
    code = request.GET.get("indicateur", "")
    if code:
        return queries.known_indicator(code)
    known = queries.indicators("ssmsi")
    return next((row for row in known if row.code == USUAL), None)


def asked_year(request: HttpRequest, source: str) -> date | None:
    known = queries.periods_of(source)
    text = request.GET.get("annee", "")
    if not text:
        return known[0] if known else None
    found = next((one for one in known if str(one.year) == text), None)
    if found is None:
        raise NotFound("Aucune édition n'est en vigueur pour cette année.")
    return found


def asked_part(request: HttpRequest) -> str:
    part = request.GET.get("perimetre", "") or "arrondissement"
    if part not in queries.GROUPINGS:
        raise NotFound("Ce découpage n'existe pas.")
    return part


@require_GET
@allow(reads_public_order)
def crime_board(request):
    """An indicator, a year, a way to cut the department; the map and its table; ten years of everything."""
    indicator, part = asked_indicator(request), asked_part(request)
    year = asked_year(request, Source.COMMUNES) or asked_year(request, Source.DEPARTMENTS)
    facts = board.dashboard(indicator, year, part) if indicator and year else {}
    return TemplateResponse(
        request,
        "public_order/statistics/board.html",
        {
            "title": TITLE, "indicator": indicator, "year": year, "part": part, "parts_known": queries.GROUPINGS,
            "indicators": queries.indicators("ssmsi"), "years_known": queries.periods_of(Source.COMMUNES),
            "works": works_in_public_order(request.user), "home": HOME, "facts": facts,
        },
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def crime_figures(request):
    return list_page(
        request,
        CELL_LIST,
        at=now(),
        intro="Ce que le SSMSI publie, édition en vigueur. Une valeur masquée ne figure nulle part : ni ici, ni dans un"
        " fichier. Les indicateurs n'ont pas la même unité et ne s'additionnent pas.",
        actions=[home()],
    )


@require_GET
@allow(reads_public_order)
def crime_months(request):
    return list_page(
        request,
        MONTHLY_LIST,
        at=now(),
        intro="Données internes de la DTSP, à ne pas diffuser. L'unité de compte change d'un index à l'autre.",
        actions=[home()],
    )


def asked_of(request: HttpRequest, name: str, known, words: str):
    """Of `known`, by code: that of the address, else the first; none where nothing is known."""
    code = request.GET.get(name, "")
    found = next((one for one in known if code in ("", one if isinstance(one, str) else one.code)), None)
    if found is None and known:
        raise NotFound(words)
    return found


def asked_number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise NotFound("Une année s'écrit en quatre chiffres.")
    return int(text)


@require_GET
@allow(reads_public_order)
def crime_series(request):
    """One series, drawn and told; the territories offered are those that the source gives for the indicator."""
    known = series.choices()
    choice = asked_of(request, "serie", known, "Cette série n'est pas en vigueur.")
    context: dict = {"title": "Séries chronologiques", "breadcrumb": [home()], "choices": known, "choice": choice}
    if choice is not None:
        offered = series.indicators(choice)
        indicator = next((one for one in offered if one.code == request.GET.get("indicateur")), None) or offered[0]
        places = series.territories(choice, indicator)
        codes = [code for code, _ in places]
        place = request.GET.get("territoire", "")
        place = place if place in codes else next(iter(codes), "")
        since, until = asked_number(request, "depuis"), asked_number(request, "jusque")
        listed = reverse(f"public_order:{'crime-months' if choice.source == Source.DTSP else 'crime-chronology'}")
        context |= {
            "indicators": offered, "indicator": indicator, "territories": places, "territory": place, "since": since,
            "until": until, "listed": f"{listed}?indicator={indicator.code}&territory={place.partition('.')[2]}",
            **series.facts(choice, indicator, place, since, until),
        }  # fmt: skip
    return TemplateResponse(request, "public_order/statistics/series.html", context)


@require_GET
@allow(reads_public_order)
def crime_chronology(request):
    return list_page(
        request,
        CHRONOLOGY_LIST,
        at=now(),
        intro="Éditions en vigueur, une ligne par période. L'unité de compte change d'un index à l'autre : rien ne"
        " s'additionne d'un indicateur à l'autre.",
        actions=[("Voir une série", reverse("public_order:crime-series")), home()],
    )


def known_commune(insee: str) -> Commune:
    return get_object_or_404(Commune.objects.select_related("arrondissement"), pk=insee)


@require_GET
@allow(reads_public_order)
def crime_commune(request, insee):
    commune, year = known_commune(insee), asked_year(request, Source.COMMUNES)
    facts = board.commune_facts(commune, year) if year else {}
    return TemplateResponse(
        request,
        "public_order/statistics/commune.html",
        {"title": f"Délinquance enregistrée : {commune.name}", "breadcrumb": [home()], "commune": commune,
         "year": year, **facts},
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def crime_commune_paper(request, insee, year):
    commune, day = known_commune(insee), date(year, 1, 1) if 1990 <= year <= 2100 else None
    if day is None or day not in queries.periods_of(Source.COMMUNES):
        raise NotFound("Aucune édition n'est en vigueur pour cette année.")
    name = file_name(f"Delinquance {commune.pk} {year}", "pdf")
    return HttpResponse(
        commune_sheet(commune, day, localdate()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def compared_with(way: str, known: list[str], year: int) -> list[str]:
    """The neighbours, or those that resemble ours, among the departments of the base."""
    if way == "voisins":
        return [code for code in known if code in HOME.neighbours]
    sizes = {
        code: Size(row.population, row.dwellings)
        for code, row in queries.populations("dep", [HOME.code, *known], year).items()
    }
    ours = sizes.pop(HOME.code, None)
    return nearest(ours, sizes, value(SIMILAR, localdate()))


@require_GET
@allow(reads_public_order)
def crime_departments(request):
    """The department beside those that the base holds."""
    indicator = asked_indicator(request)
    years = queries.periods_of(Source.DEPARTMENTS)[: queries.YEARS_SHOWN][::-1]
    known = [code for code in queries.departments_known() if code != HOME.code]
    asked = [code for code in request.GET.getlist("departement") if code in known][:MOST_COMPARED]
    way = request.GET.get("avec", "semblables")
    if way not in COMPARED_WITH:
        raise NotFound("Cette comparaison n'existe pas.")
    chosen = asked or compared_with(way, known, years[-1].year if years else 0) or known[:MOST_COMPARED]
    facts = board.comparison(indicator, [HOME.code, *chosen], years) if indicator and years else {}
    return TemplateResponse(
        request,
        "public_order/statistics/departments.html",
        {
            "title": "Comparaison avec d'autres départements", "breadcrumb": [home()], "indicator": indicator,
            "indicators": queries.indicators("ssmsi"), "years": years,
            "known": [(code, board.department_name(code), code in chosen) for code in known], "facts": facts,
            "way": "" if asked else way, "ways": COMPARED_WITH,
        },
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def crime_coverage(request):
    """What the communal base shows and hides, from the summaries."""
    indicator, year = asked_indicator(request), asked_year(request, Source.COMMUNES)
    facts = {}
    if indicator and year:
        edition = queries.edition_in_force(Source.COMMUNES, "y", year)
        facts = {**coverage.facts(indicator, year), "source": board.edition_words(edition) if edition else ""}
    return TemplateResponse(
        request,
        "public_order/statistics/coverage.html",
        {"title": "Secret statistique", "breadcrumb": [home()], "indicator": indicator, "year": year,
         "indicators": queries.indicators("ssmsi"), "years_known": queries.periods_of(Source.COMMUNES),
         "facts": facts},
    )  # fmt: skip


# --- groups of index --------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def crime_groups(request):
    actions = [home()]
    if heads_public_order(request.user):
        actions.insert(0, ("Changer un regroupement", reverse("public_order:crime-group-change")))
    return list_page(
        request,
        GROUP_LIST,
        at=now(),
        intro="Index de l'état 4001 lus ensemble. Un changement vaut à partir d'un jour ; avant, rien n'est réécrit.",
        actions=actions,
    )


@require_http_methods(FORM_METHODS)
@allow(heads_public_order)
def crime_group_change(request):
    refuse_unreadable(request.GET)
    page = reverse("public_order:crime-groups")
    code = request.GET.get("code", "")
    latest = queries.groups().filter(code=code).order_by("-valid_from").first() if code else None
    initial = {} if latest is None else {
        "code": latest.code, "label": latest.label, "indexes": ", ".join(map(str, latest.indexes)),
        "polarity": latest.polarity,
    }  # fmt: skip
    return act_page(
        request,
        GroupForm(posted(request), initial=initial),
        reference.change_group,
        facts={},
        at=now(),
        done="Le regroupement est enregistré : il vaut à partir de ce jour-là.",
        then=page,
        title="Changer un regroupement d'index",
        intro="Donner un code déjà connu pour le changer, un nouveau code pour en créer un.",
        submit="Enregistrer",
        back=("Regroupements d'index", page),
        breadcrumb=[home(), ("Regroupements d'index", page)],
    )
