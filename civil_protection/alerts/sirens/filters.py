"""The filters of the sirens and of their tests."""

import django_filters
from django.db.models import Q, QuerySet

from civil_protection.alerts.sirens.models import Siren, SirenTest
from civil_protection.alerts.sirens.queries import CANCELLED, DONE, PLANNED, TEST_STATES
from directorate.territory.queries import communes


class SirenFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Code ou lieu", method="filter_text")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=lambda request: communes().order_by("sort_name"), empty_label="Toutes"
    )
    state = django_filters.ChoiceFilter(label="État", choices=Siren.State.choices, empty_label="Tous")
    owner = django_filters.ChoiceFilter(label="Propriétaire", choices=Siren.Owner.choices, empty_label="Tous")
    ticket = django_filters.ChoiceFilter(
        label="Anomalie ouverte", choices=[("yes", "Oui"), ("no", "Non")], method="filter_ticket"
    )

    class Meta:
        model = Siren
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(code__icontains=value) | Q(place__icontains=value))

    def filter_ticket(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_to_repair=value == "yes")


class TestFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="État", choices=list(TEST_STATES.items()), method="filter_state", empty_label="Tous"
    )

    class Meta:
        model = SirenTest
        fields: list[str] = []

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        asked = {
            PLANNED: Q(done_at__isnull=True, cancelled_at__isnull=True),
            DONE: Q(done_at__isnull=False),
            CANCELLED: Q(cancelled_at__isnull=False),
        }
        return rows.filter(asked[value])
