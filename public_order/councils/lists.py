"""The lists of the councils and of the departmental plans."""

from directorate.casework.move import paris_day
from directorate.web.lists import ListDefinition, declare_list
from public_order.councils.queries import councils, plans
from public_order.councils.tables import CouncilFilter, PlanFilter, council_table, plan_table
from public_order.policies import reads_public_order

COUNCIL_LIST = declare_list(
    ListDefinition(
        code="councils",
        title="Conseils de prévention (CLSPD, CISPD)",
        url_name="public_order:councils",
        policy=reads_public_order,
        rows=lambda staff, at: councils(paris_day(at)),
        table=lambda at, query: council_table(paris_day(at)),
        filterset=CouncilFilter,
        export_name="conseils-de-prevention",
    )
)
PLAN_LIST = declare_list(
    ListDefinition(
        code="departmental-plans",
        title="Plans départementaux de prévention",
        url_name="public_order:departmental-plans",
        policy=reads_public_order,
        rows=lambda staff, at: plans(),
        table=lambda at, query: plan_table(),
        filterset=PlanFilter,
        export_name="plans-departementaux",
    )
)
