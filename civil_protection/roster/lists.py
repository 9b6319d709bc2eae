"""The list of duties."""

from civil_protection.policies import reads_civil_protection
from civil_protection.roster.filters import DutyFilter
from civil_protection.roster.queries import duty_periods
from civil_protection.roster.tables import duty_table
from directorate.web.lists import ListDefinition, declare_list

DUTY_LIST = declare_list(
    ListDefinition(
        code="duties",
        title="Périodes d'astreinte",
        url_name="civil_protection:duties",
        policy=reads_civil_protection,
        rows=lambda staff, at: duty_periods(),
        table=lambda at, query: duty_table(at),
        filterset=DutyFilter,
        export_name="astreintes",
    )
)
