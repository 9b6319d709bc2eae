"""The list of deposits."""

from django.utils.timezone import localdate

from directorate.casework.policies import handles_cases
from directorate.scans.filters import DepositFilter
from directorate.scans.queries import counted, visible_deposits
from directorate.scans.tables import deposit_table
from directorate.web.lists import ListDefinition, declare_list

DEPOSIT_LIST = declare_list(
    ListDefinition(
        code="scans",
        title="Actes signés numérisés",
        url_name="directorate:scans",
        policy=handles_cases,
        rows=lambda staff, at: counted(visible_deposits(staff, localdate(at))).select_related("created_by"),
        table=lambda at, query: deposit_table(),
        filterset=DepositFilter,
        export_name="actes-numerises",
    )
)
