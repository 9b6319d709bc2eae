"""The filters of the list of parameters."""

import django_filters

from directorate.parameters.models import Parameter
from directorate.parameters.queries import matching


class ParameterFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Libellé, code ou source", method="filter_text")
    confidence = django_filters.ChoiceFilter(
        label="Confiance", choices=Parameter.Confidence.choices, empty_label="Toutes"
    )

    class Meta:
        model = Parameter
        fields: list[str] = []

    def filter_text(self, queryset, name, value):
        return queryset.filter(matching(value))
