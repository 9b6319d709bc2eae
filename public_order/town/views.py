"""The pages "Ce qui se passe dans une commune": the choice of a commune, then all that the bureau knows of it."""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from directorate.documents.record_pages import Sheet, record_page
from directorate.territory.names import at_commune
from directorate.web.access import allow
from directorate.web.tables import Cell, Column, Table
from public_order.councils.rules import grouped
from public_order.councils.tables import state_cell
from public_order.policies import reads_public_order
from public_order.town import queries

TITLE = "Ce qui se passe dans une commune"


def home() -> tuple[str, str]:
    return TITLE, reverse("public_order:towns")


@require_GET
@allow(reads_public_order)
def towns(request):
    table = Table(
        caption="Communes du département", empty="Aucune commune n'est enregistrée.",
        columns=(
            Column("name", "Commune", lambda row: Cell(
                row.commune.name, reverse("public_order:town", args=[row.commune.pk]))),
            Column("people", "Habitants", lambda row: row.commune.population, numeric=True),
            Column("council", "Conseil de prévention", lambda row: row.council),
            Column("state", "État", lambda row: state_cell(row.status) if row.status else "À calculer"),
        ),
    )  # fmt: skip
    found = queries.rows(localdate())
    return record_page(
        request, title=TITLE, state=Cell(f"{len(found)} communes", tone="info"),
        intro="Conseils, protocoles, subventions, opérations, états-majors et statistiques, commune par commune",
        sheets=[Sheet(table, found)],
        links=[("Obligations de prévention", reverse("public_order:prevention-board")),
               ("Carte du département", reverse("directorate:map"))],
    )  # fmt: skip


def lines_table(caption: str, empty: str) -> Table:
    return Table(
        caption=caption, empty=empty,
        columns=(
            Column("label", "Objet", lambda line: Cell(line.label, line.url, detail=line.detail)),
            Column("day", "Date", lambda line: line.day),
            Column("state", "État", lambda line: Cell(line.state, tone=line.tone) if line.state else ""),
        ),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def town(request, insee):
    row = queries.known_commune(insee)
    shown = queries.shown_of(request.user, row, now(), request.GET.getlist("layer"))
    sheets = [
        Sheet(lines_table(one.block.title, one.block.empty), list(one.told.lines),
                    actions=[one.told.more] if one.told.more[1] else [], intro=one.told.summary,
              anchor=one.block.slug)
        for one in shown
    ]  # fmt: skip
    return TemplateResponse(
        request,
        "public_order/town/town.html",
        {
            "title": f"Ce qui se passe {at_commune(row.name)}", "breadcrumb": [home()], "commune": row, "layers": shown,
            "inhabitants": grouped(row.population),
            "sheets": sheets, "map": queries.drawn(row, shown),
            "is_empty": not any(one.told.lines for one in shown),
        },
    )  # fmt: skip
