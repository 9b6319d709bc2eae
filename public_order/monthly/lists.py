"""The list of the monthly notes."""

from directorate.web.lists import ListDefinition, declare_list
from public_order.monthly.filters import VersionFilter
from public_order.monthly.queries import versions
from public_order.monthly.tables import version_table
from public_order.policies import reads_public_order

NOTE_LIST = declare_list(
    ListDefinition(
        code="monthly-notes",
        title="Notes mensuelles de la délinquance",
        url_name="public_order:monthly-notes",
        policy=reads_public_order,
        rows=lambda staff, at: versions(),
        table=lambda at, query: version_table(),
        filterset=VersionFilter,
        export_name="notes-mensuelles",
    )
)
