"""The filters of the list of orders."""

import django_filters

from civil_protection.crisis.filters import event_filter
from civil_protection.orders.models import CrisisOrder


class OrderFilter(django_filters.FilterSet):
    event = event_filter()
    q = django_filters.CharFilter(label="Objet", field_name="subject", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="Nature", choices=CrisisOrder.Kind.choices, empty_label="Toutes")
    state = django_filters.ChoiceFilter(
        label="État", choices=(("signed", "Signé"), ("draft", "Projet")), method="filter_state", empty_label="Tous"
    )

    class Meta:
        model = CrisisOrder
        fields: list[str] = []

    def filter_state(self, queryset, name, value):
        return queryset.filter(signed_on__isnull=value == "draft")
