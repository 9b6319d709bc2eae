"""The list of appeals."""

from django.utils.timezone import localdate

from directorate.appeals.filters import AppealFilter
from directorate.appeals.queries import visible_appeals
from directorate.appeals.tables import appeal_table
from directorate.casework.policies import handles_cases
from directorate.web.lists import ListDefinition, declare_list

APPEAL_LIST = declare_list(
    ListDefinition(
        code="appeals",
        title="Recours",
        url_name="directorate:appeals",
        policy=handles_cases,
        rows=lambda staff, at: visible_appeals(staff, localdate(at)).select_related("case__caseworker"),
        table=lambda at, query: appeal_table(localdate(at)),
        filterset=AppealFilter,
        export_name="recours",
    )
)
