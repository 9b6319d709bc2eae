"""The filters of the register; the API offers the same."""

import django_filters
from django.db.models import Q
from django.utils.timezone import localdate

from civil_protection.establishments.models import CATEGORIES, TYPE_CHOICES, Establishment, Opinion
from civil_protection.establishments.periodicity import STATES
from civil_protection.establishments.queries import due_state, in_use, matching, warning_days
from directorate.territory.models import Arrondissement, Commune

YES_NO = [("yes", "Oui"), ("no", "Non")]


class EstablishmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, nom, adresse ou exploitant", method="filter_text")
    type = django_filters.ChoiceFilter(label="Type", choices=TYPE_CHOICES, method="filter_type", empty_label="Tous")
    category = django_filters.ChoiceFilter(
        label="Catégorie", choices=[*CATEGORIES, ("none", "Sans catégorie")], method="filter_category",
        empty_label="Toutes",
    )  # fmt: skip
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes"
    )
    due = django_filters.ChoiceFilter(
        label="Visite périodique", choices=list(STATES.items()), method="filter_due", empty_label="Toutes"
    )
    sleeping = django_filters.ChoiceFilter(
        label="Locaux à sommeil", choices=YES_NO, method="filter_sleeping", empty_label="Tous"
    )
    opinion = django_filters.ChoiceFilter(
        label="Avis courant", field_name="current_opinion", choices=Opinion.choices, empty_label="Tous"
    )
    status = django_filters.ChoiceFilter(
        label="Statut", choices=[("in_use", "En activité"), *Establishment.Status.choices], method="filter_status",
        empty_label="Tous",
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(label="Genre", choices=Establishment.Kind.choices, empty_label="Tous")
    arrondissement = django_filters.ModelChoiceFilter(
        label="Arrondissement", field_name="commune__arrondissement",
        queryset=Arrondissement.objects.defer("contour"), empty_label="Tous",
    )  # fmt: skip
    forced = django_filters.ChoiceFilter(
        label="Catégorie retenue avec motif", choices=YES_NO, method="filter_forced", empty_label="Toutes"
    )
    public_min = django_filters.NumberFilter(
        label="Public, à partir de", field_name="public_total", lookup_expr="gte", min_value=0, max_value=1_000_000
    )

    class Meta:
        model = Establishment
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(matching(value))

    def filter_type(self, rows, name, value):
        return rows.filter(Q(main_type=value) | Q(secondary__contains=[{"type": value}]))

    def filter_category(self, rows, name, value):
        return rows.filter(category__isnull=True) if value == "none" else rows.filter(category=value)

    def filter_status(self, rows, name, value):
        return rows.filter(in_use()) if value == "in_use" else rows.filter(status=value)

    def filter_due(self, rows, name, value):
        on = localdate()
        return rows.filter(due_state(value, on, warning_days(on)))

    def filter_sleeping(self, rows, name, value):
        return rows.filter(sleeping=value == "yes")

    def filter_forced(self, rows, name, value):
        return rows.exclude(category_motive="") if value == "yes" else rows.filter(category_motive="")
