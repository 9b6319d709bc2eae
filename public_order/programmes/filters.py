"""The filters of the programmes and of the operations."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from directorate.territory.models import Commune
from public_order.programmes.models import FieldOperation, LocalProgramme, ProgrammeDecision, ProgrammeMeeting


class ProgrammeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Programme", field_name="name", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="Nature", choices=LocalProgramme.Kind.choices, empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=LocalProgramme.State.choices, empty_label="Tous")

    class Meta:
        model = LocalProgramme
        fields: list[str] = []


class OperationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Opération", field_name="title", lookup_expr="icontains")
    kind = django_filters.ChoiceFilter(label="Nature", choices=FieldOperation.Kind.choices, empty_label="Toutes")
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes"
    )
    programme = django_filters.ModelChoiceFilter(
        label="Programme", queryset=LocalProgramme.objects.all(), empty_label="Tous"
    )
    since = django_filters.DateFilter(label="Depuis le", field_name="held_on", lookup_expr="gte")
    until = django_filters.DateFilter(label="Jusqu'au", field_name="held_on", lookup_expr="lte")
    stage = django_filters.ChoiceFilter(
        label="Étape", method="filter_stage", empty_label="Toutes",
        choices=[("coming", "À venir"), ("waiting", "Compte rendu attendu"), ("reported", "Compte rendu reçu"),
                 ("cancelled", "Annulées")],
    )  # fmt: skip

    class Meta:
        model = FieldOperation
        fields: list[str] = []

    def filter_stage(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "cancelled":
            return rows.exclude(cancelled_at=None)
        rows, on = rows.filter(cancelled_at=None), localdate()
        if value == "reported":
            return rows.exclude(reported_at=None)
        return rows.filter(held_on__gte=on) if value == "coming" else rows.filter(held_on__lt=on, reported_at=None)


class MeetingFilter(django_filters.FilterSet):
    programme = django_filters.ModelChoiceFilter(
        label="Programme", queryset=LocalProgramme.objects.all(), empty_label="Tous"
    )
    kind = django_filters.ChoiceFilter(label="Nature", choices=ProgrammeMeeting.Kind.choices, empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=ProgrammeMeeting.State.choices, empty_label="Tous")

    class Meta:
        model = ProgrammeMeeting
        fields: list[str] = []


class DecisionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Décision ou responsable", method="filter_text")
    programme = django_filters.ModelChoiceFilter(
        label="Programme", field_name="meeting__programme", queryset=LocalProgramme.objects.all(), empty_label="Tous"
    )
    state = django_filters.ChoiceFilter(
        label="État", choices=[("late", "En retard"), *ProgrammeDecision.State.choices], method="filter_state",
        empty_label="Tous",
    )  # fmt: skip

    class Meta:
        model = ProgrammeDecision
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(label__icontains=value) | Q(owner__icontains=value))

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "late":
            return rows.filter(state=ProgrammeDecision.State.OPEN, due_on__lt=localdate())
        return rows.filter(state=value)
