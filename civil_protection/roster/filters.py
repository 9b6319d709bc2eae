"""The filters of the list of duties."""

import django_filters
from django.db.models import QuerySet
from django.utils.timezone import now

from civil_protection.roster.models import DutyPeriod, DutyRole
from civil_protection.roster.queries import WHEN, in_time


class DutyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Agent", field_name="staff__last_name", lookup_expr="icontains")
    role = django_filters.ChoiceFilter(label="Rôle", choices=DutyRole.choices, empty_label="Tous")
    when = django_filters.ChoiceFilter(
        label="Quand", choices=list(WHEN.items()), method="filter_when", empty_label="Toutes"
    )

    class Meta:
        model = DutyPeriod
        fields: list[str] = []

    def filter_when(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_time(value, now()))
