"""The filters of the lists of statistics; the API offers those of the figures. None of them looks at a hidden value."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from directorate.imports.deliveries.filters import refusal_filter
from directorate.territory.models import Commune
from public_order.statistics import queries
from public_order.statistics.models import (
    CommuneChange,
    CrimeIndicator,
    IndicatorGroup,
    PeriodKind,
    PoliceDistrict,
    SeriesValue,
    Source,
    StatEdition,
    StatImport,
    StatRefusal,
)

DIFFUSION = (("shown", "Diffusées"), ("hidden", "Masquées"))


def indicator_filter(nomenclature: str) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Indicateur", field_name="indicator", to_field_name="code", empty_label="Tous",
        queryset=CrimeIndicator.objects.filter(nomenclature=nomenclature, active=True),
    )  # fmt: skip


class CellFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Commune ou code", method="filter_text")
    indicator = indicator_filter("ssmsi")
    year = django_filters.NumberFilter(label="Année", field_name="period__year", min_value=1990, max_value=2100)
    kind = django_filters.ChoiceFilter(
        label="Territoire", field_name="territory_kind", empty_label="Tous",
        choices=[("com", "Communes"), ("dep", "Départements"), ("reg", "Régions")],
    )  # fmt: skip
    territory = django_filters.CharFilter(label="Code du territoire", field_name="territory", lookup_expr="exact")
    diffusion = django_filters.ChoiceFilter(
        label="Diffusion", choices=DIFFUSION, method="filter_diffusion", empty_label="Toutes"
    )

    class Meta:
        model = SeriesValue
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        named = Commune.objects.filter(pk=OuterRef("territory"), name__icontains=value)
        return rows.filter(Exists(named)) | rows.filter(territory__istartswith=value)

    def filter_diffusion(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        hidden = rows.filter(diffusion__in=queries.HIDDEN)
        return hidden if value == "hidden" else rows.exclude(diffusion__in=queries.HIDDEN)


class ChronologyFilter(django_filters.FilterSet):
    source = django_filters.ChoiceFilter(
        label="Source", field_name="edition__source", empty_label="Toutes",
        choices=[(one.value, one.label) for one in queries.CHRONOLOGICAL],
    )  # fmt: skip
    indicator = django_filters.ModelChoiceFilter(
        label="Indicateur", field_name="indicator", to_field_name="code", empty_label="Tous",
        queryset=CrimeIndicator.objects.filter(nomenclature__in=("etat4001", "series"), active=True),
    )  # fmt: skip
    rhythm = django_filters.ChoiceFilter(
        label="Périodicité", field_name="edition__period_kind", choices=PeriodKind.choices, empty_label="Toutes"
    )
    kind = django_filters.ChoiceFilter(
        label="Territoire", field_name="territory_kind", empty_label="Tous",
        choices=[("dep", "Départements"), ("reg", "Régions"), ("nat", "France")],
    )  # fmt: skip
    territory = django_filters.CharFilter(label="Code du territoire", field_name="territory", lookup_expr="exact")
    since = django_filters.NumberFilter(
        label="Depuis", field_name="period__year", lookup_expr="gte", min_value=1970, max_value=2100
    )
    until = django_filters.NumberFilter(
        label="Jusqu'en", field_name="period__year", lookup_expr="lte", min_value=1970, max_value=2100
    )

    class Meta:
        model = SeriesValue
        fields: list[str] = []


class MonthlyCellFilter(django_filters.FilterSet):
    indicator = indicator_filter("etat4001")
    year = django_filters.NumberFilter(label="Année", field_name="period__year", min_value=1990, max_value=2100)
    month = django_filters.ChoiceFilter(
        label="Mois", choices=[(str(month), f"{month:02}") for month in range(1, 13)], field_name="period",
        lookup_expr="month", empty_label="Tous",
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        label="Territoire", field_name="territory_kind",
        choices=[("csp", "Circonscriptions"), ("dep", "Département")], empty_label="Tous",
    )  # fmt: skip
    territory = django_filters.CharFilter(label="Code du territoire", field_name="territory", lookup_expr="exact")

    class Meta:
        model = SeriesValue
        fields: list[str] = []


class ImportFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Intitulé", field_name="label", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label="État", choices=StatImport.State.choices, empty_label="Tous")

    class Meta:
        model = StatImport
        fields: list[str] = []


class EditionFilter(django_filters.FilterSet):
    source = django_filters.ChoiceFilter(label="Source", choices=Source.choices, empty_label="Toutes")
    year = django_filters.NumberFilter(label="Année", field_name="period__year", min_value=1990, max_value=2100)
    state = django_filters.ChoiceFilter(label="État", choices=StatEdition.State.choices, empty_label="Tous")

    class Meta:
        model = StatEdition
        fields: list[str] = []


RefusalFilter = refusal_filter(StatRefusal)


class GroupFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Regroupement", field_name="label", lookup_expr="icontains")
    open = django_filters.ChoiceFilter(
        label="En cours", choices=[("yes", "Oui"), ("no", "Non")], method="filter_open", empty_label="Tous"
    )

    class Meta:
        model = IndicatorGroup
        fields: list[str] = []

    def filter_open(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(valid_to__isnull=value == "yes")


class DistrictFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Circonscription, code ou commune", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État", choices=[("open", "En place"), ("ended", "Supprimées")], method="filter_state",
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = PoliceDistrict
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        held = queries.memberships_on(localdate()).filter(district=OuterRef("pk"), commune__name__icontains=value)
        return rows.filter(Q(name__icontains=value) | Q(code__istartswith=value) | Q(Exists(held)))

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        ended = Q(until__lte=localdate())
        return rows.filter(ended) if value == "ended" else rows.exclude(ended)


class ChangeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Commune ou code", method="filter_text")
    kind = django_filters.ChoiceFilter(label="Nature", choices=CommuneChange.Kind.choices, empty_label="Toutes")

    class Meta:
        model = CommuneChange
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(former_name__icontains=value) | Q(name__icontains=value) | Q(former_code=value) | Q(code=value)
        )
