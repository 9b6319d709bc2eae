"""The filters of the lists of plans; the API offers the same."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from civil_protection.plans.models import (
    Activation,
    CapacityGap,
    OrsecActor,
    OrsecMeans,
    Plan,
    PlanDiffusion,
    ReflexCard,
)
from civil_protection.plans.queries import COPY_STATES, IN_FORCE, copies_in, late_on, matching, stale_means
from civil_protection.plans.readiness import FLAGS
from directorate.territory.models import Commune
from directorate.web.fields import DateInput

UP_TO_DATE, LATE, NEVER = "up_to_date", "late", "never"
REVISIONS = {UP_TO_DATE: "À jour", LATE: "Révision dépassée", NEVER: "Jamais approuvé"}


class PlanFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Titre, code, pilote ou installation", method="filter_text")
    family = django_filters.ChoiceFilter(label="Famille", choices=Plan.Family.choices, empty_label="Toutes")
    state = django_filters.ChoiceFilter(label="État", choices=Plan.State.choices, empty_label="Tous")
    revision = django_filters.ChoiceFilter(
        label="Révision", choices=list(REVISIONS.items()), method="filter_revision", empty_label="Toutes"
    )
    in_force = django_filters.BooleanFilter(label="En vigueur", method="filter_in_force", widget=forms.CheckboxInput)
    exercise_late = django_filters.BooleanFilter(
        label="Exercice en retard", method="filter_exercise_late", widget=forms.CheckboxInput
    )
    commune = django_filters.ModelChoiceFilter(
        label="Commune", field_name="communes", queryset=Commune.objects.order_by("sort_name"), empty_label="Toutes"
    )
    due_before = django_filters.DateFilter(
        label="À réviser jusqu'au", field_name="revision_due_on", lookup_expr="lte", widget=DateInput
    )

    class Meta:
        model = Plan
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(matching(value))

    def filter_in_force(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(IN_FORCE) if value else rows

    def filter_exercise_late(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(IN_FORCE, exercise_due_on__lt=localdate()) if value else rows

    def filter_revision(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        late = late_on(localdate())
        return rows.filter({LATE: late, UP_TO_DATE: IN_FORCE & ~late, NEVER: Q(approved_on__isnull=True)}[value])


class CardFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Titre, déclencheur ou plan", method="filter_text")
    recipient = django_filters.ChoiceFilter(
        label="Destinataire", choices=ReflexCard.Recipient.choices, empty_label="Tous"
    )

    class Meta:
        model = ReflexCard
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(title__icontains=value) | Q(trigger__icontains=value) | Q(plan__title__icontains=value)
            | Q(plan__code__icontains=value)
        )  # fmt: skip


class CopyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Plan ou destinataire", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="Accusé", choices=list(COPY_STATES.items()), method="filter_state", empty_label="Tous"
    )
    medium = django_filters.ChoiceFilter(label="Support", choices=PlanDiffusion.Medium.choices, empty_label="Tous")

    class Meta:
        model = PlanDiffusion
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(plan__title__icontains=value) | Q(plan__code__iexact=value) | Q(commune__name__icontains=value)
            | Q(organisation__name__icontains=value)
        )  # fmt: skip

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(copies_in(value, localdate()))


class ActivationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Plan ou motif", method="filter_text")
    stage = django_filters.ChoiceFilter(label="Niveau", choices=Activation.Stage.choices, empty_label="Tous")
    is_exercise = django_filters.ChoiceFilter(
        label="Cadre", choices=[("false", "Réel"), ("true", "Exercice")], empty_label="Tous", method="filter_frame"
    )
    current = django_filters.ChoiceFilter(
        label="En cours", choices=[("true", "En cours"), ("false", "Levée")], empty_label="Toutes",
        method="filter_current",
    )  # fmt: skip

    class Meta:
        model = Activation
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(plan__title__icontains=value) | Q(plan__code__icontains=value) | Q(reason__icontains=value)
        )

    def filter_frame(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_exercise=value == "true")

    def filter_current(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(lifted_at__isnull=value == "true")


class MeansFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Moyen, organisme ou lieu", method="filter_text")
    check = django_filters.ChoiceFilter(
        label="Vérification", choices=[("stale", "À vérifier")], empty_label="Toutes", method="filter_check"
    )

    class Meta:
        model = OrsecMeans
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(kind__icontains=value) | Q(organisation__name__icontains=value) | Q(place__icontains=value)
        )

    def filter_check(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=stale_means(localdate()).values("pk"))


class ActorFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Organisme ou mission", method="filter_text")
    lacking = django_filters.ChoiceFilter(
        label="Déclaration", choices=[("yes", "Incomplète"), ("no", "Complète")], empty_label="Toutes",
        method="filter_lacking",
    )  # fmt: skip

    class Meta:
        model = OrsecActor
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(organisation__name__icontains=value) | Q(missions__icontains=value))

    def filter_lacking(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        whole = Q(**dict.fromkeys(FLAGS, True))
        return rows.filter(whole) if value == "no" else rows.exclude(whole)


class CapacityFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Risque, effet ou capacité", method="filter_text")
    lacking = django_filters.BooleanFilter(label="Il en manque", method="filter_lacking", widget=forms.CheckboxInput)

    class Meta:
        model = CapacityGap
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(risk__icontains=value) | Q(effect__icontains=value) | Q(capacity__icontains=value))

    def filter_lacking(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(gap__gt=0) if value else rows
