"""The lists of tents and of accessibility agendas."""

from django.utils.timezone import localdate

from civil_protection.policies import reads_civil_protection
from civil_protection.safety_files.filters import AgendaFilter, TentFilter
from civil_protection.safety_files.queries import agendas, tents
from civil_protection.safety_files.tables import agenda_table, tent_table
from civil_protection.safety_files.terms import WARNING_DAYS
from directorate.parameters.queries import value as parameter
from directorate.web.lists import ListDefinition, declare_list

TENT_LIST = declare_list(
    ListDefinition(
        code="tents",
        title="Registres des chapiteaux et tentes",
        url_name="civil_protection:tents",
        policy=reads_civil_protection,
        rows=lambda staff, at: tents(),
        table=lambda at, query: tent_table(localdate(at), int(parameter(WARNING_DAYS, localdate(at)))),
        filterset=TentFilter,
        export_name="registres-cts",
    )
)
AGENDA_LIST = declare_list(
    ListDefinition(
        code="accessibility-agendas",
        title="Agendas d'accessibilité",
        url_name="civil_protection:accessibility-agendas",
        policy=reads_civil_protection,
        rows=lambda staff, at: agendas(),
        table=lambda at, query: agenda_table(localdate(at)),
        filterset=AgendaFilter,
        export_name="agendas-d-accessibilite",
    )
)
