"""The filters of the applications; the API offers them too."""

import django_filters
from django.db.models import F, Q, QuerySet

from directorate.territory.models import Commune
from public_order.grants.catalogue import Family, PromoterKind, Refusal
from public_order.grants.models import GrantApplication
from public_order.grants.queries import GRANTED, REFUSED, TO_ARBITRATE, TO_COMPLETE, TO_INSTRUCT

FILED = tuple(state for state in GrantApplication.State.values if state != GrantApplication.State.DRAFT)
GROUPS = {"filed": FILED, "to_complete": TO_COMPLETE, "to_instruct": TO_INSTRUCT, "to_arbitrate": TO_ARBITRATE,
          "granted": GRANTED, "refused": REFUSED}  # fmt: skip
GROUP_LABELS = [
    ("filed", "Déposées"), ("to_complete", "À compléter"), ("to_instruct", "À instruire"),
    ("to_arbitrate", "À programmer"), ("granted", "Subventionnées"), ("refused", "Non retenues"),
]  # fmt: skip

YES_OR_NO = [("True", "Oui"), ("False", "Non")]
STEPS = [("complete", "Dossier complet"), ("decided", "Décidée"), ("paid", "Versement fait")]


class GrantFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro, projet ou porteur", method="filter_text")
    state = django_filters.ChoiceFilter(
        label="État", choices=[*GROUP_LABELS, *GrantApplication.State.choices], method="filter_state",
        empty_label="Tous",
    )  # fmt: skip
    year = django_filters.NumberFilter(
        label="Année", field_name="call__programme__year", min_value=2007, max_value=2100
    )
    family = django_filters.ChoiceFilter(
        label="Programme", field_name="call__programme__family", choices=Family.choices, empty_label="Tous"
    )
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), method="filter_commune",
        empty_label="Toutes",
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(
        label="Porteur", field_name="promoter__kind", choices=PromoterKind.choices, empty_label="Tous"
    )

    axis = django_filters.CharFilter(label="Axe", field_name="axis__code", lookup_expr="iexact")
    refusal = django_filters.ChoiceFilter(label="Motif du refus", choices=Refusal.choices, empty_label="Tous")
    renewal = django_filters.ChoiceFilter(
        label="Reconduction", field_name="is_renewal", choices=YES_OR_NO, empty_label="Toutes"
    )
    qpv = django_filters.ChoiceFilter(
        label="En quartier prioritaire", field_name="is_qpv", choices=YES_OR_NO, empty_label="Toutes"
    )
    step = django_filters.ChoiceFilter(label="Étape mesurée", choices=STEPS, method="filter_step", empty_label="Toutes")

    class Meta:
        model = GrantApplication
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(number__icontains=value) | Q(title__icontains=value) | Q(promoter__name__icontains=value))

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(state__in=GROUPS.get(value, (value,)))

    def filter_step(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those whose step has both its days: what the board counts the delay of."""
        rows = rows.exclude(state=GrantApplication.State.DRAFT)
        if value == "complete":
            return rows.filter(received_at__isnull=False, complete_on__isnull=False)
        if value == "decided":
            return rows.filter(complete_on__isnull=False, decision_on__gte=F("complete_on"))
        paid = GrantApplication.objects.filter(payments__state="paid", decision_on__isnull=False)
        return rows.filter(pk__in=paid.values("pk"))

    def filter_commune(self, rows: QuerySet, name: str, value: Commune) -> QuerySet:
        return rows.filter(pk__in=GrantApplication.objects.filter(communes=value).values("pk"))
