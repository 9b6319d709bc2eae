"""The list of the register."""

from django.utils.timezone import localdate

from civil_protection.establishments.filters import EstablishmentFilter
from civil_protection.establishments.queries import establishments
from civil_protection.establishments.tables import establishment_table
from civil_protection.policies import reads_civil_protection
from directorate.web.lists import ListDefinition, declare_list

ESTABLISHMENT_LIST = declare_list(
    ListDefinition(
        code="establishments",
        title="Établissements recevant du public",
        url_name="civil_protection:establishments",
        policy=reads_civil_protection,
        rows=lambda staff, at: establishments(),
        table=lambda at, query: establishment_table(localdate(at)),
        filterset=EstablishmentFilter,
        export_name="etablissements-recevant-du-public",
    )
)
