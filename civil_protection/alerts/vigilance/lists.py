"""The list of the vigilance bulletins."""

from civil_protection.alerts.vigilance.filters import BulletinFilter
from civil_protection.alerts.vigilance.queries import bulletins
from civil_protection.alerts.vigilance.tables import bulletin_table
from civil_protection.policies import reads_civil_protection
from directorate.web.lists import ListDefinition, declare_list

BULLETIN_LIST = declare_list(
    ListDefinition(
        code="vigilance",
        title="Vigilance",
        url_name="civil_protection:vigilance",
        policy=reads_civil_protection,
        rows=lambda staff, at: bulletins(),
        table=bulletin_table,
        filterset=BulletinFilter,
        export_name="vigilance",
    )
)
