"""The filters of the list of studies; the API offers them too."""

import django_filters
from django.db.models import Q

from civil_protection.public_information.filters import commune_filter
from civil_protection.security_studies.duty import NATURES
from civil_protection.security_studies.models import SecurityStudy
from civil_protection.security_studies.queries import OPEN


class StudyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Référence, projet, permis ou maître d'ouvrage", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État", choices=[("open", "En cours"), *SecurityStudy.State.choices], method="filter_state",
        empty_label="Tous",
    )  # fmt: skip
    nature = django_filters.ChoiceFilter(label="Nature", choices=NATURES, empty_label="Toutes")
    commune = commune_filter()
    opinion = django_filters.ChoiceFilter(label="Avis", choices=SecurityStudy.Opinion.choices, empty_label="Tous")
    required = django_filters.ChoiceFilter(
        label="Étude", choices=[("yes", "Requise"), ("no", "Non requise")], method="filter_required",
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = SecurityStudy
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(
            Q(reference__icontains=value)
            | Q(project__icontains=value)
            | Q(permit_number__icontains=value)
            | Q(owner__icontains=value)
        )

    def filter_state(self, rows, name, value):
        return rows.filter(state__in=OPEN) if value == "open" else rows.filter(state=value)

    def filter_required(self, rows, name, value):
        return rows.filter(required=value == "yes")
