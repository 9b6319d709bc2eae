"""The list of events to come, of all kinds."""

from directorate.web.lists import ListDefinition, declare_list
from police_admin.events.filters import EventFilter
from police_admin.events.queries import to_come
from police_admin.events.tables import event_table
from police_admin.policies import reads_the_files_of_the_bureau

EVENT_LIST = declare_list(
    ListDefinition(
        code="events",
        title="Événements à venir",
        url_name="police_admin:events",
        policy=reads_the_files_of_the_bureau,
        rows=lambda staff, at: (
            to_come(staff, at).select_related("caseworker", "event_route").defer("event_route__lines")
        ),
        table=lambda at, query: event_table(at),
        filterset=EventFilter,
        export_name="evenements",
    )
)
