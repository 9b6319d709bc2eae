"""The lists of the programmes and of the operations."""

from directorate.web.lists import ListDefinition, declare_list
from public_order.policies import reads_public_order
from public_order.programmes.filters import OperationFilter, ProgrammeFilter
from public_order.programmes.queries import operations, programmes
from public_order.programmes.tables import operation_table, programme_table

PROGRAMME_LIST = declare_list(
    ListDefinition(
        code="local-programmes",
        title="QRR et programmes locaux",
        url_name="public_order:local-programmes",
        policy=reads_public_order,
        rows=lambda staff, at: programmes(),
        table=lambda at, query: programme_table(),
        filterset=ProgrammeFilter,
        export_name="programmes-locaux",
    )
)
OPERATION_LIST = declare_list(
    ListDefinition(
        code="field-operations",
        title="Calendrier des opérations de sécurité",
        url_name="public_order:field-operations",
        policy=reads_public_order,
        rows=lambda staff, at: operations(),
        table=lambda at, query: operation_table(),
        filterset=OperationFilter,
        export_name="operations-de-securite",
    )
)
