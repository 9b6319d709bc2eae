"""The filters of the lists of VIGIPIRATE."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, now

from civil_protection.vigipirate.models import (
    CascadeRecipient,
    Declension,
    Posture,
    PublicMeasure,
    RecipientKind,
    SafetyReport,
    Threat,
)
from civil_protection.vigipirate.queries import CASCADE_STATES, STATES, in_cascade_state, in_state
from directorate.territory.models import Commune
from directorate.web.fields import DateInput


class PostureFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Intitulé", field_name="title", lookup_expr="icontains")
    threat = django_filters.ChoiceFilter(label="Niveau", choices=Threat.choices, empty_label="Tous")
    perimeter = django_filters.ChoiceFilter(label="Périmètre", choices=Posture.Perimeter.choices, empty_label="Tous")
    state = django_filters.ChoiceFilter(
        label="État", choices=list(STATES.items()), method="filter_state", empty_label="Tous"
    )

    class Meta:
        model = Posture
        fields: list[str] = []

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_state(value, now()))


class MeasureFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Code ou libellé", method="filter_text")
    domain = django_filters.CharFilter(label="Domaine (code)", field_name="domain", lookup_expr="iexact")
    kind = django_filters.ChoiceFilter(label="Type", choices=PublicMeasure.Kind.choices, empty_label="Tous")
    active = django_filters.ChoiceFilter(
        label="Aujourd'hui", choices=[("yes", "Active"), ("no", "Non active")], method="filter_active",
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = PublicMeasure
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(code__icontains=value) | Q(label__icontains=value))

    def filter_active(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        on = localdate()
        active = Q(active_from__lte=on) & (Q(active_to__isnull=True) | Q(active_to__gt=on))
        return rows.filter(active if value == "yes" else ~active)


class RecipientFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom", field_name="organisation__name", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="Nature", choices=RecipientKind.choices, empty_label="Toutes")

    class Meta:
        model = CascadeRecipient
        fields: list[str] = []


class DeclensionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Destinataire", field_name="organisation__name", lookup_expr="icontains")
    posture = django_filters.ModelChoiceFilter(label="Posture", queryset=Posture.objects.all(), empty_label="Toutes")
    state = django_filters.ChoiceFilter(
        label="Suivi", choices=list(CASCADE_STATES.items()), method="filter_state", empty_label="Tous"
    )
    kind = django_filters.ChoiceFilter(label="Nature", choices=RecipientKind.choices, empty_label="Toutes")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", field_name="organisation__commune", queryset=Commune.objects.all(), empty_label="Toutes"
    )

    class Meta:
        model = Declension
        fields: list[str] = []

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(in_cascade_state(value))


class ReportFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="Type", choices=SafetyReport.Kind.choices, empty_label="Tous")
    follow_up = django_filters.ChoiceFilter(label="Suite", choices=SafetyReport.FollowUp.choices, empty_label="Toutes")
    commune = django_filters.ModelChoiceFilter(label="Commune", queryset=Commune.objects.all(), empty_label="Toutes")
    after = django_filters.DateFilter(
        label="À partir du", field_name="happened_on", lookup_expr="gte", widget=DateInput
    )
    before = django_filters.DateFilter(label="Jusqu'au", field_name="happened_on", lookup_expr="lte", widget=DateInput)

    class Meta:
        model = SafetyReport
        fields: list[str] = []
