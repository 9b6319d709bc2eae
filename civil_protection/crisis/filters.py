"""The filters of the log, of its live screen and of its prints, and those of the other lists of a crisis."""

import django_filters
from django import forms
from django.utils.timezone import now

from civil_protection.crisis.models import (
    CrisisDecision,
    CrisisEvent,
    CrisisRequest,
    EngagedMeans,
    LogEntry,
    ShiftHandover,
    SituationReport,
)
from civil_protection.crisis.queries import late_at, matching, report_owed_at, with_open_task
from civil_protection.crisis.terms import (
    PENDING,
    Cell,
    EntryKind,
    Hazard,
    MeansState,
    Mode,
    RequestState,
    State,
    Urgency,
)
from directorate.territory.models import Commune
from directorate.web.fields import DateInput


def event_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Événement", queryset=CrisisEvent.objects.order_by("-opened_at"), empty_label="Tous"
    )


def day_filter(label: str, field: str, lookup: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(label=label, field_name=field, lookup_expr=lookup, widget=DateInput)


class EventFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="Nom", lookup_expr="icontains")
    mode = django_filters.ChoiceFilter(label="Mode", choices=Mode.choices, empty_label="Tous")
    hazard = django_filters.ChoiceFilter(label="Nature", choices=Hazard.choices, empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=State.choices, empty_label="Tous")
    year = django_filters.NumberFilter(label="Année", field_name="alerted_at__year", min_value=2000, max_value=2100)
    report_owed = django_filters.BooleanFilter(
        label="Point de situation attendu", method="filter_report_owed", widget=forms.CheckboxInput
    )

    class Meta:
        model = CrisisEvent
        fields: list[str] = []

    def filter_report_owed(self, queryset, name, value):
        return queryset.filter(report_owed_at(now())) if value else queryset


class ScreenFilter(django_filters.FilterSet):
    """What the live screen and the print of one event are narrowed to."""

    q = django_filters.CharFilter(label="Texte", method="filter_text")
    cell = django_filters.ChoiceFilter(label="Cellule", choices=Cell.choices, empty_label="Toutes")
    kind = django_filters.ChoiceFilter(label="Type", choices=EntryKind.choices, empty_label="Tous")
    urgency = django_filters.ChoiceFilter(label="Urgence", choices=Urgency.choices, empty_label="Toutes")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.order_by("sort_name"), empty_label="Toutes"
    )
    tag = django_filters.CharFilter(label="Mot-clé", method="filter_tag")
    since = day_filter("Fait depuis le", "fact_at", "date__gte")
    until = day_filter("Fait jusqu'au", "fact_at", "date__lte")
    open_task = django_filters.BooleanFilter(
        label="Demande en cours", method="filter_open_task", widget=forms.CheckboxInput
    )

    class Meta:
        model = LogEntry
        fields: list[str] = []

    def filter_text(self, queryset, name, value):
        return queryset.filter(matching(value))

    def filter_tag(self, queryset, name, value):
        return queryset.filter(tags__contains=[value])

    def filter_open_task(self, queryset, name, value):
        return with_open_task(queryset) if value else queryset


class LogFilter(ScreenFilter):
    event = event_filter()


class DecisionFilter(django_filters.FilterSet):
    event = event_filter()
    q = django_filters.CharFilter(label="Texte", field_name="text", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="État", choices=(("taken", "Prise"), ("proposed", "Proposée")), method="filter_state",
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = CrisisDecision
        fields: list[str] = []

    def filter_state(self, queryset, name, value):
        return queryset.filter(decided_at__isnull=value == "proposed")


class RequestFilter(django_filters.FilterSet):
    event = event_filter()
    q = django_filters.CharFilter(label="Demande", field_name="label", lookup_expr="icontains")
    cell = django_filters.ChoiceFilter(label="Cellule", choices=Cell.choices, empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=RequestState.choices, empty_label="Tous")
    pending = django_filters.BooleanFilter(label="En cours", method="filter_pending", widget=forms.CheckboxInput)
    late = django_filters.BooleanFilter(label="En retard", method="filter_late", widget=forms.CheckboxInput)

    class Meta:
        model = CrisisRequest
        fields: list[str] = []

    def filter_pending(self, queryset, name, value):
        return queryset.filter(state__in=PENDING) if value else queryset

    def filter_late(self, queryset, name, value):
        return queryset.filter(late_at(now())) if value else queryset


class ReportFilter(django_filters.FilterSet):
    event = event_filter()
    state = django_filters.ChoiceFilter(
        label="État", choices=(("validated", "Validé"), ("draft", "En préparation")), method="filter_state",
        empty_label="Tous",
    )  # fmt: skip

    class Meta:
        model = SituationReport
        fields: list[str] = []

    def filter_state(self, queryset, name, value):
        return queryset.filter(validated_at__isnull=value == "draft")


class MeansFilter(django_filters.FilterSet):
    event = event_filter()
    q = django_filters.CharFilter(label="Moyen", field_name="label", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label="État", choices=MeansState.choices, empty_label="Tous")
    requisition = django_filters.BooleanFilter(
        label="Réquisitions", method="filter_requisition", widget=forms.CheckboxInput
    )

    class Meta:
        model = EngagedMeans
        fields: list[str] = []

    def filter_requisition(self, queryset, name, value):
        return queryset.filter(is_requisitioned=True) if value else queryset


class HandoverFilter(django_filters.FilterSet):
    event = event_filter()
    cell = django_filters.ChoiceFilter(label="Cellule", choices=Cell.choices, empty_label="Toutes")

    class Meta:
        model = ShiftHandover
        fields: list[str] = []
