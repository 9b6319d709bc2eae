"""The list of requests for access."""

from django.utils.timezone import localdate

from directorate.access_requests.filters import AccessFilter
from directorate.access_requests.queries import visible_requests
from directorate.access_requests.tables import access_table
from directorate.casework.policies import handles_cases
from directorate.web.lists import ListDefinition, declare_list

ACCESS_LIST = declare_list(
    ListDefinition(
        code="access-requests",
        title="Demandes d'accès",
        url_name="directorate:access-requests",
        policy=handles_cases,
        rows=lambda staff, at: visible_requests(staff, localdate(at)).select_related(
            "case", "asked_by", "asked_for", "holder", "decided_by"
        ),
        table=lambda at, query: access_table(localdate(at)),
        filterset=AccessFilter,
        export_name="demandes-acces",
    )
)
