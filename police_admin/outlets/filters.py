"""The filters of the list of licences; the API offers the same."""

import django_filters
from django.utils.timezone import localdate

from directorate.territory.models import Commune
from police_admin.outlets.licences import CATEGORIES
from police_admin.outlets.models import Licence
from police_admin.outlets.queries import STATES, in_state, matching


class LicenceFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Enseigne, adresse, exploitant ou numéro", method="filter_text")
    category = django_filters.ChoiceFilter(label="Licence", choices=CATEGORIES, empty_label="Toutes")
    state = django_filters.ChoiceFilter(
        label="État", choices=list(STATES.items()), method="filter_state", empty_label="Tous"
    )
    commune = django_filters.ModelChoiceFilter(
        label="Commune", field_name="outlet__commune", queryset=Commune.objects.order_by("sort_name"),
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = Licence
        fields: list[str] = []

    def filter_text(self, queryset, name, value):
        return queryset.filter(matching(value))

    def filter_state(self, queryset, name, value):
        return in_state(queryset, value, localdate())
