"""The filters of the lists of the observatory; the API offers those of the accidents."""

import django_filters
from django.db.models import Q

from directorate.imports.deliveries.filters import refusal_filter
from directorate.territory.models import Commune
from directorate.web.fields import DateInput
from road_safety.accidents import nomenclature
from road_safety.accidents.models import (
    Accident,
    AccidentEdition,
    AccidentImport,
    AccidentRefusal,
    FatalCase,
    Reliability,
)
from road_safety.accidents.themes import LABELS

SEVERITIES = (("fatal", "Mortels"), ("serious", "Graves (tué ou hospitalisé)"), ("light", "Sans tué ni hospitalisé"))


def commune_filter() -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Commune", field_name="commune", queryset=Commune.objects.defer("contour").order_by("sort_name"),
        empty_label="Toutes",
    )  # fmt: skip


class AccidentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, adresse ou voie", method="filter_text")
    year = django_filters.NumberFilter(label="Année", field_name="edition__year", min_value=1990, max_value=2100)
    commune = commune_filter()
    theme = django_filters.ChoiceFilter(
        label="Enjeu", choices=list(LABELS.items()), method="filter_theme", empty_label="Tous"
    )  # fmt: skip
    severity = django_filters.ChoiceFilter(
        label="Gravité", choices=SEVERITIES, method="filter_severity", empty_label="Toutes"
    )  # fmt: skip
    month = django_filters.ChoiceFilter(
        label="Mois", choices=[(str(month), f"{month:02}") for month in range(1, 13)], field_name="day",
        lookup_expr="month", empty_label="Tous",
    )  # fmt: skip
    hour = django_filters.NumberFilter(label="Heure (0 à 23)", method="filter_hour", min_value=0, max_value=23)
    since = django_filters.DateFilter(label="Depuis le", field_name="day", lookup_expr="gte", widget=DateInput)
    until = django_filters.DateFilter(label="Jusqu'au", field_name="day", lookup_expr="lte", widget=DateInput)
    light = django_filters.ChoiceFilter(
        label="Luminosité", choices=lambda: nomenclature.choices("light"), empty_label="Toutes"
    )  # fmt: skip
    road = django_filters.ChoiceFilter(
        label="Catégorie de route", field_name="road_category",
        choices=lambda: nomenclature.choices("road_category"), empty_label="Toutes",
    )  # fmt: skip
    geo = django_filters.ChoiceFilter(
        label="Localisation", field_name="geo_quality", choices=Accident.Geo.choices, empty_label="Toutes"
    )  # fmt: skip

    class Meta:
        model = Accident
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(
            Q(number__startswith=value.strip()) | Q(address__icontains=value) | Q(road_name__icontains=value)
        )

    def filter_theme(self, rows, name, value):
        return rows.filter(themes__contains=[value])

    def filter_severity(self, rows, name, value):
        if value == "fatal":
            return rows.filter(killed__gt=0)
        serious = Q(killed__gt=0) | Q(hospitalised__gt=0)
        return rows.filter(serious) if value == "serious" else rows.exclude(serious)

    def filter_hour(self, rows, name, value):
        return rows.filter(time__hour=int(value))


class ImportFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Intitulé", field_name="label", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label="État", choices=AccidentImport.State.choices, empty_label="Tous")
    reliability = django_filters.ChoiceFilter(label="Données", choices=Reliability.choices, empty_label="Toutes")

    class Meta:
        model = AccidentImport
        fields: list[str] = []


class EditionFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label="Année", min_value=1990, max_value=2100)
    state = django_filters.ChoiceFilter(label="État", choices=AccidentEdition.State.choices, empty_label="Tous")

    class Meta:
        model = AccidentEdition
        fields: list[str] = []


RefusalFilter = refusal_filter(AccidentRefusal)


class FatalFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Lieu", field_name="address", lookup_expr="icontains")
    commune = commune_filter()
    open = django_filters.ChoiceFilter(
        label="Suivi", choices=[("yes", "En cours"), ("no", "Clos")], method="filter_open", empty_label="Tous"
    )  # fmt: skip
    inquiry = django_filters.ChoiceFilter(label="Enquête ECPA", choices=FatalCase.Inquiry.choices, empty_label="Toutes")
    year = django_filters.NumberFilter(label="Année", field_name="occurred_at__year", min_value=1990, max_value=2100)

    class Meta:
        model = FatalCase
        fields: list[str] = []

    def filter_open(self, rows, name, value):
        return rows.filter(closed_on__isnull=value == "yes")
