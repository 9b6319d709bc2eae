"""The filters of the operations and of the establishments. None of those of the operations looks into its targets."""

import django_filters
from django.db.models import Q, QuerySet

from directorate.territory.models import Commune
from public_order.codaf.catalogue import Basis, Body, Sector
from public_order.codaf.models import CodafExchange, CodafOperation, CodafTarget

TO_COME = ("idea", "programmed", "prepared", "ready", "postponed")


def commune_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes"
    )


class OperationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro", field_name="number", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label="État", method="filter_state", empty_label="Tous",
                                        choices=[("coming", "À venir"), *CodafOperation.State.choices])  # fmt: skip
    sector = django_filters.ChoiceFilter(label="Secteur", choices=Sector.choices, empty_label="Tous")
    commune = commune_filter()
    partner = django_filters.ChoiceFilter(
        label="Partenaire", choices=Body.choices, method="filter_partner", empty_label="Tous"
    )
    year = django_filters.NumberFilter(label="Année", field_name="starts_at__year", min_value=2000, max_value=2100)
    quarter = django_filters.NumberFilter(label="Trimestre", field_name="starts_at__quarter", min_value=1, max_value=4)

    class Meta:
        model = CodafOperation
        fields: list[str] = []

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(state__in=TO_COME if value == "coming" else (value,))

    def filter_partner(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=CodafOperation.objects.filter(partners__body=value).values("pk"))


class ResultFilter(OperationFilter):
    """Of the operations held: their quarter first."""


class TargetFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Établissement", method="filter_q")
    sector = django_filters.ChoiceFilter(
        label="Secteur", field_name="operation__sector", choices=Sector.choices, empty_label="Tous"
    )
    commune = commune_filter()
    year = django_filters.NumberFilter(
        label="Année", field_name="operation__starts_at__year", min_value=2000, max_value=2100
    )

    class Meta:
        model = CodafTarget
        fields: list[str] = []

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(name__icontains=value) | Q(address__icontains=value) | Q(siret=value))


class ExchangeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Objet", field_name="object", lookup_expr="icontains")
    basis = django_filters.ChoiceFilter(label="Fondement", choices=Basis.choices, empty_label="Tous")
    body = django_filters.ChoiceFilter(
        label="Organisme", choices=Body.choices, method="filter_body", empty_label="Tous"
    )

    class Meta:
        model = CodafExchange
        fields: list[str] = []

    def filter_body(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(sender__body=value) | Q(receiver__body=value))
