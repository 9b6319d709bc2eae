"""The list of large gatherings."""

from civil_protection.gatherings.filters import GatheringFilter
from civil_protection.gatherings.queries import gatherings
from civil_protection.gatherings.tables import gathering_table
from civil_protection.policies import reads_civil_protection
from directorate.web.lists import ListDefinition, declare_list


def declared(code: str, title: str, rows, table, filterset, export_name: str) -> ListDefinition:
    """A list of the service, at the address of the same name. `table(at, query)`."""
    return declare_list(
        ListDefinition(
            code=code, title=title, url_name=f"civil_protection:{code}", policy=reads_civil_protection,
            rows=lambda staff, at: rows(), table=table, filterset=filterset, export_name=export_name,
        )
    )  # fmt: skip


GATHERINGS = declared("gatherings", "Grands rassemblements", gatherings, gathering_table, GatheringFilter,
                      "grands-rassemblements")  # fmt: skip
