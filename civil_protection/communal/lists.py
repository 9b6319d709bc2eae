"""The list of communal plans."""

from django.utils.timezone import localdate

from civil_protection.communal.filters import CommunalFilter
from civil_protection.communal.queries import prepared
from civil_protection.communal.tables import plan_table
from civil_protection.policies import reads_civil_protection
from directorate.web.lists import ListDefinition, declare_list

PLAN_LIST = declare_list(
    ListDefinition(
        code="communal-plans",
        title="Plans communaux de sauvegarde",
        url_name="civil_protection:communal-plans",
        policy=reads_civil_protection,
        rows=lambda staff, at: prepared(),
        table=lambda at, query: plan_table(localdate(at)),
        filterset=CommunalFilter,
        export_name="plans-communaux-de-sauvegarde",
    )
)
