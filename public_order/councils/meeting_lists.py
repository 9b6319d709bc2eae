"""The lists of the états-majors and of the actions of every body."""

from directorate.casework.move import paris_day
from directorate.web.lists import ListDefinition, declare_list
from public_order.councils.meeting_queries import actions, meetings, with_papers
from public_order.councils.meeting_tables import ActionFilter, MeetingFilter, action_table, meeting_table
from public_order.policies import reads_public_order

MEETING_LIST = declare_list(
    ListDefinition(
        code="staff-meetings",
        title="États-majors de sécurité",
        url_name="public_order:staff-meetings",
        policy=reads_public_order,
        rows=lambda staff, at: with_papers(meetings(staff, paris_day(at))),
        table=lambda at, query: meeting_table(paris_day(at)),
        filterset=MeetingFilter,
        export_name="etats-majors",
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
