"""The filters of press releases, answers and counts of calls."""

import django_filters
from django import forms

from civil_protection.crisis.filters import event_filter
from civil_protection.crisis.outreach.models import PressRelease, PublicAnswer, PublicCallCount
from civil_protection.crisis.outreach.terms import Subject


def subject_filter() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label="Sujet", choices=Subject.choices, empty_label="Tous")


class ReleaseFilter(django_filters.FilterSet):
    event = event_filter()
    q = django_filters.CharFilter(label="Titre", field_name="title", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="État", choices=(("validated", "Validé"), ("draft", "Projet")), method="filter_state",
        empty_label="Tous",
    )  # fmt: skip

    class Meta:
        model = PressRelease
        fields: list[str] = []

    def filter_state(self, queryset, name, value):
        return queryset.filter(validated_at__isnull=value == "draft")


class AnswerFilter(django_filters.FilterSet):
    event = event_filter()
    q = django_filters.CharFilter(label="Question", field_name="question", lookup_expr="icontains")
    subject = subject_filter()
    in_force = django_filters.BooleanFilter(
        label="En vigueur", method="filter_in_force", widget=forms.CheckboxInput
    )  # fmt: skip

    class Meta:
        model = PublicAnswer
        fields: list[str] = []

    def filter_in_force(self, queryset, name, value):
        return queryset.filter(withdrawn_at__isnull=True) if value else queryset


class CallFilter(django_filters.FilterSet):
    event = event_filter()
    subject = subject_filter()

    class Meta:
        model = PublicCallCount
        fields: list[str] = []
