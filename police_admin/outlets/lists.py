"""The list of the licences and of the outlets where they are."""

from django.utils.timezone import localdate

from directorate.web.lists import ListDefinition, declare_list
from police_admin.outlets.filters import LicenceFilter
from police_admin.outlets.queries import licences
from police_admin.outlets.tables import licence_table
from police_admin.policies import reads_the_files_of_the_bureau

LICENCE_LIST = declare_list(
    ListDefinition(
        code="licences",
        title="Débits et licences",
        url_name="police_admin:licences",
        policy=reads_the_files_of_the_bureau,
        rows=lambda staff, at: licences(),
        table=lambda at, query: licence_table(localdate(at)),
        filterset=LicenceFilter,
        export_name="debits-et-licences",
    )
)
