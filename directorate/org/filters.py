"""The filters of the lists of absences and of delegations."""

import django_filters
from django.db.models import QuerySet
from django.utils.timezone import localdate

from directorate.org.models import Absence, SignatureDelegation, Unit
from directorate.org.queries import absence_matches, delegation_matches, delegation_states, staff_of_unit

PERIODS = (("coming", "En cours et à venir"), ("past", "Passées"), ("cancelled", "Annulées"))
STATES = (
    ("in_force", "En vigueur"),
    ("dormant", "En attente d'une absence"),
    ("coming", "À venir ou à publier"),
    ("stopped", "Suspendues, expirées, abrogées ou caduques"),
)


class AbsenceFilter(django_filters.FilterSet):
    """Without any filter the list shows the absences in course and to come; `when=` empty asks for all."""

    q = django_filters.CharFilter(label="Nom de l'agent ou du suppléant", method="filter_text")
    when = django_filters.ChoiceFilter(label="Période", choices=PERIODS, method="filter_period", empty_label="Toutes")
    unit = django_filters.ModelChoiceFilter(
        label="Service", queryset=Unit.objects.all(), method="filter_unit", empty_label="Tous"
    )

    class Meta:
        model = Absence
        fields: list[str] = []

    def __init__(self, data=None, *args, **kwargs):
        if data is not None and not set(data) & set(self.base_filters):
            data = data.copy()
            data["when"] = "coming"
        super().__init__(data, *args, **kwargs)

    def filter_text(self, absences: QuerySet, name: str, value: str) -> QuerySet:
        return absences.filter(absence_matches(value))

    def filter_period(self, absences: QuerySet, name: str, value: str) -> QuerySet:
        on = localdate()
        if value == "cancelled":
            return absences.filter(cancelled_at__isnull=False)
        period = {"ends_on__lt": on} if value == "past" else {"ends_on__gte": on}
        return absences.filter(cancelled_at__isnull=True, **period)

    def filter_unit(self, absences: QuerySet, name: str, value: Unit) -> QuerySet:
        return absences.filter(staff__in=staff_of_unit(value, localdate()))


class DelegationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom ou numéro d'arrêté", method="filter_text")
    status = django_filters.ChoiceFilter(label="État", choices=STATES, method="filter_state", empty_label="Toutes")

    class Meta:
        model = SignatureDelegation
        fields: list[str] = []

    def filter_text(self, delegations: QuerySet, name: str, value: str) -> QuerySet:
        return delegations.filter(delegation_matches(value))

    def filter_state(self, delegations: QuerySet, name: str, value: str) -> QuerySet:
        """The state depends on posts and absences of that day: the rules say it, for a few hundred orders."""
        states = delegation_states(delegations, localdate())
        return delegations.filter(pk__in=[state.delegation.pk for state in states if state.group == value])
