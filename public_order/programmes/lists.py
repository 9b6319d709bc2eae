"""The lists of the programmes and of the operations."""

from directorate.casework.move import paris_day
from directorate.web.lists import ListDefinition, declare_list
from public_order.policies import reads_public_order
from public_order.programmes.filters import DecisionFilter, MeetingFilter, OperationFilter, ProgrammeFilter
from public_order.programmes.meetings import decisions, meetings
from public_order.programmes.queries import operations, programmes
from public_order.programmes.tables import decision_table, meeting_table, operation_table, programme_table

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
PROGRAMME_MEETING_LIST = declare_list(
    ListDefinition(
        code="programme-meetings",
        title="Réunions des programmes",
        url_name="public_order:programme-meetings",
        policy=reads_public_order,
        rows=lambda staff, at: meetings(),
        table=lambda at, query: meeting_table(),
        filterset=MeetingFilter,
        export_name="reunions-des-programmes",
    )
)
DECISION_LIST = declare_list(
    ListDefinition(
        code="programme-decisions",
        title="Décisions des programmes",
        url_name="public_order:programme-decisions",
        policy=reads_public_order,
        rows=lambda staff, at: decisions(),
        table=lambda at, query: decision_table(paris_day(at)),
        filterset=DecisionFilter,
        export_name="decisions-des-programmes",
    )
)
