"""The filters of the list of imports."""

import django_filters

from directorate.imports.models import TableImport


class ImportFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom du fichier", field_name="file_name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label="État", choices=TableImport.State.choices, empty_label="Tous")
    whose = django_filters.ChoiceFilter(
        label="Déposés par", choices=[("me", "Moi")], method="filter_whose", empty_label="Tout le bureau"
    )

    class Meta:
        model = TableImport
        fields = ["q", "state", "whose"]

    def filter_whose(self, queryset, name, value):
        return queryset.filter(created_by=self.request.user)
