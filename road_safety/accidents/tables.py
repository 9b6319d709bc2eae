"""Columns of the lists of the observatory."""

from django.urls import reverse

from directorate.imports.deliveries.tables import EDITION_TONES, import_columns, refusal_table, state_column
from directorate.web.tables import Cell, Column, Table
from road_safety.accidents.models import Accident, FatalCase
from road_safety.accidents.nomenclature import word
from road_safety.accidents.themes import LABELS


def severity_of(row: Accident) -> Cell:
    if row.killed:
        return Cell("Mortel", tone="error")
    return Cell("Grave", tone="warning") if row.hospitalised else Cell("Léger" if row.user_count else "Non connue")


def accident_cell(row: Accident) -> Cell:
    return Cell(row.number, reverse("road_safety:accident", args=[row.pk]), detail=row.commune.name)


def accident_table() -> Table:
    return Table(
        caption="Accidents corporels",
        header="number",
        default_sort="-day",
        empty="Aucun accident. Importer les fichiers annuels de l'ONISR, puis publier l'édition.",
        columns=(
            Column("number", "Accident", accident_cell, sort="number", export=lambda row: row.number),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name", hidden=True),
            Column("day", "Date", lambda row: row.day, sort="day"),
            Column("time", "Heure", lambda row: f"{row.time:%H:%M}" if row.time else "", sort="time"),
            Column("severity", "Gravité", severity_of, sort="killed", export=lambda row: severity_of(row).text),
            Column("killed", "Tués", lambda row: row.killed, sort="killed", numeric=True, total=True),
            Column("hospitalised", "Hospitalisés", lambda row: row.hospitalised, sort="hospitalised", numeric=True,
                   total=True),
            Column("light_injured", "Légers", lambda row: row.light_injured, sort="light_injured", numeric=True,
                   total=True),
            Column("themes", "Enjeux", lambda row: ", ".join(LABELS[code] for code in row.themes if code in LABELS)),
            Column("address", "Adresse", lambda row: row.where, sort="address"),
            Column("light", "Luminosité", lambda row: word("light", row.light), sort="light", hidden=True),
            Column("road", "Route", lambda row: word("road_category", row.road_category), sort="road_category",
                   hidden=True),
            Column("collision", "Collision", lambda row: word("collision", row.collision), sort="collision",
                   hidden=True),
            Column("geo", "Localisation", lambda row: row.get_geo_quality_display(), sort="geo_quality", hidden=True),
            Column("edition", "Données", lambda row: row.edition.get_reliability_display(), hidden=True),
        ),
    )  # fmt: skip


def import_table() -> Table:
    counts = Column("counts", "Accidents", lambda row: ", ".join(f"{y} : {n}" for y, n in row.counts.items()))
    return Table(
        caption="Imports de fichiers d'accidents",
        header="label",
        default_sort="-created",
        empty="Aucun import. Déposer les quatre fichiers de l'ONISR, ou leur archive.",
        columns=(
            *import_columns("road_safety:accident-import", counts),
            Column("published", "Publié le", lambda row: row.published_at, sort="published_at"),
        ),
    )


def edition_table() -> Table:
    return Table(
        caption="Éditions des données d'accidents",
        header="year",
        default_sort="-year",
        empty="Aucune édition.",
        columns=(
            Column("year", "Année", lambda row: Cell(str(row.year), reverse("road_safety:accident-import",
                   args=[row.batch_id])), sort="year", export=lambda row: row.year),
            Column("number", "Édition", lambda row: row.number, sort="number", numeric=True),
            state_column(EDITION_TONES),
            Column("reliability", "Données", lambda row: row.get_reliability_display(), sort="reliability"),
            Column("accidents", "Accidents", lambda row: row.accidents, sort="accidents", numeric=True),
            Column("users", "Dont usagers connus", lambda row: row.with_users, sort="with_users", numeric=True),
            Column("scope", "Non couvert", lambda row: row.scope),
            Column("published", "Publiée le", lambda row: row.published_at, sort="published_at"),
        ),
    )  # fmt: skip


def fatal_cell(row: FatalCase) -> Cell:
    return Cell(row.address, reverse("road_safety:fatal-accident", args=[row.pk]), detail=row.commune.name)


def fatal_table() -> Table:
    return Table(
        caption="Accidents mortels suivis",
        header="address",
        default_sort="-occurred",
        empty="Aucun accident mortel n'est suivi.",
        columns=(
            Column("address", "Lieu", fatal_cell, sort="address", export=lambda row: row.address),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name", hidden=True),
            Column("occurred", "Survenu le", lambda row: row.occurred_at, sort="occurred_at"),
            Column("killed", "Tués", lambda row: row.killed, sort="killed", numeric=True, total=True),
            Column("hospitalised", "Hospitalisés", lambda row: row.hospitalised, sort="hospitalised", numeric=True),
            Column("watched", "Suivi jusqu'au", lambda row: row.watched_until, sort="watched_until"),
            Column("visit", "Visite du site", lambda row: row.site_visit_on, sort="site_visit_on"),
            Column("inquiry", "ECPA", lambda row: row.get_inquiry_display(), sort="inquiry"),
            Column("closed", "Clos le", lambda row: row.closed_on, sort="closed_on"),
        ),
    )


__all__ = ["accident_table", "edition_table", "fatal_table", "import_table", "refusal_table"]
