"""The filters of the vigilance bulletins, which the API shares."""

import django_filters

from civil_protection.alerts.vigilance.colours import Colour, Phenomenon
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from directorate.web.fields import DateInput


class BulletinFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Tronçon ou source", method="filter_text")
    phenomenon = django_filters.ChoiceFilter(label="Phénomène", choices=Phenomenon.choices, empty_label="Tous")
    colour = django_filters.ChoiceFilter(label="Couleur", choices=Colour.choices, empty_label="Toutes")
    decision = django_filters.ChoiceFilter(
        label="Décision", choices=VigilanceBulletin.Decision.choices, empty_label="Toutes"
    )
    after = django_filters.DateFilter(
        label="En cours à partir du", field_name="ends_at", lookup_expr="date__gte", widget=DateInput
    )
    before = django_filters.DateFilter(
        label="En cours jusqu'au", field_name="starts_at", lookup_expr="date__lte", widget=DateInput
    )

    class Meta:
        model = VigilanceBulletin
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(section__icontains=value) | rows.filter(source__icontains=value)
