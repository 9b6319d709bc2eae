"""The filters of the list of municipal police forces."""

import django_filters
from django.utils.timezone import localdate

from directorate.territory.models import Arrondissement, Commune
from police_admin.municipal_police.models import MunicipalForce
from police_admin.municipal_police.queries import dated_values, situation

ALERTS = [("some", "Au moins une alerte"), ("none", "Aucune alerte")]
WEAPONS = [("held", "Des armes sont détenues"), ("none", "Aucune arme au registre")]


class ForceFilter(django_filters.FilterSet):
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.order_by("sort_name"), empty_label="Toutes"
    )
    arrondissement = django_filters.ModelChoiceFilter(
        label="Arrondissement", field_name="commune__arrondissement", queryset=Arrondissement.objects.order_by("name"),
        empty_label="Tous",
    )  # fmt: skip
    weapons = django_filters.ChoiceFilter(label="Armes", choices=WEAPONS, method="filter_weapons", empty_label="Toutes")

    alerts = django_filters.ChoiceFilter(label="À voir", choices=ALERTS, method="filter_alerts", empty_label="Toutes")

    class Meta:
        model = MunicipalForce
        fields: list[str] = []

    def filter_weapons(self, rows, name, value):
        held = MunicipalForce.objects.filter(movements__isnull=False).values("pk")
        return rows.filter(pk__in=held) if value == "held" else rows.exclude(pk__in=held)

    def filter_alerts(self, rows, name, value):
        """Drawn from the titles of each force, which the rows of the list bring with them."""
        on = localdate()
        values = dated_values(on)
        told = [row.pk for row in rows if situation(row, values, on).remarks]
        return rows.filter(pk__in=told) if value == "some" else rows.exclude(pk__in=told)
