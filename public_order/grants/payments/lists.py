"""The lists of the payments, of the reports that are awaited and of the recoveries."""

from directorate.casework.move import paris_day
from directorate.web.lists import ListDefinition, declare_list
from public_order.grants.payments.filters import PaymentFilter, RecoveryFilter, ReportFilter
from public_order.grants.payments.queries import awaiting, payments, recoveries
from public_order.grants.payments.tables import payment_table, recovery_table, report_table
from public_order.policies import reads_public_order

PAYMENT_LIST = declare_list(
    ListDefinition(
        code="grant-payments",
        title="Versements du FIPD",
        url_name="public_order:grant-payments",
        policy=reads_public_order,
        rows=lambda staff, at: payments(),
        table=lambda at, query: payment_table(),
        filterset=PaymentFilter,
        export_name="versements-fipd",
    )
)
REPORT_LIST = declare_list(
    ListDefinition(
        code="grant-reports",
        title="Comptes rendus financiers attendus",
        url_name="public_order:grant-reports",
        policy=reads_public_order,
        rows=lambda staff, at: awaiting(),
        table=lambda at, query: report_table(paris_day(at)),
        filterset=ReportFilter,
        export_name="comptes-rendus-fipd",
    )
)
RECOVERY_LIST = declare_list(
    ListDefinition(
        code="grant-recoveries",
        title="Reversements du FIPD",
        url_name="public_order:grant-recoveries",
        policy=reads_public_order,
        rows=lambda staff, at: recoveries(),
        table=lambda at, query: recovery_table(),
        filterset=RecoveryFilter,
        export_name="reversements-fipd",
    )
)
