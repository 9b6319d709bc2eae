"""The filters of the list of events to come."""

import django_filters
from django.db.models import Q, QuerySet

from directorate.casework import registry
from directorate.casework.models import Case
from directorate.territory.models import Commune
from directorate.web.fields import DateInput
from police_admin.events.queries import event_codes


def kinds() -> list[tuple[str, str]]:
    return sorted(((code, registry.procedure(code).short_label) for code in event_codes()), key=lambda row: row[1])


class EventFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom, organisateur ou référence", method="filter_text")
    kind = django_filters.ChoiceFilter(
        label="Nature", field_name="procedure_code", choices=kinds, empty_label="Toutes"
    )  # fmt: skip
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.order_by("sort_name"), method="filter_commune", empty_label="Toutes"
    )
    first = django_filters.DateFilter(
        label="À partir du", field_name="event_at", lookup_expr="date__gte", widget=DateInput
    )
    last = django_filters.DateFilter(label="Jusqu'au", field_name="event_at", lookup_expr="date__lte", widget=DateInput)

    class Meta:
        model = Case
        fields: list[str] = []

    def filter_text(self, cases: QuerySet, name: str, value: str) -> QuerySet:
        return cases.filter(
            Q(title__icontains=value) | Q(party_name__icontains=value) | Q(reference__icontains=value)
        )  # fmt: skip

    def filter_commune(self, cases: QuerySet, name: str, value: Commune) -> QuerySet:
        return cases.filter(
            Q(commune=value) | Q(answers__communes__contains=[value.insee])
            | Q(event_route__communes__contains=[value.insee])
        )  # fmt: skip
