"""The lists of the schools and of their results."""

from directorate.web.lists import ListDefinition, declare_list
from road_safety.education import queries, tables
from road_safety.education.filters import ResultFilter, SchoolFilter
from road_safety.policies import reads_road_safety


def declared(code: str, title: str, rows, table, filterset, export_name: str) -> ListDefinition:
    """A list of the bureau, at the address of the same name."""
    return declare_list(
        ListDefinition(
            code=code, title=title, url_name=f"road_safety:{code}", policy=reads_road_safety,
            rows=lambda staff, at: rows(), table=lambda at, query: table(), filterset=filterset,
            export_name=export_name,
        )
    )  # fmt: skip


SCHOOLS = declared("schools", "Établissements scolaires", queries.schools, tables.school_table, SchoolFilter,
                   "etablissements-scolaires")  # fmt: skip
RESULTS = declared("school-results", "Attestations scolaires", queries.results, tables.result_table, ResultFilter,
                   "attestations-scolaires")  # fmt: skip
