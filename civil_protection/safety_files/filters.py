"""The filters of the registers of tents and of accessibility agendas."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from django.utils.timezone import localdate

from civil_protection.public_information.filters import commune_filter
from civil_protection.safety_files.models import AccessibilityAgenda, TentRegister
from civil_protection.safety_files.terms import WARNING_DAYS
from directorate.parameters.queries import value as parameter


class TentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, structure ou propriétaire", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="Vérification",
        choices=[("late", "En retard"), ("soon", "À faire bientôt"), ("sound", "À jour"), ("retired", "Retirée")],
        method="filter_state", empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = TentRegister
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(Q(number__icontains=value) | Q(label__icontains=value) | Q(owner__icontains=value))

    def filter_state(self, rows, name, value):
        on = localdate()
        soon = on + timedelta(days=int(parameter(WARNING_DAYS, on)))
        if value == "retired":
            return rows.filter(retired_on__isnull=False)
        kept = rows.filter(retired_on=None)
        if value == "late":
            return kept.filter(verification_due_on__lt=on)
        if value == "soon":
            return kept.filter(verification_due_on__range=(on, soon))
        return kept.filter(verification_due_on__gt=soon)


class AgendaFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, établissement ou propriétaire", method="filter_text")
    commune = commune_filter()
    attested = django_filters.ChoiceFilter(
        label="Achèvement", choices=[("yes", "Attesté"), ("no", "Non attesté"), ("late", "Terminé sans attestation")],
        method="filter_attested", empty_label="Tous",
    )  # fmt: skip

    class Meta:
        model = AccessibilityAgenda
        fields: list[str] = []

    def filter_text(self, rows, name, value):
        return rows.filter(
            Q(number__icontains=value) | Q(establishment_name__icontains=value) | Q(owner__icontains=value)
        )

    def filter_attested(self, rows, name, value):
        if value == "yes":
            return rows.filter(attested_on__isnull=False)
        waiting = rows.filter(attested_on=None)
        return waiting.filter(ends_on__lt=localdate()) if value == "late" else waiting
