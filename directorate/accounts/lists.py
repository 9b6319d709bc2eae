"""The list of accounts."""

from django.utils.timezone import localdate

from directorate.accounts.filters import AccountFilter
from directorate.accounts.queries import accounts
from directorate.accounts.tables import account_table
from directorate.org.policies import is_administrator
from directorate.web.lists import ListDefinition, declare_list

ACCOUNT_LIST = declare_list(
    ListDefinition(
        code="accounts",
        title="Comptes",
        url_name="directorate:accounts",
        policy=is_administrator,
        rows=lambda staff, at: accounts(staff, localdate(at)),
        table=lambda at, query: account_table(localdate(at)),
        filterset=AccountFilter,
        export_name="comptes",
    )
)
