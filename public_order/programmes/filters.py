"""The filters of the programmes and of the operations."""

import django_filters

from directorate.territory.models import Commune
from public_order.programmes.models import FieldOperation, LocalProgramme


class ProgrammeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Programme", field_name="name", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="Nature", choices=LocalProgramme.Kind.choices, empty_label="Toutes")

    class Meta:
        model = LocalProgramme
        fields: list[str] = []


class OperationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Opération", field_name="title", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="Nature", choices=FieldOperation.Kind.choices, empty_label="Toutes")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes"
    )
    programme = django_filters.ModelChoiceFilter(
        label="Programme", queryset=LocalProgramme.objects.all(), empty_label="Tous"
    )

    class Meta:
        model = FieldOperation
        fields: list[str] = []
