"""Columns: the plans of the communes, and the same as the coverage table (R1.3)."""

from datetime import date

from django.urls import reverse

from civil_protection.communal.queries import FILE, Situation, file_of, reasons_of, situation, terms_on
from directorate.territory.models import Commune
from directorate.web.tables import Cell, Column, Table


def commune_cell(row: Commune) -> Cell:
    return Cell(row.name, reverse("civil_protection:communal-plan", args=[row.insee]), detail=row.arrondissement.name)


def of_file(name: str):
    return lambda row: getattr(file_of(row), name)


def date_column(name: str, label: str, *, hidden: bool = False) -> Column:
    return Column(name, label, of_file(name), sort=f"{FILE}{name}", hidden=hidden)


def plan_table(on: date) -> Table:
    # Read once for all the rows.
    terms = terms_on(on)

    def state_cell(row: Commune) -> Cell:
        found = situation(row, terms)
        return Cell(found.label, tone=found.tone, detail=", ".join(label for label, _ in found.past))

    return Table(
        caption="Plans communaux de sauvegarde",
        header="commune",
        default_sort="commune",
        empty="Aucune commune ne correspond à ces filtres.",
        columns=(
            Column("commune", "Commune", commune_cell, sort="sort_name", export=lambda row: row.name),
            Column("state", "État du plan", state_cell, export=lambda row: situation(row, terms).label),
            Column("reasons", "Motifs de l'obligation",
                   lambda row: " ; ".join(reason.label for reason in reasons_of(row, terms.seismic_from))),
            date_column("due_on", "À arrêter le"),
            date_column("adopted_on", "Arrêté le"),
            date_column("revision_due_on", "À réviser le"),
            date_column("exercise_due_on", "Exercice le"),
            Column("quality", "Analyse", lambda row: file_of(row).get_quality_display(), sort=f"{FILE}quality"),
            date_column("dicrim_on", "DICRIM du"),
            date_column("notified_on", "Notifiée le", hidden=True),
            date_column("received_on", "Reçu le", hidden=True),
            date_column("evaluation_due_on", "À évaluer le", hidden=True),
            date_column("exercised_on", "Dernier exercice", hidden=True),
            date_column("council_on", "Conseil municipal le", hidden=True),
            date_column("dicrim_due_on", "DICRIM à réviser le", hidden=True),
            date_column("dicrim_known_due_on", "DICRIM à faire connaître le", hidden=True),
            Column("insee", "Code INSEE", lambda row: row.insee, sort="insee", hidden=True),
            Column("arrondissement", "Arrondissement", lambda row: row.arrondissement.name,
                   sort="arrondissement__name", hidden=True),
        ),
    )  # fmt: skip


def coverage_table() -> Table:
    """One line for each commune, in the order of the arrondissements: the file of R1.3."""

    def of(name: str):
        return lambda row: getattr(row.file, name)

    def words(row: Situation) -> str:
        said = [f"{label} depuis le {day:%d/%m/%Y}" for label, day in row.past]
        return " ; ".join(said + (["Présentation au conseil municipal"] if row.council_awaited else []))

    return Table(
        caption="Couverture du département par les plans communaux",
        header="commune",
        columns=(
            Column("arrondissement", "Arrondissement", lambda row: row.commune.arrondissement.name),
            Column("insee", "Code INSEE", lambda row: row.commune.insee),
            Column("commune", "Commune", lambda row: row.commune.name),
            Column("reasons", "Motifs de l'obligation", lambda row: row.why),
            Column("state", "État du plan", lambda row: row.label),
            Column("due", "À arrêter le", of("due_on")),
            Column("adopted", "Arrêté le", of("adopted_on")),
            Column("revision", "À réviser le", of("revision_due_on")),
            Column("exercised", "Dernier exercice", of("exercised_on")),
            Column("exercise", "Exercice le", of("exercise_due_on")),
            Column("dicrim", "DICRIM du", of("dicrim_on")),
            Column("past", "Dépassé ou attendu", words),
        ),
    )
