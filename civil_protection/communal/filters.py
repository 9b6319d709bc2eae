"""The filters of the list of communal plans; the API offers the same."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from civil_protection.communal.duties import REASONS, STATES
from civil_protection.communal.models import CommunalFile
from civil_protection.communal.queries import FILE, TERMS, in_state, owed, terms_on
from directorate.territory.models import Arrondissement, Commune
from directorate.territory.queries import commune_matches


class CommunalFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Commune", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État du plan", choices=list(STATES.items()), method="filter_state", empty_label="Tous"
    )
    arrondissement = django_filters.ModelChoiceFilter(
        label="Arrondissement", field_name="arrondissement", queryset=Arrondissement.objects.defer("contour"),
        empty_label="Tous",
    )  # fmt: skip
    reason = django_filters.ChoiceFilter(
        label="Motif de l'obligation", choices=[(reason.code, reason.label) for reason in REASONS],
        method="filter_reason", empty_label="Tous",
    )  # fmt: skip
    owed = django_filters.ChoiceFilter(
        label="Obligation", choices=[("yes", "Plan obligatoire"), ("no", "Sans obligation")], method="filter_owed",
        empty_label="Toutes",
    )  # fmt: skip
    past = django_filters.ChoiceFilter(
        label="Échéance dépassée", choices=[(name, label) for label, name in TERMS], method="filter_past",
        empty_label="Toutes",
    )  # fmt: skip
    quality = django_filters.ChoiceFilter(
        label="Analyse", field_name=f"{FILE}quality", choices=CommunalFile.Quality.choices, empty_label="Toutes"
    )

    class Meta:
        model = Commune
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(commune_matches(value))

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_state(value, terms_on(localdate())))

    def filter_reason(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(**{f"risk_profile__{value}": True}))

    def filter_owed(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        bound = Commune.objects.filter(owed(terms_on(localdate()).seismic_from)).values("pk")
        return rows.filter(pk__in=bound) if value == "yes" else rows.exclude(pk__in=bound)

    def filter_past(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(**{f"{FILE}{value}__lt": localdate()})
