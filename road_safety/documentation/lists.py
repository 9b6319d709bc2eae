"""The lists of the documents, of their moves and of their orders."""

from directorate.web.lists import ListDefinition, declare_list
from road_safety.documentation.filters import MoveFilter, OrderFilter, ReferenceFilter
from road_safety.documentation.queries import moves, orders, references
from road_safety.documentation.tables import move_table, order_table, reference_table
from road_safety.policies import reads_road_safety

REFERENCE_LIST = declare_list(
    ListDefinition(
        code="road-documents", title="Documentation", url_name="road_safety:documents", policy=reads_road_safety,
        rows=lambda staff, at: references(), table=lambda at, query: reference_table(), filterset=ReferenceFilter,
        export_name="documentation-securite-routiere",
    )
)  # fmt: skip
MOVE_LIST = declare_list(
    ListDefinition(
        code="road-document-moves", title="Mouvements de documents", url_name="road_safety:document-moves",
        policy=reads_road_safety, rows=lambda staff, at: moves(), table=lambda at, query: move_table(),
        filterset=MoveFilter, export_name="mouvements-documentation",
    )
)  # fmt: skip
ORDER_LIST = declare_list(
    ListDefinition(
        code="road-document-orders", title="Commandes de documents", url_name="road_safety:document-orders",
        policy=reads_road_safety, rows=lambda staff, at: orders(), table=lambda at, query: order_table(),
        filterset=OrderFilter, export_name="commandes-documentation",
    )
)  # fmt: skip
