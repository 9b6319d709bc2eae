"""The list of what waits for a proof of notification."""

from django.utils.timezone import localdate

from directorate.casework.policies import handles_cases
from directorate.delivery.filters import DeliveryFilter
from directorate.delivery.queries import awaiting_proof
from directorate.delivery.tables import delivery_table
from directorate.web.lists import ListDefinition, declare_list

DELIVERY_LIST = declare_list(
    ListDefinition(
        code="deliveries",
        title="Notifications en attente de preuve",
        url_name="directorate:deliveries",
        policy=handles_cases,
        rows=lambda staff, at: awaiting_proof(staff, localdate(at)).select_related("caseworker"),
        table=lambda at, query: delivery_table(localdate(at)),
        filterset=DeliveryFilter,
        export_name="notifications-en-attente",
    )
)
