"""The list of the actions."""

from directorate.web.lists import ListDefinition, declare_list
from road_safety.policies import reads_road_safety
from road_safety.strategy.filters import ActionFilter
from road_safety.strategy.queries import actions
from road_safety.strategy.tables import action_table

ACTION_LIST = declare_list(
    ListDefinition(
        code="plan-actions",
        title="Actions de sécurité routière",
        url_name="road_safety:plan-actions",
        policy=reads_road_safety,
        rows=lambda staff, at: actions(),
        table=lambda at, query: action_table(),
        filterset=ActionFilter,
        export_name="actions-pdasr",
    )
)
