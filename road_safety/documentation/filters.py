"""The filters of the documents, of their moves and of their orders."""

import django_filters
from django.db.models import F, Q, QuerySet

from directorate.territory.models import Commune
from road_safety.documentation.models import THEMES, DocumentOrder, DocumentReference, StockMove
from road_safety.documentation.queries import asked
from road_safety.strategy.catalogue import Audience

STOCKS = [("low", "Sous le seuil"), ("none", "Épuisés"), ("some", "En stock")]


class ReferenceFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Référence ou titre", method="filter_text")
    theme = django_filters.ChoiceFilter(label="Thème", choices=THEMES, empty_label="Tous")
    audience = django_filters.ChoiceFilter(label="Public", choices=Audience.choices, empty_label="Tous")
    stock = django_filters.ChoiceFilter(label="Stock", choices=STOCKS, method="filter_stock", empty_label="Indifférent")
    edition = django_filters.ChoiceFilter(
        label="Édition", choices=[("current", "En vigueur"), ("obsolete", "Périmée")], method="filter_edition",
        empty_label="Toutes",
    )  # fmt: skip

    class Meta:
        model = DocumentReference
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(code__icontains=value) | Q(title__icontains=value))

    def filter_stock(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "low":
            return rows.filter(is_obsolete=False, stock__lt=F("minimum"))
        return rows.filter(stock=0) if value == "none" else rows.filter(stock__gt=0)

    def filter_edition(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_obsolete=value == "obsolete")


class MoveFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Document ou destinataire", method="filter_text")
    kind = django_filters.ChoiceFilter(label="Mouvement", choices=StockMove.Kind.choices, empty_label="Tous")
    since = django_filters.DateFilter(label="Depuis le", field_name="on", lookup_expr="gte")
    until = django_filters.DateFilter(label="Jusqu'au", field_name="on", lookup_expr="lte")

    class Meta:
        model = StockMove
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(reference__code__icontains=value) | Q(reference__title__icontains=value) | Q(recipient__icontains=value)
        )


class OrderFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro ou destinataire", method="filter_text")
    state = django_filters.ChoiceFilter(label="État", choices=DocumentOrder.State.choices, empty_label="Tous")
    rest = django_filters.ChoiceFilter(
        label="Reliquat", choices=[("yes", "Reliquats"), ("no", "Premières commandes")], method="filter_rest",
        empty_label="Indifférent",
    )  # fmt: skip
    commune = django_filters.ModelChoiceFilter(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Toutes"
    )

    class Meta:
        model = DocumentOrder
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(asked(value))

    def filter_rest(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(rest_of__isnull=value == "no")
