"""The list of imports."""

from django.utils.timezone import localdate

from directorate.imports.filters import ImportFilter
from directorate.imports.policies import imports_tables
from directorate.imports.queries import visible_imports
from directorate.imports.tables import IMPORTS
from directorate.web.lists import ListDefinition, declare_list

IMPORT_LIST = declare_list(
    ListDefinition(
        code="imports",
        title="Imports",
        url_name="directorate:imports",
        policy=imports_tables,
        rows=lambda staff, at: visible_imports(staff, localdate(at)),
        table=lambda at, query: IMPORTS,
        filterset=ImportFilter,
        export_name="imports",
    )
)
