"""The filters of the registers; the API offers them too."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from directorate.territory.models import Commune
from directorate.web.fields import DateInput
from road_safety.registers.models import (
    ApprovalInspection,
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    StageSession,
    TrafficOrder,
)


def communes() -> QuerySet[Commune]:
    return Commune.objects.defer("contour").order_by("sort_name")


def commune_filter(**facts) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(label="Commune", queryset=communes(), empty_label="Toutes", **facts)


def day_filter(label: str, field: str, lookup: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(label=label, field_name=field, lookup_expr=lookup, widget=DateInput)


class StageFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, centre ou salle", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=StageSession.State.choices, empty_label="Tous")
    late = django_filters.ChoiceFilter(
        label="Signalement", choices=[("late", "Annulation tardive")], method="filter_late", empty_label="Indifférent"
    )
    commune = commune_filter()
    after = day_filter("À partir du", "starts_on", "gte")
    before = day_filter("Jusqu'au", "starts_on", "lte")

    class Meta:
        model = StageSession
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(number__icontains=value) | Q(room__icontains=value) | Q(title__place_label__icontains=value)
            | Q(title__number__icontains=value)
        )  # fmt: skip

    def filter_late(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_flagged=True)


class TrafficFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, objet ou voie", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=TrafficOrder.State.choices, empty_label="Tous")
    kind = django_filters.ChoiceFilter(label="Nature", choices=TrafficOrder.Kind.choices, empty_label="Toutes")
    prepared_by = django_filters.ChoiceFilter(
        label="Préparé par", choices=TrafficOrder.Preparer.choices, empty_label="Tous"
    )
    commune = commune_filter(method="filter_commune")
    running = django_filters.ChoiceFilter(
        label="Application", choices=[("now", "En cours")], method="filter_running", empty_label="Indifférente"
    )

    class Meta:
        model = TrafficOrder
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(number__icontains=value) | Q(title__icontains=value) | Q(roads__icontains=value))

    # A subquery: a join on what is multiple would show an order twice.
    def filter_commune(self, rows: QuerySet, name: str, value: Commune) -> QuerySet:
        return rows.filter(pk__in=TrafficOrder.objects.filter(communes=value).values("pk"))

    def filter_running(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        at = now()
        return rows.filter(Q(ends_at=None) | Q(ends_at__gt=at), state=TrafficOrder.State.SIGNED, starts_at__lte=at)


class CentreFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom, numéro ou exploitant", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=InspectionCentre.State.choices, empty_label="Tous")
    category = django_filters.ChoiceFilter(
        label="Véhicules", choices=InspectionCentre.Category.choices, empty_label="Tous"
    )
    commune = commune_filter()

    class Meta:
        model = InspectionCentre
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(name__icontains=value) | Q(number__icontains=value) | Q(operator__icontains=value))


class ControllerFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom, numéro ou centre", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=InspectionController.State.choices, empty_label="Tous")

    class Meta:
        model = InspectionController
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(name__icontains=value) | Q(number__icontains=value) | Q(centre__name__icontains=value))


class SiteFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro ou voie", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=SpeedSite.State.choices, empty_label="Tous")
    kind = django_filters.ChoiceFilter(label="Type", choices=SpeedSite.Kind.choices, empty_label="Tous")
    commune = commune_filter()

    class Meta:
        model = SpeedSite
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(number__icontains=value) | Q(road__icontains=value))


class PersonFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom ou agrément", method="filter_text")
    role = django_filters.ChoiceFilter(label="Qualité", choices=ApprovedPerson.Role.choices, empty_label="Toutes")
    here = django_filters.ChoiceFilter(
        label="Présence", choices=[("here", "En fonction"), ("left", "Parti")], method="filter_here",
        empty_label="Indifférente",
    )  # fmt: skip

    class Meta:
        model = ApprovedPerson
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(name__icontains=value) | Q(title__number__icontains=value) | Q(title__place_label__icontains=value)
        )

    def filter_here(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(left_on__isnull=value == "here")


class InspectionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Agrément, centre, contrôleur ou inspecteur", method="filter_text")
    finding = django_filters.ChoiceFilter(
        label="Constat", choices=[("compliant", "Conforme"), ("open", "Suites attendues"), ("followed", "Satisfait")],
        method="filter_finding", empty_label="Tous",
    )  # fmt: skip
    after = day_filter("Depuis le", "inspected_on", "gte")
    before = day_filter("Jusqu'au", "inspected_on", "lte")

    class Meta:
        model = ApprovalInspection
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(title__number__icontains=value) | Q(title__holder__icontains=value) | Q(centre__name__icontains=value)
            | Q(controller__name__icontains=value) | Q(inspector__icontains=value)
        )  # fmt: skip

    def filter_finding(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_compliant=value == "compliant", followed_on__isnull=value != "followed")
