"""The lists of the sirens and of their tests."""

from civil_protection.alerts.sirens.filters import SirenFilter, TestFilter
from civil_protection.alerts.sirens.queries import sirens, tests
from civil_protection.alerts.sirens.tables import siren_table, test_table
from civil_protection.policies import reads_civil_protection
from directorate.web.lists import ListDefinition, declare_list

SIREN_LIST = declare_list(
    ListDefinition(
        code="sirens",
        title="Sirènes",
        url_name="civil_protection:sirens",
        policy=reads_civil_protection,
        rows=lambda staff, at: sirens(),
        table=siren_table,
        filterset=SirenFilter,
        export_name="sirenes",
    )
)
TEST_LIST = declare_list(
    ListDefinition(
        code="siren_tests",
        title="Essais des sirènes",
        url_name="civil_protection:siren-tests",
        policy=reads_civil_protection,
        rows=lambda staff, at: tests(),
        table=test_table,
        filterset=TestFilter,
        export_name="essais-sirenes",
    )
)
