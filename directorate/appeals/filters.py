"""The filters of the list of appeals."""

from datetime import timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from directorate.appeals.models import Appeal
from directorate.appeals.queries import OPEN
from directorate.web.fields import DateInput

SOON = timedelta(days=14)


class AppealFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Dossier, auteur ou numéro au greffe", method="filter_text")
    status = django_filters.ChoiceFilter(
        label="Suivi",
        choices=[("open", "En cours"), ("closed", "Terminés")],
        method="filter_status",
        empty_label="Tous",
    )
    kind = django_filters.ChoiceFilter(label="Nature", choices=Appeal.Kind.choices, empty_label="Toutes")
    outcome = django_filters.ChoiceFilter(label="Issue", choices=Appeal.Outcome.choices, empty_label="Toutes")
    late = django_filters.ChoiceFilter(
        label="Délai",
        choices=[("yes", "Hors délai"), ("no", "Dans le délai")],
        method="filter_late",
        empty_label="Tous",
    )
    due = django_filters.ChoiceFilter(
        label="Échéance",
        choices=[("past", "Dépassée"), ("soon", "Sous quatorze jours")],
        method="filter_due",
        empty_label="Toutes",
    )
    received_after = django_filters.DateFilter(
        label="Reçus à partir du", field_name="received_on", lookup_expr="gte", widget=DateInput
    )
    received_before = django_filters.DateFilter(
        label="Reçus jusqu'au", field_name="received_on", lookup_expr="lte", widget=DateInput
    )

    class Meta:
        model = Appeal
        fields: list[str] = []

    def filter_text(self, appeals: QuerySet, name: str, value: str) -> QuerySet:
        return appeals.filter(
            Q(case__reference__icontains=value) | Q(lodged_by__icontains=value) | Q(court_reference__icontains=value)
        )

    def filter_status(self, appeals: QuerySet, name: str, value: str) -> QuerySet:
        return appeals.filter(stage__in=OPEN) if value == "open" else appeals.exclude(stage__in=OPEN)

    def filter_late(self, appeals: QuerySet, name: str, value: str) -> QuerySet:
        return appeals.filter(is_late=value == "yes")

    def filter_due(self, appeals: QuerySet, name: str, value: str) -> QuerySet:
        on = localdate()
        if value == "past":
            return appeals.filter(next_on__lt=on)
        return appeals.filter(next_on__range=(on, on + SOON))
