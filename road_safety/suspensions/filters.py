"""The filters of the register of suspensions; the API offers the same."""

import django_filters
from django.utils.timezone import localdate, now

from directorate.casework.models import Case
from directorate.casework.text import matching_listed
from directorate.territory.models import Commune
from directorate.web.fields import DateInput
from road_safety.suspensions import facts, queries
from road_safety.suspensions.rules import Cause
from road_safety.suspensions.tables import KINDS
from road_safety.suspensions.terms import State

SOON = [("soon", "Rétention qui s'achève"), ("late", "Rétention dépassée"), ("over", "Terme passé, à clore")]


class SuspensionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Dossier ou conducteur", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=State.choices, empty_label="Tous")
    kind = django_filters.ChoiceFilter(
        label="Nature", field_name="procedure_code", empty_label="Toutes",
        choices=[(facts.RETAINED, KINDS[True]), (facts.WITHOUT_RETENTION, KINDS[False])],
    )  # fmt: skip
    cause = django_filters.ChoiceFilter(label="Cause", choices=Cause.choices, empty_label="Toutes")
    term = django_filters.ChoiceFilter(label="Délai", choices=SOON, method="filter_term", empty_label="Tous")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes"
    )
    received_after = django_filters.DateFilter(
        label="Reçues depuis le", field_name="received_on", lookup_expr="gte", widget=DateInput
    )
    received_before = django_filters.DateFilter(
        label="Reçues jusqu'au", field_name="received_on", lookup_expr="lte", widget=DateInput
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return matching_listed(rows, value)

    def filter_term(self, rows, name, value):
        if value == "over":
            return rows.filter(state=State.RUNNING, ends_on__lte=localdate())
        waiting = rows.filter(limit_at__isnull=False, is_open=True, decided_at__isnull=True)
        return waiting.filter(limit_at__lt=now() if value == "late" else queries.horizon(now()))
