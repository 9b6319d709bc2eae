"""The filters of the list of requests for access."""

import django_filters
from django.db.models import QuerySet
from django.utils.timezone import localdate

from directorate.access_requests.models import AccessRequest
from directorate.access_requests.queries import READABLE

STATUSES = [
    ("pending", "À examiner"),
    ("open", "Accès en cours"),
    ("ended", "Accès terminés"),
    ("refused", "Refusées"),
    ("revoked", "Retirées"),
    ("dropped", "Abandonnées"),
]
SIDES = [("mine", "Les miennes"), ("received", "Celles que je reçois")]


class AccessFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Référence du dossier", field_name="case__reference", lookup_expr="icontains")
    status = django_filters.ChoiceFilter(label="État", choices=STATUSES, method="filter_status", empty_label="Tous")
    side = django_filters.ChoiceFilter(label="Demandes", choices=SIDES, method="filter_side", empty_label="Toutes")

    class Meta:
        model = AccessRequest
        fields: list[str] = []

    def filter_status(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        on = localdate()
        if value == "open":
            return rows.filter(state__in=READABLE, until_on__gte=on)
        if value == "ended":
            return rows.filter(state__in=READABLE, until_on__lt=on)
        return rows.filter(state=value)

    def filter_side(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        staff = getattr(self.request, "user", None)
        return rows.filter(asked_by=staff) if value == "mine" else rows.exclude(asked_by=staff)
