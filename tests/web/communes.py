"""A small list that needs nothing of the directorate: the communes."""

import django_filters

from directorate.territory.models import Arrondissement, Commune
from directorate.web.lists import ListDefinition
from directorate.web.tables import Cell, Column, Table

TABLE = Table(
    columns=(
        Column("name", "Commune", lambda row: Cell(row.name, url=f"/communes/{row.insee}/"), sort="sort_name"),
        Column("district", "Arrondissement", lambda row: row.arrondissement.name, sort="arrondissement__name"),
        Column("population", "Habitants", lambda row: row.population, sort="population", numeric=True, total=True),
        Column("code", "Code INSEE", lambda row: row.insee, hidden=True),
    ),
    caption="Communes du département",
    default_sort="name",
    header="name",
    empty="Aucune commune n'est chargée.",
)


class CommuneFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label="Nom")
    district = django_filters.ModelChoiceFilter(
        field_name="arrondissement", queryset=Arrondissement.objects.all(), label="Arrondissement"
    )
    population = django_filters.RangeFilter(label="Population")

    class Meta:
        model = Commune
        fields: list[str] = []


LIST = ListDefinition(
    code="specimen",
    title="Communes",
    url_name="directorate:communes",
    policy=lambda staff: True,
    rows=lambda staff, at: Commune.objects.select_related("arrondissement"),
    table=lambda at, query: TABLE,
    filterset=CommuneFilter,
    export_name="communes",
)


def create_communes(count: int) -> None:
    district = Arrondissement.objects.get_or_create(code="941", defaults={"name": "Créteil", "short_code": "CRE"})[0]
    for number in range(Commune.objects.count(), count):
        Commune.objects.create(
            insee=f"94{number:03}", name=f"Commune {number:03}", sort_name=f"commune {number:03}",
            arrondissement=district, public_territory="", population=1000 + number, postal_codes=["94000"],
            latitude="48.790", longitude="2.455",
        )  # fmt: skip
