"""The filters of the lists of public information; the API offers those of the requests."""

import django_filters
from django.db.models import Q
from django.utils.timezone import localdate

from civil_protection.public_information.models import (
    BuyerInformationOrder,
    Campaign,
    CommuneRisk,
    DisasterRequest,
    Phenomenon,
    Risk,
)
from civil_protection.public_information.queries import OPEN
from directorate.territory.models import Commune
from directorate.web.fields import DateInput


def commune_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Commune", field_name="commune", queryset=Commune.objects.defer("contour").order_by("sort_name"),
        empty_label="Toutes",
    )  # fmt: skip


class RequestFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, commune ou arrêté", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État", choices=[("open", "En cours"), *DisasterRequest.State.choices], method="filter_state",
        empty_label="Tous",
    )  # fmt: skip
    phenomenon = django_filters.ChoiceFilter(label="Phénomène", choices=Phenomenon.choices, empty_label="Tous")
    commune = commune_filter()
    decision = django_filters.ChoiceFilter(
        label="Décision", choices=DisasterRequest.Decision.choices, empty_label="Toutes"
    )
    late = django_filters.ChoiceFilter(
        label="Délai", choices=[("yes", "Hors délai"), ("no", "Dans le délai")], method="filter_late",
        empty_label="Tous",
    )  # fmt: skip
    year = django_filters.NumberFilter(label="Année du phénomène", field_name="year", min_value=1980, max_value=2100)

    class Meta:
        model = DisasterRequest
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(
            Q(number__icontains=value) | Q(commune__name__icontains=value) | Q(order_number__icontains=value)
        )

    def filter_state(self, rows, name, value):
        return rows.filter(state__in=OPEN) if value == "open" else rows.filter(state=value)

    def filter_late(self, rows, name, value):
        return rows.filter(is_late=value == "yes")


class RiskFilter(django_filters.FilterSet):
    commune = commune_filter()
    risk = django_filters.ChoiceFilter(label="Risque", choices=Risk.choices, empty_label="Tous")
    degree = django_filters.ChoiceFilter(label="Niveau", choices=CommuneRisk.Degree.choices, empty_label="Tous")

    class Meta:
        model = CommuneRisk
        fields: list[str] = []


class BuyerOrderFilter(django_filters.FilterSet):
    commune = commune_filter()
    risk = django_filters.ChoiceFilter(
        label="Risque", choices=Risk.choices, method="filter_risk", empty_label="Tous"
    )  # fmt: skip
    in_force = django_filters.ChoiceFilter(
        label="Arrêté", choices=[("yes", "En vigueur"), ("no", "Remplacé")], method="filter_in_force",
        empty_label="Tous",
    )  # fmt: skip

    class Meta:
        model = BuyerInformationOrder
        fields: list[str] = []

    def filter_risk(self, rows, name, value):
        return rows.filter(risks__contains=[value])

    def filter_in_force(self, rows, name, value):
        return rows.filter(replaced_on__isnull=value == "yes")


class CampaignFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Intitulé", field_name="name", lookup_expr="icontains")
    theme = django_filters.ChoiceFilter(label="Thème", choices=Campaign.Theme.choices, empty_label="Tous")
    reported = django_filters.ChoiceFilter(
        label="Bilan", choices=[("yes", "Enregistré"), ("awaited", "Attendu")], method="filter_reported",
        empty_label="Tous",
    )  # fmt: skip
    starts_after = django_filters.DateFilter(
        label="À partir du", field_name="starts_on", lookup_expr="gte", widget=DateInput
    )

    class Meta:
        model = Campaign
        fields: list[str] = []

    def filter_reported(self, rows, name, value):
        if value == "yes":
            return rows.filter(reported_on__isnull=False)
        return rows.filter(reported_on__isnull=True, ends_on__lt=localdate())
