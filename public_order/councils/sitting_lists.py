"""The lists of the sittings of the other bodies and of the instances."""

from directorate.casework.move import paris_day
from directorate.web.lists import ListDefinition, declare_list
from public_order.councils.sitting_queries import instances, sittings
from public_order.councils.sitting_tables import InstanceFilter, SittingFilter, instance_table, sitting_table
from public_order.policies import reads_public_order

SITTING_LIST = declare_list(
    ListDefinition(
        code="body-sittings",
        title="Séances des instances",
        url_name="public_order:body-sittings",
        policy=reads_public_order,
        rows=lambda staff, at: sittings(staff, paris_day(at)),
        table=lambda at, query: sitting_table(paris_day(at)),
        filterset=SittingFilter,
        export_name="seances-des-instances",
    )
)
INSTANCE_LIST = declare_list(
    ListDefinition(
        code="instances",
        title="Autres instances",
        url_name="public_order:instances",
        policy=reads_public_order,
        rows=lambda staff, at: instances(),
        table=lambda at, query: instance_table(paris_day(at)),
        filterset=InstanceFilter,
        export_name="autres-instances",
    )
)
