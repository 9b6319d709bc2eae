"""The filters of the list of inspections."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from directorate.web.fields import DateInput
from police_admin.inspections.models import Inspection
from police_admin.inspections.queries import STATES, in_state


class InspectionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Titre, titulaire ou lieu", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="Suivi", choices=list(STATES.items()), method="filter_state", empty_label="Tous"
    )
    outcome = django_filters.ChoiceFilter(label="Constat", choices=Inspection.Outcome.choices, empty_label="Tous")
    planned_after = django_filters.DateFilter(
        label="Prévus à partir du", field_name="planned_on", lookup_expr="gte", widget=DateInput
    )
    planned_before = django_filters.DateFilter(
        label="Prévus jusqu'au", field_name="planned_on", lookup_expr="lte", widget=DateInput
    )

    class Meta:
        model = Inspection
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(permit__number__icontains=value)
            | Q(permit__holder__icontains=value)
            | Q(permit__place_label__icontains=value)
        )

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_state(value, localdate()))
