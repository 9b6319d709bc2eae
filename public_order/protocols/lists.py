"""The list of the protocols."""

from directorate.casework.move import paris_day
from directorate.web.lists import ListDefinition, declare_list
from public_order.policies import reads_public_order
from public_order.protocols.queries import protocols
from public_order.protocols.tables import ProtocolFilter, protocol_table

PROTOCOL_LIST = declare_list(
    ListDefinition(
        code="protocols",
        title="Protocoles et conventions",
        url_name="public_order:protocols",
        policy=reads_public_order,
        rows=lambda staff, at: protocols(),
        table=lambda at, query: protocol_table(paris_day(at)),
        filterset=ProtocolFilter,
        export_name="protocoles",
    )
)
