"""The list of risk profiles."""

from civil_protection.policies import reads_civil_protection
from civil_protection.profiles.filters import ProfileFilter
from civil_protection.profiles.queries import communes_with_profile
from civil_protection.profiles.tables import profile_table
from directorate.web.lists import ListDefinition, declare_list

PROFILE_LIST = declare_list(
    ListDefinition(
        code="risk-profiles",
        title="Profils de risques des communes",
        url_name="civil_protection:risk-profiles",
        policy=reads_civil_protection,
        rows=lambda staff, at: communes_with_profile(),
        table=lambda at, query: profile_table(),
        filterset=ProfileFilter,
        export_name="profils-de-risques",
    )
)
