"""The list of the years of the jury."""

from django.utils.timezone import localdate

from directorate.web.lists import ListDefinition, declare_list
from police_admin.juries.queries import visible_allocations
from police_admin.juries.tables import allocation_table
from police_admin.policies import reads_the_files_of_the_bureau

JURY_LIST = declare_list(
    ListDefinition(
        code="juries",
        title="Jury d'assises",
        url_name="police_admin:juries",
        policy=reads_the_files_of_the_bureau,
        rows=lambda staff, at: visible_allocations(staff, localdate(at)),
        table=lambda at, query: allocation_table(),
        export_name="jury-assises",
    )
)
