"""The filters of what is proposed for elimination."""

import django_filters

from directorate.casework import registry
from directorate.retention.models import PurgeLine


def procedures() -> list[tuple[str, str]]:
    return sorted(((found.code, found.short_label) for found in registry.all_procedures()), key=lambda pair: pair[1])


class PurgeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Référence du dossier", field_name="reference", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label="Suite", choices=PurgeLine.State.choices, empty_label="Toutes")
    procedure = django_filters.ChoiceFilter(
        label="Procédure", field_name="procedure_code", choices=procedures, empty_label="Toutes"
    )
    proposal = django_filters.NumberFilter(label="Proposition n°", field_name="proposal", min_value=1)

    class Meta:
        model = PurgeLine
        fields: list[str] = []
