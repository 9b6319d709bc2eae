"""Columns of the list of risk profiles: one line for each commune, with a profile or without."""

from django.urls import reverse

from civil_protection.profiles.models import FLAGS, RiskProfile
from civil_protection.profiles.queries import profile_of
from directorate.territory.models import Commune
from directorate.web.tables import Cell, Column, Table

SHORT = {
    "flood_territory": "TRI", "flood_plan": "PPRI", "quarries_plan": "Carrières", "clay_plan": "Argiles",
    "industrial_plan": "PPI", "dangerous_transport": "TMD",
}  # fmt: skip


def commune_cell(row: Commune) -> Cell:
    return Cell(row.name, reverse("civil_protection:communal-plan", args=[row.insee]), detail=row.arrondissement.name)


def of_profile(name: str):
    return lambda row: getattr(profile_of(row), name, None)


def rivers_of(row: Commune) -> str:
    profile = profile_of(row)
    return ", ".join(RiskProfile.River(code).label for code in profile.rivers) if profile else ""


def profile_table() -> Table:
    return Table(
        caption="Profils de risques des communes",
        header="commune",
        default_sort="commune",
        empty="Aucune commune ne correspond.",
        columns=(
            Column("commune", "Commune", commune_cell, sort="sort_name", export=lambda row: row.name),
            Column("insee", "Code INSEE", lambda row: row.insee, sort="insee", hidden=True),
            *(Column(name, SHORT[name], of_profile(name), sort=f"risk_profile__{name}") for name in FLAGS),
            Column("rivers", "Cours d'eau", rivers_of),
            Column("seismic", "Sismicité", of_profile("seismic_zone"), sort="risk_profile__seismic_zone", numeric=True),
            Column("source", "Source", of_profile("source"), sort="risk_profile__source"),
            Column("checked", "Vérifié le", of_profile("checked_on"), sort="risk_profile__checked_on"),
        ),
    )
