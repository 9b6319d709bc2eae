"""The filters of the list of deposits."""

import django_filters
from django.db.models import QuerySet

from directorate.scans.models import ScanDeposit
from directorate.web.fields import DateInput


class DepositFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom du fichier", field_name="file_name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label="État", choices=ScanDeposit.State.choices, empty_label="Tous")
    left = django_filters.ChoiceFilter(
        label="Pages à examiner",
        choices=[("yes", "Il en reste"), ("no", "Aucune")],
        method="filter_left",
        empty_label="Indifférent",
    )
    since = django_filters.DateFilter(
        label="Déposés à partir du", field_name="created_at", lookup_expr="date__gte", widget=DateInput
    )

    class Meta:
        model = ScanDeposit
        fields: list[str] = []

    def filter_left(self, deposits: QuerySet, name: str, value: str) -> QuerySet:
        return deposits.filter(unsettled__gt=0) if value == "yes" else deposits.filter(unsettled=0)
