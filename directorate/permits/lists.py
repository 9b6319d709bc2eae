"""The list of permits."""

from django.utils.timezone import localdate

from directorate.permits.filters import PermitFilter
from directorate.permits.policies import reads_permits
from directorate.permits.queries import visible_permits
from directorate.permits.tables import permit_table
from directorate.web.lists import ListDefinition, declare_list

PERMIT_LIST = declare_list(
    ListDefinition(
        code="permits",
        title="Titres délivrés",
        url_name="directorate:permits",
        policy=reads_permits,
        rows=lambda staff, at: visible_permits(staff, localdate(at)),
        table=lambda at, query: permit_table(localdate(at)),
        filterset=PermitFilter,
        export_name="titres",
    )
)
