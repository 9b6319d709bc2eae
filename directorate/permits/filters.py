"""The filters of the list of permits; the API offers the same."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from directorate.org.models import Unit
from directorate.org.scopes import procedure_choices
from directorate.permits.models import Permit
from directorate.permits.queries import matching, with_status
from directorate.permits.validity import Status
from directorate.territory.models import Commune

WINDOWS: Mapping[str, tuple[str, Callable[[date], Q]]] = {
    "month": ("Dans 30 jours", lambda on: Q(expires_on__range=(on, on + timedelta(days=30)))),
    "quarter": ("Dans 90 jours", lambda on: Q(expires_on__range=(on, on + timedelta(days=90)))),
    "half-year": ("Dans 180 jours", lambda on: Q(expires_on__range=(on, on + timedelta(days=180)))),
    "past": ("Passée", lambda on: Q(expires_on__lt=on)),
    "none": ("Sans terme", lambda on: Q(expires_on__isnull=True)),
}


class PermitFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, titulaire ou lieu", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État",
        choices=[(status.value, status.label) for status in Status],
        method="filter_state",
        empty_label="Tous",
    )
    procedure = django_filters.ChoiceFilter(
        label="Procédure", field_name="procedure_code", choices=procedure_choices, empty_label="Toutes"
    )
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.order_by("sort_name"), empty_label="Toutes"
    )
    expiry = django_filters.ChoiceFilter(
        label="Échéance",
        choices=[(code, label) for code, (label, _) in WINDOWS.items()],
        method="filter_expiry",
        empty_label="Toutes",
    )
    unit = django_filters.ModelChoiceFilter(
        label="Service", queryset=Unit.objects.filter(permits__isnull=False).distinct(), empty_label="Tous"
    )

    class Meta:
        model = Permit
        fields: list[str] = []

    def filter_text(self, permits: QuerySet, name: str, value: str) -> QuerySet:
        return matching(permits, value)

    def filter_state(self, permits: QuerySet, name: str, value: str) -> QuerySet:
        return with_status(permits, value, localdate())

    def filter_expiry(self, permits: QuerySet, name: str, value: str) -> QuerySet:
        _, condition = WINDOWS[value]
        return permits.filter(condition(localdate()))
