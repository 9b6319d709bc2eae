"""The lists of commissions and of the sessions of one of them."""

from django.utils.timezone import localdate

from directorate.commissions.models import Commission
from directorate.commissions.policies import reads_commissions
from directorate.commissions.queries import sessions_of, visible_commissions, with_next_sessions
from directorate.commissions.tables import COMMISSIONS, SESSIONS
from directorate.web.lists import ListDefinition, declare_list

COMMISSION_LIST = declare_list(
    ListDefinition(
        code="commissions",
        title="Commissions",
        url_name="directorate:commissions",
        policy=reads_commissions,
        rows=lambda staff, at: with_next_sessions(visible_commissions(staff, localdate(at)), localdate(at)),
        table=lambda at, query: COMMISSIONS,
        export_name="commissions",
    )
)


def session_list(commission: Commission) -> ListDefinition:
    """The sessions of a commission that the reader may see: a list inside a page, not declared."""
    return ListDefinition(
        code="sessions",
        title=commission.name,
        url_name="directorate:commission",
        policy=reads_commissions,
        rows=lambda staff, at: sessions_of(commission),
        table=lambda at, query: SESSIONS,
    )
