"""The filters of the lists of visits, requirements and unfavourable opinions; the API offers them too."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.utils.timezone import localdate

from civil_protection.establishments.models import CATEGORIES, TYPE_CHOICES
from civil_protection.safety_visits import follow_up, group, sentences
from civil_protection.safety_visits.models import SafetyRequirement, SafetyVisit, UnfavourableOpinion
from civil_protection.safety_visits.queries import bounds
from directorate.territory.models import Commune
from directorate.web.fields import DateInput

YES_NO = [("yes", "Oui"), ("no", "Non")]


def place_filter() -> django_filters.CharFilter:
    return django_filters.CharFilter(label="Établissement ou adresse", method="filter_text")


def commune_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Commune", field_name="establishment__commune",
        queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes",
    )  # fmt: skip


def type_filter() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label="Type", field_name="establishment__main_type", choices=TYPE_CHOICES, empty_label="Tous"
    )


def category_filter() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label="Catégorie", field_name="establishment__category", choices=CATEGORIES, empty_label="Toutes"
    )


class OfEstablishments(django_filters.FilterSet):
    """What the lists of things of an establishment share."""

    def filter_text(self, rows, name, value):
        place = "establishment__"
        return rows.filter(
            Q(**{f"{place}name__icontains": value}) | Q(**{f"{place}sign__icontains": value})
            | Q(**{f"{place}number__iexact": value}) | Q(**{f"{place}address__icontains": value})
        )  # fmt: skip


class VisitFilter(OfEstablishments):
    q = place_filter()
    state = django_filters.ChoiceFilter(label="État", choices=SafetyVisit.State.choices, empty_label="Tous")
    kind = django_filters.ChoiceFilter(label="Type de visite", choices=list(group.KINDS.items()), empty_label="Tous")
    opinion = django_filters.ChoiceFilter(label="Avis", choices=SafetyVisit.Opinion.choices, empty_label="Tous")
    commune = commune_filter()
    type = type_filter()
    category = category_filter()
    planned_from = django_filters.DateFilter(
        label="Programmée à partir du", field_name="planned_on", lookup_expr="gte", widget=DateInput
    )
    planned_until = django_filters.DateFilter(
        label="Jusqu'au", field_name="planned_on", lookup_expr="lte", widget=DateInput
    )

    class Meta:
        model = SafetyVisit
        fields: list[str] = []


class RequirementFilter(OfEstablishments):
    q = place_filter()
    words = django_filters.CharFilter(label="Mots de la prescription", field_name="text", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="État", choices=[("live", "À lever"), *follow_up.STATES.items()], method="filter_state",
        empty_label="Tous",
    )  # fmt: skip
    late = django_filters.ChoiceFilter(label="Délai passé", choices=YES_NO, method="filter_late", empty_label="Tous")
    category = django_filters.ChoiceFilter(
        label="Catégorie", choices=list(sentences.CATEGORIES.items()), empty_label="Toutes"
    )
    commune = commune_filter()

    class Meta:
        model = SafetyRequirement
        fields: list[str] = []

    def filter_state(self, rows, name, value):
        return rows.filter(state__in=follow_up.LIVE) if value == "live" else rows.filter(state=value)

    def filter_late(self, rows, name, value):
        late = Q(due_on__lt=localdate(), state__in=follow_up.LIVE)
        return rows.filter(late) if value == "yes" else rows.exclude(late)


class OpinionFilter(OfEstablishments):
    q = place_filter()
    state = django_filters.ChoiceFilter(
        label="Suivi", choices=[("live", "En cours"), ("lifted", "Levé")], method="filter_state", empty_label="Tous"
    )
    decision = django_filters.ChoiceFilter(
        label="Décision du maire", choices=list(follow_up.DECISIONS.items()), empty_label="Toutes"
    )
    band = django_filters.ChoiceFilter(
        label="Ancienneté", choices=[("0", "1re tranche"), ("1", "2e tranche"), ("2", "3e tranche"),
                                     ("3", "4e tranche")],
        method="filter_band", empty_label="Toutes",
    )  # fmt: skip
    sleeping = django_filters.ChoiceFilter(
        label="Locaux à sommeil", choices=YES_NO, method="filter_sleeping", empty_label="Tous"
    )
    danger = django_filters.ChoiceFilter(
        label="Danger grave", choices=YES_NO, method="filter_danger", empty_label="Tous"
    )
    commune = commune_filter()
    type = type_filter()

    class Meta:
        model = UnfavourableOpinion
        fields: list[str] = []

    def filter_state(self, rows, name, value):
        return rows.filter(lifted_on__isnull=value == "live")

    def filter_band(self, rows, name, value):
        on, found = localdate(), follow_up.bands(bounds(localdate()))
        if int(value) >= len(found):
            return rows.none()
        first, last, _ = found[int(value)]
        rows = rows.filter(lifted_on=None, opened_on__lte=on - timedelta(days=first))
        return rows if last is None else rows.filter(opened_on__gte=on - timedelta(days=last))

    def filter_sleeping(self, rows, name, value):
        return rows.filter(establishment__sleeping=value == "yes")

    def filter_danger(self, rows, name, value):
        return rows.filter(is_danger=value == "yes")
