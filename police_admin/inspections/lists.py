"""The list of inspections."""

from django.utils.timezone import localdate

from directorate.web.lists import ListDefinition, declare_list
from police_admin.inspections.filters import InspectionFilter
from police_admin.inspections.queries import visible_inspections
from police_admin.inspections.tables import inspection_table
from police_admin.policies import reads_the_files_of_the_bureau

INSPECTION_LIST = declare_list(
    ListDefinition(
        code="inspections",
        title="Contrôles d'établissements",
        url_name="police_admin:inspections",
        policy=reads_the_files_of_the_bureau,
        rows=lambda staff, at: visible_inspections(staff, localdate(at)),
        table=lambda at, query: inspection_table(localdate(at)),
        filterset=InspectionFilter,
        export_name="controles-etablissements",
    )
)
