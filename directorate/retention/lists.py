"""The list of what is proposed for elimination."""

from django.utils.timezone import localdate

from directorate.retention.filters import PurgeFilter
from directorate.retention.policies import examines_purges
from directorate.retention.queries import visible_lines
from directorate.retention.tables import PURGES
from directorate.web.lists import ListDefinition, declare_list

PURGE_LIST = declare_list(
    ListDefinition(
        code="purges",
        title="Conservation et éliminations",
        url_name="directorate:purges",
        policy=examines_purges,
        rows=lambda staff, at: visible_lines(staff, localdate(at)).select_related("proposal", "case"),
        table=lambda at, query: PURGES,
        filterset=PurgeFilter,
        export_name="bordereau-elimination",
    )
)
