"""The filters of the campaigns, which the API shares, and of the scenarios."""

import django_filters
from django.db.models import Q, QuerySet

from civil_protection.alerts.campaigns.models import AlertCampaign, AlertScenario, Mode
from civil_protection.alerts.vigilance.colours import Phenomenon
from directorate.web.fields import DateInput


class CampaignFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Intitulé ou scénario", method="filter_text")
    mode = django_filters.ChoiceFilter(label="Mode", choices=Mode.choices, empty_label="Tous")
    state = django_filters.ChoiceFilter(label="État", choices=AlertCampaign.State.choices, empty_label="Tous")
    launched_after = django_filters.DateFilter(
        label="Lancées à partir du", field_name="launched_at", lookup_expr="date__gte", widget=DateInput
    )
    launched_before = django_filters.DateFilter(
        label="Lancées jusqu'au", field_name="launched_at", lookup_expr="date__lte", widget=DateInput
    )

    class Meta:
        model = AlertCampaign
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(label__icontains=value) | Q(scenario__label__icontains=value))


class ScenarioFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Intitulé ou code", method="filter_text")
    phenomenon = django_filters.ChoiceFilter(label="Phénomène", choices=Phenomenon.choices, empty_label="Tous")
    mode = django_filters.ChoiceFilter(label="Mode", choices=Mode.choices, empty_label="Tous")
    use = django_filters.ChoiceFilter(
        label="Usage", choices=[("kept", "En usage"), ("retired", "Retiré")], method="filter_use", empty_label="Tous"
    )

    class Meta:
        model = AlertScenario
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(label__icontains=value) | Q(code__icontains=value))

    def filter_use(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_retired=value == "retired")
