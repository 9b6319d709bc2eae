"""The lists of the états-majors and of the actions of every body."""

from directorate.casework.move import paris_day
from directorate.web.lists import ListDefinition, declare_list
from public_order.councils import rules
from public_order.councils.meeting_queries import actions, meetings, with_papers
from public_order.councils.meeting_tables import ActionFilter, FraudFilter, MeetingFilter, action_table, meeting_table
from public_order.policies import reads_public_order

MEETING_LIST = declare_list(
    ListDefinition(
        code="staff-meetings",
        title="États-majors de sécurité",
        url_name="public_order:staff-meetings",
        policy=reads_public_order,
        rows=lambda staff, at: with_papers(meetings(staff, paris_day(at), rules.STAFF)),
        table=lambda at, query: meeting_table(paris_day(at)),
        filterset=MeetingFilter,
        export_name="etats-majors",
    )
)
CODAF_SITTING_LIST = declare_list(
    ListDefinition(
        code="codaf-sittings",
        title="Séances du CODAF",
        url_name="public_order:codaf-sittings",
        policy=reads_public_order,
        rows=lambda staff, at: with_papers(meetings(staff, paris_day(at), rules.FRAUD)),
        table=lambda at, query: meeting_table(paris_day(at), rules.FRAUD),
        filterset=FraudFilter,
        export_name="seances-codaf",
    )
)
ACTION_LIST = declare_list(
    ListDefinition(
        code="council-actions",
        title="Suivi des actions",
        url_name="public_order:council-actions",
        policy=reads_public_order,
        rows=lambda staff, at: actions(staff, paris_day(at)),
        table=lambda at, query: action_table(paris_day(at)),
        filterset=ActionFilter,
        export_name="suivi-des-actions",
    )
)
