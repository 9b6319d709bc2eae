"""The list of cases."""

from django.utils.timezone import localdate

from directorate.casework import queries, series_actions
from directorate.casework.filters import CaseFilter
from directorate.casework.series import ACTIONS
from directorate.casework.tables import case_table
from directorate.org.policies import is_in_post
from directorate.web.lists import COUNT_CAP, ListDefinition, declare_list

# The actions in series are declared where they are written.
__all__ = ["CASE_LIST", "series_actions"]

# Open cases are counted in their own narrow index; with a text, or among the closed ones, counting costs too much.
OPEN_COUNT_CAP = 20_000
COUNTED_EXACTLY = frozenset({"status", "unit", "caseworker"})


def how_far(filters) -> int:
    return OPEN_COUNT_CAP if filters.get("status") == "open" and set(filters) <= COUNTED_EXACTLY else COUNT_CAP


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
        series=tuple(ACTIONS.values()),
    )
)
