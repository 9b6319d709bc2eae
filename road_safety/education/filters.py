"""The filters of the schools and of their results; the API offers them too."""

import django_filters
from django.db.models import Q, QuerySet

from directorate.territory.models import Commune
from road_safety.education.catalogue import Attestation, Priority, SchoolKind, Sector
from road_safety.education.models import School, SchoolResult
from road_safety.education.queries import without_result

YES_NO = [("yes", "Oui"), ("no", "Non")]


def commune_filter(name: str = "commune") -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), field_name=name,
        empty_label="Toutes",
    )  # fmt: skip


class SchoolFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom ou UAI", method="filter_text")
    kind = django_filters.ChoiceFilter(label="Nature", choices=SchoolKind.choices, empty_label="Toutes")
    sector = django_filters.ChoiceFilter(label="Secteur", choices=Sector.choices, empty_label="Tous")
    priority = django_filters.ChoiceFilter(
        label="Éducation prioritaire", choices=Priority.choices[1:], empty_label="Indifférent"
    )
    commune = commune_filter()
    missing = django_filters.NumberFilter(
        label="Sans ASSR2, rentrée de", method="filter_missing", min_value=2000, max_value=2100
    )
    open = django_filters.ChoiceFilter(label="Ouvert", choices=YES_NO, method="filter_open", empty_label="Indifférent")

    class Meta:
        model = School
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(name__icontains=value) | Q(uai__istartswith=value.replace(" ", "")))

    def filter_missing(self, rows: QuerySet, name: str, value: int) -> QuerySet:
        return rows.filter(pk__in=without_result(int(value)).values("pk"))

    def filter_open(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_open=value == "yes")


class ResultFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom ou UAI", method="filter_text")
    year = django_filters.NumberFilter(label="Rentrée", field_name="first_year", min_value=2000, max_value=2100)
    kind = django_filters.ChoiceFilter(label="Attestation", choices=Attestation.choices, empty_label="Toutes")
    commune = commune_filter("school__commune")

    class Meta:
        model = SchoolResult
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(school__name__icontains=value) | Q(school__uai__istartswith=value.replace(" ", "")))
