"""The filters of the control operations; the API offers them too."""

import django_filters
from django.db.models import QuerySet

from road_safety.controls.models import ControlForce, ControlOperation
from road_safety.education.filters import YES_NO, commune_filter
from road_safety.strategy.catalogue import STAKES


class ControlFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Lieu", field_name="place", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label="État", choices=ControlOperation.State.choices, empty_label="Tous")
    year = django_filters.NumberFilter(label="Année", field_name="held_on__year", min_value=2000, max_value=2100)
    month = django_filters.NumberFilter(label="Mois", field_name="held_on__month", min_value=1, max_value=12)
    force = django_filters.ChoiceFilter(
        label="Force", choices=ControlForce.choices, method="filter_force", empty_label="Toutes"
    )
    theme = django_filters.ChoiceFilter(
        label="Enjeu", choices=[(code, row.label) for code, row in STAKES.items()], empty_label="Tous"
    )
    commune = commune_filter()
    embargo = django_filters.ChoiceFilter(
        label="Sous embargo", choices=YES_NO, method="filter_embargo", empty_label="Indifférent"
    )

    class Meta:
        model = ControlOperation
        fields: list[str] = []

    def filter_force(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(forces__contains=[value])

    def filter_embargo(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        kept = {"state": ControlOperation.State.HELD, "has_open_case": True, "agreed_on": None}
        return rows.filter(**kept) if value == "yes" else rows.exclude(**kept)
