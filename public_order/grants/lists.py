"""The lists of the applications and of the promoters."""

import django_filters
from django.db.models import Q, QuerySet

from directorate.web.lists import ListDefinition, declare_list
from public_order.grants.catalogue import PromoterKind
from public_order.grants.filters import GrantFilter
from public_order.grants.models import Promoter
from public_order.grants.queries import applications, promoters
from public_order.grants.tables import grant_table, promoter_table
from public_order.policies import reads_public_order


class PromoterFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom ou SIRET", method="filter_text")
    kind = django_filters.ChoiceFilter(label="Nature", choices=PromoterKind.choices, empty_label="Toutes")

    class Meta:
        model = Promoter
        fields: list[str] = []

    def filter_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(name__icontains=value) | Q(siret__startswith=value.replace(" ", "")))


GRANT_LIST = declare_list(
    ListDefinition(
        code="grants",
        title="Demandes de subvention du FIPD",
        url_name="public_order:grants",
        policy=reads_public_order,
        rows=lambda staff, at: applications(),
        table=lambda at, query: grant_table(),
        filterset=GrantFilter,
        export_name="demandes-fipd",
    )
)
PROMOTER_LIST = declare_list(
    ListDefinition(
        code="grant-promoters",
        title="Porteurs de projets du FIPD",
        url_name="public_order:grant-promoters",
        policy=reads_public_order,
        rows=lambda staff, at: promoters(),
        table=lambda at, query: promoter_table(),
        filterset=PromoterFilter,
        export_name="porteurs-fipd",
    )
)
