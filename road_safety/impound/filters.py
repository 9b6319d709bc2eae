"""The filters of the pound; a plate is looked for whole, by its mark."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from directorate.web.fields import DateInput
from road_safety.impound.models import CLOSED, ImpoundedVehicle, Reason, VehicleImmobilisation
from road_safety.impound.operations import marks_of
from road_safety.registers.filters import commune_filter, day_filter
from road_safety.registers.rules import plain_plate
from road_safety.suspensions.access import reads_offences

EVERY = Q()


def by_plate(rows: QuerySet, value: str, others: Q, among: Q = EVERY) -> QuerySet:
    plate = plain_plate(value)
    return rows.filter(others | Q(plate_mark__in=marks_of(plate)) & among if plate else others)


class VehicleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, véhicule ou immatriculation", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=ImpoundedVehicle.State.choices, empty_label="Tous")
    reason = django_filters.ChoiceFilter(label="Motif", choices=Reason.choices, empty_label="Tous")
    claim = django_filters.ChoiceFilter(
        label="Indemnité", choices=[row for row in ImpoundedVehicle.Claim.choices if row[0]], empty_label="Toutes"
    )
    commune = commune_filter()
    after = django_filters.DateFilter(
        label="Entrés depuis le", field_name="entered_at", lookup_expr="date__gte", widget=DateInput
    )

    class Meta:
        model = ImpoundedVehicle
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        words = Q(number__icontains=value) | Q(vehicle__icontains=value) | Q(reference__icontains=value)
        reads = self.request is not None and reads_offences(self.request.user)
        # Whoever is not on the list of access does not learn from a plate that its driver did something.
        return by_plate(
            rows, value, words | Q(custodian__holder__icontains=value), EVERY if reads else ~Q(reason__in=CLOSED)
        )


class ImmobilisationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, véhicule ou immatriculation", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=VehicleImmobilisation.State.choices, empty_label="Tous")
    term = django_filters.ChoiceFilter(
        label="Terme", choices=[("over", "Passé, à constater")], method="filter_term", empty_label="Indifférent"
    )
    commune = commune_filter()
    after = day_filter("Depuis le", "starts_at", "date__gte")

    class Meta:
        model = VehicleImmobilisation
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return by_plate(rows, value, Q(number__icontains=value) | Q(vehicle__icontains=value))

    def filter_term(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(state=VehicleImmobilisation.State.RUNNING, ends_at__lte=now())
