"""The filters of the list of permits; the API offers the same."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from directorate.org.models import Unit
from directorate.org.queries import posting_on
from directorate.org.scopes import procedure_choices
from directorate.permits.models import Permit
from directorate.permits.policies import AUTHORITIES
from directorate.permits.queries import matching, with_status
from directorate.permits.validity import Status
from directorate.territory.models import Commune
from directorate.web.fields import DateInput

WINDOWS: Mapping[str, tuple[str, Callable[[date], Q]]] = {
    "month": ("Dans 30 jours", lambda on: Q(expires_on__range=(on, on + timedelta(days=30)))),
    "quarter": ("Dans 90 jours", lambda on: Q(expires_on__range=(on, on + timedelta(days=90)))),
    "half-year": ("Dans 180 jours", lambda on: Q(expires_on__range=(on, on + timedelta(days=180)))),
    "past": ("Passée", lambda on: Q(expires_on__lt=on)),
    "none": ("Sans terme", lambda on: Q(expires_on__isnull=True)),
}


def units_to_choose(request) -> QuerySet[Unit]:
    """The services that issued permits which may be seen."""
    posting = posting_on(getattr(request, "user", None), localdate())
    units = Unit.objects.filter(Exists(Permit.objects.filter(unit=OuterRef("pk"))))
    return units if posting is None or posting.role in AUTHORITIES else units.filter(pk=posting.unit_id)


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
    ends_after = django_filters.DateFilter(label="Prend fin à partir du", method="filter_end", widget=DateInput)
    ends_before = django_filters.DateFilter(label="Prend fin jusqu'au", method="filter_end", widget=DateInput)
    unit = django_filters.ModelChoiceFilter(label="Service", queryset=units_to_choose, empty_label="Tous")

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

    def filter_end(self, permits: QuerySet, name: str, value: date) -> QuerySet:
        """Those whose end makes a difference: withdrawn and replaced ones have ended already."""
        bound = "expires_on__gte" if name == "ends_after" else "expires_on__lte"
        return permits.filter(**{bound: value}, state__in=[Permit.State.IN_FORCE, Permit.State.SUSPENDED])
