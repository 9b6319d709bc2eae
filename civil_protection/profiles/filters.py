"""The filters of the list of risk profiles."""

import django_filters
from django.db.models import Q

from civil_protection.profiles.forms import sentence
from civil_protection.profiles.models import FLAGS, RiskProfile
from directorate.territory.models import Arrondissement, Commune
from directorate.territory.queries import commune_matches


class ProfileFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Commune", method="filter_text")
    arrondissement = django_filters.ModelChoiceFilter(
        label="Arrondissement", field_name="arrondissement", queryset=Arrondissement.objects.defer("contour"),
        empty_label="Tous",
    )  # fmt: skip
    flag = django_filters.ChoiceFilter(
        label="Risque", choices=[(name, sentence(name)) for name in FLAGS], method="filter_flag", empty_label="Tous"
    )
    river = django_filters.ChoiceFilter(
        label="Cours d'eau", choices=RiskProfile.River.choices, method="filter_river", empty_label="Tous"
    )
    known = django_filters.ChoiceFilter(
        label="Profil", choices=[("yes", "Enregistré"), ("no", "À établir")], method="filter_known", empty_label="Tous"
    )

    class Meta:
        model = Commune
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(commune_matches(value))

    def filter_flag(self, rows, name, value):
        return rows.filter(Q(**{f"risk_profile__{value}": True}))

    def filter_river(self, rows, name, value):
        return rows.filter(risk_profile__rivers__contains=[value])

    def filter_known(self, rows, name, value):
        return rows.filter(risk_profile__isnull=value == "no")
