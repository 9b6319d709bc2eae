"""Columns of the lists of the schools and of their results."""

from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse

from directorate.web.tables import Cell, Column, Table
from road_safety.education.models import School, SchoolAction, SchoolResult
from road_safety.education.queries import Total
from road_safety.education.rules import rate, school_year_words
from road_safety.strategy.tables import action_url


def school_url(row: School) -> str:
    return reverse("road_safety:school", args=[row.pk])


def percent(fraction: Decimal | None) -> Decimal | None:
    """With one decimal, half up; blank when it is not known."""
    return None if fraction is None else (100 * fraction).quantize(Decimal("0.1"), ROUND_HALF_UP)


def school_table() -> Table:
    return Table(
        caption="Établissements scolaires",
        header="name",
        default_sort="name",
        empty="Aucun établissement. Un tableau s'importe depuis les imports, un établissement se saisit ici.",
        columns=(
            Column("name", "Établissement", lambda row: Cell(row.name, school_url(row)), sort="name"),
            Column("uai", "UAI", lambda row: row.uai, sort="uai"),
            Column("kind", "Nature", lambda row: row.get_kind_display(), sort="kind"),
            Column("sector", "Secteur", lambda row: row.get_sector_display(), sort="sector"),
            Column("priority", "Éducation prioritaire", lambda row: row.get_priority_display() if row.priority else "",
                   sort="priority"),
            Column("commune", "Commune", lambda row: row.commune.name, sort="commune__sort_name"),
            Column("address", "Adresse", lambda row: row.address, hidden=True),
            Column("district", "Distance à un quartier prioritaire (m)", lambda row: row.district_metres,
                   sort="district_metres", numeric=True, hidden=True),
            Column("open", "Ouvert", lambda row: row.is_open, hidden=True),
        ),
    )  # fmt: skip


def result_columns() -> tuple[Column, ...]:
    return (
        Column("year", "Année scolaire", lambda row: row.school_year, sort="first_year"),
        Column("kind", "Attestation", lambda row: row.get_kind_display(), sort="kind"),
        Column("enrolled", "Inscrits", lambda row: row.enrolled, sort="enrolled", numeric=True, total=True),
        Column("present", "Présents", lambda row: row.present, sort="present", numeric=True, total=True),
        Column("passed", "Reçus", lambda row: row.passed, sort="passed", numeric=True, total=True),
        Column("caught_up", "Au rattrapage", lambda row: row.caught_up, numeric=True, hidden=True),
        Column("participation", "Participation (%)", lambda row: percent(rate(row.present, row.enrolled)),
               numeric=True),
        Column("success", "Réussite (%)", lambda row: percent(rate(row.passed, row.present)), numeric=True),
        Column("mean", "Note moyenne", lambda row: row.mean_score, sort="mean_score", numeric=True),
    )  # fmt: skip


def school_of(row: SchoolResult) -> Cell:
    return Cell(row.school.name, school_url(row.school), detail=row.school.uai)


def result_table() -> Table:
    return Table(
        caption="Résultats des attestations scolaires",
        header="school",
        default_sort="-year",
        empty="Aucun résultat. Le tableau de l'Éducation nationale s'importe depuis les imports.",
        columns=(
            Column("school", "Établissement", school_of, sort="school__name", export=lambda row: row.school.name),
            Column("uai", "UAI", lambda row: row.school.uai, sort="school__uai", hidden=True),
            Column("commune", "Commune", lambda row: row.school.commune.name, sort="school__commune__sort_name"),
            *result_columns(),
        ),
    )


def results_of_school_table() -> Table:
    return Table(caption="Attestations", columns=result_columns(), empty="Aucun résultat.")


def welcomed_table() -> Table:
    def named(row: SchoolAction) -> Cell:
        return Cell(row.action.title, action_url(row.action), detail=row.action.number)

    return Table(
        caption="Actions du plan dans l'établissement",
        empty="Aucune action.",
        columns=(
            Column("action", "Action", named),
            Column("day", "Du", lambda row: row.action.starts_on),
            Column("state", "État", lambda row: row.action.get_state_display()),
            Column("pupils", "Élèves touchés", lambda row: row.pupils, numeric=True),
        ),
    )


def total_table() -> Table:
    def listed(row: Total) -> Cell:
        address = f"{reverse('road_safety:school-results')}?year={row.first_year}&kind={row.kind}"
        return Cell(row.school_year, address)

    return Table(
        caption="Ensemble du département",
        empty="Aucun résultat.",
        columns=(
            Column("year", "Année scolaire", listed),
            Column("kind", "Attestation", lambda row: row.label),
            Column("schools", "Établissements", lambda row: row.schools, numeric=True),
            Column("enrolled", "Inscrits", lambda row: row.enrolled, numeric=True),
            Column("present", "Présents", lambda row: row.present, numeric=True),
            Column("passed", "Reçus", lambda row: row.passed, numeric=True),
            Column("participation", "Participation (%)", lambda row: percent(row.participation), numeric=True),
            Column("success", "Réussite (%)", lambda row: percent(row.success), numeric=True),
        ),
    )


def missing_table(first_year: int) -> Table:
    return Table(
        caption=f"Collèges sans ASSR2 {school_year_words(first_year)}",
        empty="Tous les collèges ouverts ont rendu leurs résultats.",
        columns=(
            Column("name", "Collège", lambda row: Cell(row.name, school_url(row), detail=row.uai)),
            Column("sector", "Secteur", lambda row: row.get_sector_display()),
            Column("commune", "Commune", lambda row: row.commune.name),
        ),
    )
