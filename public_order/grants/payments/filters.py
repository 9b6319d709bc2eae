"""The filters of the payments, of the reports and of the recoveries."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from public_order.grants.catalogue import Family
from public_order.grants.payments.catalogue import (
    RUNNING,
    WAITING,
    PaymentKind,
    PaymentState,
    RecoveryReason,
    RecoveryState,
)
from public_order.grants.payments.queries import ending_before, report_months

YEARS = {"min_value": 2007, "max_value": 2100}


class OfGrantFilter(django_filters.FilterSet):
    """What hangs on a grant is found by its number, its project or its promoter."""

    q = django_filters.CharFilter(label="Numéro, projet ou porteur", method="filter_text")

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(number__icontains=value)
            | Q(application__title__icontains=value)
            | Q(application__promoter__name__icontains=value)
        )


class PaymentFilter(OfGrantFilter):
    state = django_filters.ChoiceFilter(
        label="État", choices=[("waiting", "À payer"), *PaymentState.choices], method="filter_state",
        empty_label="Tous",
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(label="Nature", choices=PaymentKind.choices, empty_label="Toutes")
    year = django_filters.NumberFilter(label="Année", field_name="application__call__programme__year", **YEARS)
    family = django_filters.ChoiceFilter(
        label="Programme", field_name="application__call__programme__family", choices=Family.choices,
        empty_label="Tous",
    )  # fmt: skip

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(state__in=WAITING if value == "waiting" else (value,))


class RecoveryFilter(OfGrantFilter):
    state = django_filters.ChoiceFilter(
        label="État", choices=[("running", "En cours"), *RecoveryState.choices], method="filter_state",
        empty_label="Tous",
    )  # fmt: skip
    reason = django_filters.ChoiceFilter(label="Motif", choices=RecoveryReason.choices, empty_label="Tous")

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(state__in=RUNNING if value == "running" else (value,))


class ReportFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, projet ou porteur", method="filter_text")
    late = django_filters.ChoiceFilter(
        label="Échéance", choices=[("late", "En retard"), ("coming", "À venir")], method="filter_late",
        empty_label="Toutes",
    )  # fmt: skip
    year = django_filters.NumberFilter(label="Année", field_name="call__programme__year", **YEARS)

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(number__icontains=value) | Q(title__icontains=value) | Q(promoter__name__icontains=value))

    def filter_late(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        on = localdate()
        missed = ending_before(on, report_months(on))
        return rows.filter(missed if value == "late" else ~missed)
