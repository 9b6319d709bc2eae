"""Pages of the accident observatory: its board, the accidents, the sheet of a commune, the yearly snapshots."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.files import file_name
from directorate.imports.views import table_file
from directorate.territory.models import Commune
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from road_safety.accidents import board, operations, queries
from road_safety.accidents.forms import SnapshotForm
from road_safety.accidents.lists import ACCIDENT_LIST
from road_safety.accidents.models import AccidentEdition
from road_safety.accidents.nomenclature import word
from road_safety.accidents.papers import commune_sheet, theme_sheet
from road_safety.accidents.publication import HEADINGS, published_rows
from road_safety.accidents.themes import BY_CODE
from road_safety.policies import heads_road_safety, reads_road_safety, works_in_road_safety

HOME = "Observatoire des accidents"
ACCIDENTS = "Accidents"


def home() -> tuple[str, str]:
    return HOME, reverse("road_safety:observatory")


def asked_edition(request) -> AccidentEdition | None:
    """That of the year of the address; the latest when none is asked for."""
    in_force = queries.editions_in_force()
    asked = request.GET.get("year", "")
    if not asked:
        return next(iter(in_force.values()), None)
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in in_force):
        raise NotFound("Aucune édition n'est en vigueur pour cette année.")
    return in_force[int(asked)]


@require_GET
@allow(reads_road_safety)
def observatory(request):
    """A8.5: one year in force, with its cautions."""
    edition, on = asked_edition(request), localdate()
    facts = board.facts_of(edition, on) if edition else {}
    if edition:
        facts |= {
            "map": board.commune_map(facts["figures"], edition.year),
            "communes": board.commune_rows(facts["figures"], edition.year),
            "hotspots": queries.hotspots(on)[:10],
            "snapshots": list(queries.snapshots().filter(year=edition.year)),
            "definitions": board.definitions_on(on),
        }
    return TemplateResponse(
        request,
        "road_safety/accidents/observatory.html",
        {"title": HOME, "works": works_in_road_safety(request.user, on=on),
         "heads": heads_road_safety(request.user, on=on), **facts},
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def accidents(request):
    return list_page(
        request,
        ACCIDENT_LIST,
        at=now(),
        intro="Accidents corporels des éditions en vigueur, sans aucun élément qui identifie une personne.",
        actions=[home()],
    )


@require_GET
@allow(reads_road_safety)
def accident(request, pk):
    row = queries.known_accident(pk)
    users = row.users.select_related("vehicle")
    return TemplateResponse(
        request,
        "road_safety/accidents/accident.html",
        {
            "title": f"Accident {row.number}",
            "breadcrumb": [home(), (ACCIDENTS, reverse("road_safety:accidents"))],
            "row": row,
            "themes": [BY_CODE[code] for code in row.themes],
            "facts": [
                ("Luminosité", word("light", row.light)),
                ("Agglomération", word("urban", row.urban)),
                ("Intersection", word("junction", row.junction)),
                ("Conditions", word("weather", row.weather)),
                ("Collision", word("collision", row.collision)),
                ("Route", word("road_category", row.road_category)),
                ("Surface", word("surface", row.surface)),
                ("Aménagement", word("facility", row.facility)),
            ],
            "vehicles": [
                (one, word("category", one.category), word("manoeuvre", one.manoeuvre), word("obstacle", one.obstacle),
                 word("mobile_obstacle", one.mobile_obstacle))
                for one in row.vehicles.all()
            ],
            "users": [
                (one, word("role", one.role), word("severity", one.severity), word("trip", one.trip),
                 word("gear1", one.gear1), row.day.year - one.birth_year if one.birth_year else None)
                for one in users
            ],
            "source": board.source_of(row.edition),
        },
    )  # fmt: skip


def known_commune(insee: str) -> Commune:
    return get_object_or_404(Commune.objects.select_related("arrondissement"), pk=insee)


@require_GET
@allow(reads_road_safety)
def accidents_of_commune(request, insee):
    """What a mayor or a sub-prefect reads of one commune."""
    commune, edition, on = known_commune(insee), asked_edition(request), localdate()
    facts = board.facts_of(edition, on, commune) if edition else {}
    if edition:
        facts |= {"map": board.point_map(edition, commune), "hotspots": queries.hotspots(on, commune.pk)[:10]}
    return TemplateResponse(
        request,
        "road_safety/accidents/commune.html",
        {"title": f"Accidents à {commune.name}", "breadcrumb": [home()], "commune": commune, **facts},
    )


@require_GET
@allow(reads_road_safety)
def commune_paper(request, insee, year):
    commune, edition = known_commune(insee), queries.editions_in_force().get(year)
    if edition is None:
        raise NotFound("Aucune édition n'est en vigueur pour cette année.")
    return pdf_response(commune_sheet(commune, edition, localdate()), f"Accidents {commune.name} {year}")


@require_GET
@allow(reads_road_safety)
def theme_paper(request, code, year):
    theme, edition = BY_CODE.get(code), queries.editions_in_force().get(year)
    if theme is None or edition is None:
        raise NotFound("Aucune fiche n'existe pour cet enjeu et cette année.")
    return pdf_response(theme_sheet(theme, edition, localdate()), f"Enjeu {theme.label} {year}")


@require_GET
@allow(reads_road_safety)
def publication(request, year, kind):
    """ACC-07: what may leave the service."""
    edition = queries.editions_in_force().get(year)
    if edition is None:
        raise NotFound("Aucune édition n'est en vigueur pour cette année.")
    return table_file(kind, f"Accidents {year} à publier", HEADINGS, published_rows(edition))


def pdf_response(content: bytes, title: str) -> HttpResponse:
    name = ascii_of(file_name(title, "pdf"))
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def ascii_of(name: str) -> str:
    return name.encode("ascii", "ignore").decode().replace('"', "")


# --- snapshots --------------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(heads_road_safety)
def snapshot_new(request):
    name, page = home()
    latest = next(iter(queries.editions_in_force()), None)
    return act_page(
        request,
        SnapshotForm(posted(request), initial={"year": request.GET.get("year") or latest}),
        operations.take_snapshot,
        facts={},
        at=now(),
        done="Le bilan est arrêté : les corrections à venir ne le changeront pas.",
        then=page,
        title="Arrêter le bilan d'une année",
        intro="Les chiffres de l'édition en vigueur sont gardés tels quels. Les éditions suivantes n'y touchent pas.",
        submit="Arrêter le bilan",
        back=(name, page),
    )


@require_GET
@allow(reads_road_safety)
def snapshot(request, year, number):
    row = queries.known_snapshot(year, number)
    edition = queries.editions_in_force().get(year)
    current = queries.figures_of(edition) if edition else None
    return TemplateResponse(
        request,
        "road_safety/accidents/snapshot.html",
        {
            "title": f"Bilan {year}, arrêté n° {number}",
            "breadcrumb": [home()],
            "row": row,
            "edition": edition,
            "gaps": queries.gaps(row.figures, current),
            "themes": board.theme_rows(row.figures, year),
            "source": board.source_of(row.edition),
        },
    )
