"""The list of the sittings of the committee."""

import django_filters

from directorate.web.lists import ListDefinition, declare_list
from public_order.grants.committee_models import CommitteeSitting
from public_order.grants.committee_queries import sittings
from public_order.grants.committee_tables import sitting_table
from public_order.policies import reads_public_order


class SittingFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(label="Année", min_value=2007, max_value=2100)
    q = django_filters.CharFilter(label="Lieu", field_name="session__place", lookup_expr="icontains")

    class Meta:
        model = CommitteeSitting
        fields: list[str] = []


COMMITTEE_LIST = declare_list(
    ListDefinition(
        code="grant-committees",
        title="Comités de programmation du FIPD",
        url_name="public_order:grant-committees",
        policy=reads_public_order,
        rows=lambda staff, at: sittings(),
        table=lambda at, query: sitting_table(),
        filterset=SittingFilter,
        export_name="comites-fipd",
    )
)
