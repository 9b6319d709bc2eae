"""The filters of the loans and of the equipment; the API offers them too."""

from datetime import date

import django_filters
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from directorate.territory.models import Commune
from road_safety.equipment.catalogue import Condition, Family, Tracking
from road_safety.equipment.models import EquipmentItem, EquipmentModel, Loan
from road_safety.equipment.queries import BEFORE, HOLDING, in_doubt, late
from road_safety.strategy.catalogue import PromoterKind

GROUPS = {"before": BEFORE, "held": HOLDING, "away": (Loan.State.OUT,)}
GROUP_LABELS = [("before", "À venir"), ("held", "Matériel retenu"), ("away", "Dehors")]


class LoanFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro ou emprunteur", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État", choices=[*GROUP_LABELS, *Loan.State.choices], method="filter_state", empty_label="Tous"
    )
    model = django_filters.ModelChoiceFilter(
        label="Matériel", queryset=EquipmentModel.objects.all(), method="filter_model", empty_label="Tous"
    )
    family = django_filters.ChoiceFilter(
        label="Famille", choices=Family.choices, method="filter_family", empty_label="Toutes"
    )
    attention = django_filters.ChoiceFilter(
        label="À surveiller", choices=[("late", "Retours en retard"), ("doubt", "Matériel plus assuré")],
        method="filter_attention", empty_label="Indifférent",
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        label="Emprunteur", field_name="borrower_kind", choices=PromoterKind.choices, empty_label="Tous"
    )
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes"
    )
    since = django_filters.DateFilter(label="Dehors à partir du", field_name="return_at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="Dehors jusqu'au", field_name="pickup_at", lookup_expr="date__lte")

    class Meta:
        model = Loan
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(number__icontains=value) | Q(borrower__icontains=value) | Q(purpose__icontains=value))

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(state__in=GROUPS.get(value, (value,)))

    def filter_model(self, rows: QuerySet, name: str, value: EquipmentModel) -> QuerySet:
        return rows.filter(pk__in=Loan.objects.filter(lines__model=value).values("pk"))

    def filter_family(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=Loan.objects.filter(lines__model__family=value).values("pk"))

    def filter_attention(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        found = late(localdate()) if value == "late" else in_doubt()
        return rows.filter(pk__in=found.values("pk"))


class EquipmentFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Inventaire, série ou modèle", method="filter_text")
    family = django_filters.ChoiceFilter(
        label="Famille", field_name="model__family", choices=Family.choices, empty_label="Toutes"
    )
    condition = django_filters.ChoiceFilter(label="État", choices=Condition.choices, empty_label="Tous")
    tracking = django_filters.ChoiceFilter(
        label="Suivi", field_name="model__tracking", choices=Tracking.choices, empty_label="Tous"
    )
    check_by = django_filters.DateFilter(label="À vérifier avant le", field_name="next_check_on", lookup_expr="lte")
    late_check = django_filters.ChoiceFilter(
        label="Vérification", choices=[("late", "Dépassée"), ("none", "Sans date")], method="filter_check",
        empty_label="Indifférent",
    )  # fmt: skip

    class Meta:
        model = EquipmentItem
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(inventory_number__icontains=value) | Q(serial__icontains=value) | Q(model__name__icontains=value)
        )

    def filter_check(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "late":
            return rows.filter(next_check_on__lt=localdate())
        return rows.filter(next_check_on=None)


class AvailabilityFilter(django_filters.FilterSet):
    """The days do not choose the models: they are what the answer is about."""

    q = django_filters.CharFilter(label="Modèle", field_name="name", lookup_expr="icontains")
    family = django_filters.ChoiceFilter(label="Famille", choices=Family.choices, empty_label="Toutes")
    first = django_filters.DateFilter(label="Jour du retrait, aujourd'hui sans réponse", method="keep")
    last = django_filters.DateFilter(label="Jour du retour, celui du retrait sans réponse", method="keep")

    class Meta:
        model = EquipmentModel
        fields: list[str] = []

    def keep(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        return rows
