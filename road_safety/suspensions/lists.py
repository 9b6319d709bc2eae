"""The register of suspensions."""

from django.utils.timezone import localdate

from directorate.web.lists import ListDefinition, declare_list
from road_safety.suspensions.access import reads_offences
from road_safety.suspensions.filters import SuspensionFilter
from road_safety.suspensions.queries import listed
from road_safety.suspensions.tables import suspension_table

SUSPENSION_LIST = declare_list(
    ListDefinition(
        code="licence-suspensions",
        title="Suspensions de permis",
        url_name="road_safety:licence-suspensions",
        policy=reads_offences,
        rows=lambda staff, at: listed(staff, localdate(at)),
        table=suspension_table,
        filterset=SuspensionFilter,
        export_name="suspensions-de-permis",
    )
)
