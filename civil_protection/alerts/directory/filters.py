"""The filters of the directory, of its corrections and of its groups."""

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from civil_protection.alerts.directory.models import AlertContact, AlertGroup, DirectoryTask
from civil_protection.alerts.directory.queries import STATES, in_state, stale_before
from directorate.territory.queries import communes


class ContactFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom, précision ou organisme", method="filter_text")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=lambda request: communes().order_by("sort_name"), empty_label="Toutes"
    )
    role = django_filters.ChoiceFilter(label="Fonction", choices=AlertContact.Role.choices, empty_label="Toutes")
    state = django_filters.ChoiceFilter(
        label="Vérification", choices=list(STATES.items()), method="filter_state", empty_label="Toutes"
    )
    correction = django_filters.ChoiceFilter(
        label="Numéro à corriger", choices=[("yes", "Oui"), ("no", "Non")], method="filter_correction"
    )

    class Meta:
        model = AlertContact
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(last_name__icontains=value)
            | Q(first_name__icontains=value)
            | Q(title__icontains=value)
            | Q(organisation__name__icontains=value)
        )

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        on = localdate()
        return rows.filter(in_state(value, on, stale_before(on)))

    def filter_correction(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        wrong = Exists(DirectoryTask.objects.filter(contact=OuterRef("pk"), closed_at__isnull=True))
        return rows.filter(wrong if value == "yes" else ~wrong)


class TaskFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Constat ou suite", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="Suite", choices=[("open", "À faire"), ("closed", "Faite")], method="filter_state", empty_label="Toutes"
    )

    class Meta:
        model = DirectoryTask
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(reason__icontains=value) | Q(outcome__icontains=value))

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(closed_at__isnull=value == "open")


class GroupFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom", field_name="name", lookup_expr="icontains")

    class Meta:
        model = AlertGroup
        fields: list[str] = []
