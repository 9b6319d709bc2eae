"""Columns of the rescue posts."""

from datetime import datetime

from django.urls import reverse

from civil_protection.first_aid.models import RescuePost
from civil_protection.first_aid.queries import POST_TONES, RatioLine, cover_cell
from civil_protection.first_aid.ratio import SHORT
from directorate.web.tables import Cell, Column, Table


def page_of(row: RescuePost) -> str:
    return reverse("civil_protection:rescue-post", args=[row.pk])


def state_cell(row: RescuePost) -> Cell:
    return Cell(row.get_state_display(), tone=POST_TONES[RescuePost.State(row.state)])


def gap_cell(row: RescuePost) -> Cell:
    """Signed, so that it is read without its column."""
    return Cell(f"{row.gap:+d}" if row.gap else "0", tone="error" if row.gap < 0 else "")


def post_table(at: datetime, query: str) -> Table:
    return Table(
        caption="Dispositifs prévisionnels de secours",
        header="gathering",
        default_sort="-starts",
        empty="Aucun dispositif ne correspond à ces filtres.",
        columns=(
            Column("gathering", "Manifestation", lambda row: Cell(row.gathering.name, page_of(row), detail=row.number),
                   sort="gathering__name", export=lambda row: row.gathering.name),
            Column("commune", "Commune", lambda row: row.gathering.commune.name, sort="gathering__commune__sort_name"),
            Column("starts", "Début", lambda row: row.gathering.starts_at, sort="gathering__starts_at"),
            Column("kind", "Type", lambda row: SHORT[row.kind], sort="kind"),
            Column("ratio", "RIS", lambda row: row.ratio.normalize(), sort="ratio", numeric=True),
            Column("required", "Requis", lambda row: row.required + row.actors_rescuers, numeric=True),
            Column("engaged", "Engagés", lambda row: row.engaged, sort="engaged", numeric=True),
            Column("gap", "Écart", gap_cell, numeric=True, export=lambda row: row.gap),
            Column("association", "Association", lambda row: str(row.association or ""), sort="association__name"),
            Column("cover", "Agrément D", cover_cell, export=lambda row: cover_cell(row).text),
            Column("state", "État", state_cell, sort="state", export=lambda row: state_cell(row).text),
            Column("number", "Numéro", lambda row: row.number, sort="number", hidden=True),
            Column("present", "Public (P1)", lambda row: row.present, sort="present", numeric=True, hidden=True),
            Column("validated", "Validé le", lambda row: row.validated_at, sort="validated_at", hidden=True),
        ),
    )  # fmt: skip


def ratio_table(year: int) -> Table:
    """R8.4: what the posts of a year weigh, kind by kind."""
    return Table(
        caption=f"Dispositifs de {year} par type",
        header="kind",
        empty="Aucun dispositif cette année-là.",
        columns=(
            Column("kind", "Type", lambda line: line.kind),
            Column("posts", "Dispositifs", lambda line: line.posts, numeric=True),
            Column("least", "RIS le plus bas", number("least"), numeric=True),
            Column("mean", "RIS moyen", number("mean"), numeric=True),
            Column("most", "RIS le plus haut", number("most"), numeric=True),
            Column("required", "Intervenants requis", lambda line: line.required, numeric=True),
            Column("engaged", "Intervenants engagés", lambda line: line.engaged, numeric=True),
        ),
    )


def number(name: str):
    def of(line: RatioLine):
        found = getattr(line, name)
        return found if found is None else found.normalize() + 0

    return of
