"""The filters of the lists of safety commissions."""

import django_filters
from django.db.models import Q
from django.utils.timezone import localdate

from civil_protection.public_information.filters import commune_filter
from civil_protection.safety_commissions.bodies import STATUTORY
from civil_protection.safety_commissions.models import CompetenceRule, LocalBody
from civil_protection.safety_commissions.queries import bodies, running
from directorate.commissions.models import Commission


class BodyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom", field_name="name", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(
        label="Sorte", choices=[("department", "Du département"), *LocalBody.Kind.choices], method="filter_kind",
        empty_label="Toutes",
    )  # fmt: skip
    commune = django_filters.ModelChoiceFilter(
        label="Commune", field_name="local_safety__communes", queryset=commune_filter().queryset, empty_label="Toutes"
    )

    class Meta:
        model = Commission
        fields: list[str] = []

    def filter_kind(self, rows, name, value):
        return rows.filter(pk__in=STATUTORY) if value == "department" else rows.filter(local_safety__kind=value)


class RuleFilter(django_filters.FilterSet):
    commission = django_filters.ModelChoiceFilter(
        label="Commission", queryset=lambda request: bodies().order_by("name"), empty_label="Toutes"
    )
    commune = commune_filter()
    state = django_filters.ChoiceFilter(
        label="Règle", choices=[("running", "En vigueur"), ("over", "Terminée ou à venir")], method="filter_state",
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = CompetenceRule
        fields: list[str] = []

    def filter_state(self, rows, name, value):
        now = Q(running(localdate()))
        return rows.filter(now) if value == "running" else rows.exclude(now)
