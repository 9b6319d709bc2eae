"""The filter of the refused lines of any delivery."""

import django_filters
from django.db.models import Model, QuerySet


class RefusalFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Motif", field_name="reason", lookup_expr="icontains")
    batch = django_filters.UUIDFilter(label="Import")
    is_warning = django_filters.ChoiceFilter(
        label="Suite", choices=[("no", "Refusée"), ("yes", "Signalée")], method="filter_warning", empty_label="Toutes"
    )  # fmt: skip

    def filter_warning(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(is_warning=value == "yes")


def refusal_filter(refusals: type[Model]) -> type[RefusalFilter]:
    meta = type("Meta", (), {"model": refusals, "fields": []})
    return type("RefusalFilter", (RefusalFilter,), {"Meta": meta})
