"""The list of cases."""

from django.utils.timezone import localdate

from directorate.casework import queries, series_actions, series_acts, series_sessions
from directorate.casework.archetypes import STAGES
from directorate.casework.filters import CaseFilter
from directorate.casework.series import ACTIONS
from directorate.casework.tables import case_table
from directorate.org.policies import is_in_post
from directorate.web.lists import COUNT_CAP, ListDefinition, declare_list

# The actions in series are declared where they are written.
__all__ = ["CASE_LIST", "series_actions", "series_acts", "series_sessions"]

# Open cases are counted in their own narrow index; with a text, or among the closed ones, counting costs too much.
OPEN_COUNT_CAP = 20_000
COUNTED_EXACTLY = frozenset({"status", "unit", "caseworker"})


def how_far(filters) -> int:
    return OPEN_COUNT_CAP if filters.get("status") == "open" and set(filters) <= COUNTED_EXACTLY else COUNT_CAP


LOOKED_FOR = {"q", "received_after", "received_before"}


def usual_sort(filters) -> str:
    """What presses comes first; of closed cases, whose dates are past, and of what is looked for, the last received."""
    stage = STAGES.get(filters.get("stage", ""))
    past = filters.get("status") == "closed" or (stage and not stage.open)
    return "-received" if past or LOOKED_FOR & set(filters) else "due"


CASE_LIST = declare_list(
    ListDefinition(
        code="cases",
        title="Dossiers",
        url_name="directorate:cases",
        policy=is_in_post,
        rows=lambda staff, at: (
            queries.visible_to(staff, localdate(at))
            .select_related("commune__arrondissement", "caseworker", "unit", "follow_up")
            .prefetch_related("labels")
            .defer("answers")
        ),
        table=lambda at, query: case_table(localdate(at), query),
        filterset=CaseFilter,
        export_name="dossiers",
        count_cap=how_far,
        usual_sort=usual_sort,
        series=tuple(ACTIONS.values()),
    )
)
