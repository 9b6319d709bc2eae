"""The filters of the list of rescue posts; the API offers the same."""

import django_filters
from django.db.models import F, Q
from django.utils.timezone import localdate

from civil_protection.first_aid.models import RescueAssociation, RescuePost
from civil_protection.first_aid.ratio import SHORT
from civil_protection.gatherings.queries import start_of
from directorate.territory.models import Commune


class PostFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Manifestation, lieu ou numéro", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=RescuePost.State.choices, empty_label="Tous")
    kind = django_filters.ChoiceFilter(label="Type", choices=list(SHORT.items()), empty_label="Tous")
    association = django_filters.ModelChoiceFilter(
        label="Association", queryset=RescueAssociation.objects.order_by("name"), empty_label="Toutes"
    )
    commune = django_filters.ModelChoiceFilter(
        label="Commune", field_name="gathering__commune",
        queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes",
    )  # fmt: skip
    staff = django_filters.ChoiceFilter(
        label="Effectif", choices=(("short", "Insuffisant"), ("enough", "Suffisant")), method="filter_staff",
        empty_label="Tous",
    )  # fmt: skip
    period = django_filters.ChoiceFilter(
        label="Période", choices=(("coming", "À venir"), ("past", "Passée")), method="filter_period",
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = RescuePost
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(
            Q(number__icontains=value) | Q(gathering__name__icontains=value) | Q(gathering__place__icontains=value)
        )

    def filter_staff(self, rows, name, value):
        needed = F("required") + F("actors_rescuers")
        return rows.filter(engaged__lt=needed) if value == "short" else rows.filter(engaged__gte=needed)

    def filter_period(self, rows, name, value):
        midnight = start_of(localdate())
        if value == "coming":
            return rows.filter(gathering__starts_at__gte=midnight)
        return rows.filter(gathering__starts_at__lt=midnight)
