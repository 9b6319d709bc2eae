"""The filters of the register of texts."""

import django_filters
from django.db.models import Q

from directorate.legal_texts.citations import CODES
from directorate.legal_texts.models import LegalText
from directorate.legal_texts.queries import matching

STATES = (("in_force", "En vigueur"), ("coming", "À venir"), ("ended", "Abrogé"))
CONDITIONS = {
    "in_force": Q(since__isnull=False),
    "coming": Q(since__isnull=True, ended__isnull=True),
    "ended": Q(since__isnull=True, ended__isnull=False),
}


class LegalTextFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Article, numéro ou objet", method="filter_text")
    kind = django_filters.ChoiceFilter(label="Nature", choices=LegalText.Kind.choices, empty_label="Toutes")
    code = django_filters.ChoiceFilter(
        label="Code", choices=[(short, name.capitalize()) for name, short in CODES.items()], empty_label="Tous"
    )
    state = django_filters.ChoiceFilter(
        label="État aujourd'hui", choices=STATES, method="filter_state", empty_label="Tous"
    )

    class Meta:
        model = LegalText
        fields: list[str] = []

    def filter_text(self, queryset, name, value):
        return queryset.filter(matching(value))

    def filter_state(self, queryset, name, value):
        return queryset.filter(CONDITIONS[value])
