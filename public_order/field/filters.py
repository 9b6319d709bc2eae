"""The filters of daily security; the API offers them too."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from directorate.territory.models import Commune
from public_order.field.models import GpoProblem, PsqSector
from public_order.field.queries import long_open, to_review
from public_order.field.rules import STILL_OPEN


class ProblemFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Problème ou lieu", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État", choices=[("open", "Ouverts"), *GpoProblem.State.choices], method="filter_state",
        empty_label="Tous",
    )  # fmt: skip
    sector = django_filters.ModelChoiceFilter(label="Secteur", queryset=PsqSector.objects.all(), empty_label="Tous")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes"
    )
    nature = django_filters.ChoiceFilter(label="Nature", choices=GpoProblem.Nature.choices, empty_label="Toutes")
    priority = django_filters.ChoiceFilter(label="Priorité", choices=GpoProblem.Priority.choices, empty_label="Toutes")
    late = django_filters.ChoiceFilter(
        label="À regarder", method="filter_late", empty_label="Indifférent",
        choices=[("long", "Ouverts trop longtemps"), ("review", "Point en retard"), ("relapse", "Rechute précoce")],
    )  # fmt: skip

    class Meta:
        model = GpoProblem
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(title__icontains=value) | Q(place__icontains=value))

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(state__in=STILL_OPEN if value == "open" else (value,))

    def filter_late(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "relapse":
            return rows.filter(is_early_relapse=True)
        late = long_open(localdate()) if value == "long" else to_review(localdate())
        return rows.filter(pk__in=late.values("pk"))


class SectorFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Secteur", field_name="name", lookup_expr="icontains")

    class Meta:
        model = PsqSector
        fields: list[str] = []
