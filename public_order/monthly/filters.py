"""The filters of the notes; the API offers them too."""

import django_filters

from public_order.monthly.models import ReportVersion
from public_order.monthly.queries import OPEN


class VersionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Périmètre", field_name="report__name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="État", choices=[("open", "En cours"), *ReportVersion.State.choices], method="filter_state",
        empty_label="Tous",
    )  # fmt: skip
    year = django_filters.NumberFilter(label="Année", field_name="report__period__year", min_value=2000, max_value=2100)

    class Meta:
        model = ReportVersion
        fields: list[str] = []

    def filter_state(self, rows, name: str, value: str):
        return rows.filter(state__in=OPEN if value == "open" else (value,))
