"""The list of municipal police forces."""

from django.utils.timezone import localdate

from directorate.web.lists import ListDefinition, declare_list
from police_admin.municipal_police.filters import ForceFilter
from police_admin.municipal_police.queries import visible_forces, with_their_titles
from police_admin.municipal_police.tables import force_table
from police_admin.policies import reads_the_files_of_the_bureau

FORCE_LIST = declare_list(
    ListDefinition(
        code="municipal-forces",
        title="Polices municipales",
        url_name="police_admin:municipal-forces",
        policy=reads_the_files_of_the_bureau,
        rows=lambda staff, at: with_their_titles(visible_forces(staff, localdate(at)), staff, localdate(at)),
        table=lambda at, query: force_table(localdate(at)),
        filterset=ForceFilter,
        export_name="polices-municipales",
    )
)
