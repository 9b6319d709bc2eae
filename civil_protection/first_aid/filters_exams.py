"""The filters of sessions and certificates; the API offers the same."""

import django_filters
from django.db.models import Q
from django.utils.timezone import localdate

from civil_protection.first_aid.filters_approvals import association_filter
from civil_protection.first_aid.models import Certificate, ExamSession
from civil_protection.first_aid.queries import to_refresh
from civil_protection.first_aid.units import CERTIFIED, EXAMINED, UNITS


class SessionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro ou lieu", method="filter_text")
    unit = django_filters.ChoiceFilter(
        label="Examen", choices=[(code, UNITS[code].label) for code in EXAMINED], empty_label="Tous"
    )
    state = django_filters.ChoiceFilter(label="État", choices=ExamSession.State.choices, empty_label="Tous")
    association = association_filter()
    period = django_filters.ChoiceFilter(
        label="Période", choices=(("coming", "À venir"), ("past", "Passée")), method="filter_period",
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = ExamSession
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(Q(number__icontains=value) | Q(place__icontains=value))

    def filter_period(self, rows, name, value):
        on = localdate()
        return rows.filter(ends_on__gte=on) if value == "coming" else rows.filter(ends_on__lt=on)


class CertificateFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro ou titulaire", method="filter_text")
    unit = django_filters.ChoiceFilter(
        label="Type", choices=[(code, UNITS[code].label) for code in CERTIFIED], empty_label="Tous"
    )
    year = django_filters.NumberFilter(label="Année", field_name="year", min_value=1960, max_value=2100)
    validity = django_filters.ChoiceFilter(
        label="Validité", choices=(("valid", "En cours"), ("refresh", "À recycler"), ("over", "Dépassée")),
        method="filter_validity", empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = Certificate
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(
            Q(number__icontains=value) | Q(last_name__icontains=value) | Q(first_name__icontains=value)
        )  # fmt: skip

    def filter_validity(self, rows, name, value):
        on = localdate()
        if value == "refresh":
            return rows.filter(pk__in=to_refresh(on)[1].values("pk"))
        if value == "over":
            return rows.filter(valid_until__lt=on)
        return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
