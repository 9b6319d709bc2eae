"""The filters of exercises, lessons and actions; the API offers the same."""

import django_filters
from django.db.models import Q
from django.utils.timezone import localdate, now

from civil_protection.exercises.models import Exercise, Review, ReviewAction
from civil_protection.exercises.queries import PENDING, PLAYED, TO_COME
from civil_protection.plans.models import Plan
from directorate.partners.models import Organisation
from directorate.territory.models import Commune

GROUPS = {"coming": TO_COME, "held": PLAYED}


class ExerciseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Titre ou pilote", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État", choices=[("coming", "À venir"), ("held", "Joués"), *Exercise.State.choices],
        method="filter_state", empty_label="Tous",
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(label="Type", choices=Exercise.Kind.choices, empty_label="Tous")
    year = django_filters.NumberFilter(label="Année", field_name="starts_at__year", min_value=1990, max_value=2100)
    plan = django_filters.ModelChoiceFilter(
        label="Plan", field_name="plans", queryset=Plan.objects.order_by("code"), empty_label="Tous"
    )
    commune = django_filters.ModelChoiceFilter(
        label="Commune", field_name="communes", queryset=Commune.objects.defer("contour").order_by("sort_name"),
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = Exercise
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(Q(title__icontains=value) | Q(pilot__icontains=value))

    def filter_state(self, rows, name, value):
        return rows.filter(state__in=GROUPS.get(value, (value,)))


class ReviewFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Exercice ou événement", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="Avancement", method="filter_state", empty_label="Tous",
        choices=[("hot", "Débriefing à tenir"), ("cold", "À publier"), ("late", "En retard"), ("done", "Publié")],
    )  # fmt: skip

    class Meta:
        model = Review
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(Q(exercise__title__icontains=value) | Q(event__name__icontains=value))

    def filter_state(self, rows, name, value):
        if value == "hot":
            return rows.filter(hot_at=None)
        if value == "late":
            return rows.filter(
                Q(hot_at=None, hot_due_at__lt=now()) | Q(published_on=None, cold_due_on__lt=localdate())
            )  # fmt: skip
        if value == "done":
            return rows.exclude(published_on=None)
        return rows.filter(published_on=None, hot_at__isnull=False)


class ActionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Recommandation", field_name="label", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="État", choices=[("pending", "Non terminées"), ("late", "En retard"), *ReviewAction.State.choices],
        method="filter_state", empty_label="Tous",
    )  # fmt: skip
    priority = django_filters.ChoiceFilter(
        label="Priorité", choices=ReviewAction.Priority.choices, empty_label="Toutes"
    )
    owner = django_filters.ModelChoiceFilter(
        label="Responsable", queryset=Organisation.objects.order_by("name"), empty_label="Tous"
    )

    class Meta:
        model = ReviewAction
        fields: list[str] = []

    def filter_state(self, rows, name, value):
        if value == "late":
            return rows.filter(state__in=PENDING, due_on__lt=localdate())
        return rows.filter(state__in=PENDING) if value == "pending" else rows.filter(state=value)
