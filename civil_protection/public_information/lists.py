"""The lists of public information."""

from django.utils.timezone import localdate

from civil_protection.policies import reads_civil_protection
from civil_protection.public_information.filters import BuyerOrderFilter, CampaignFilter, RequestFilter, RiskFilter
from civil_protection.public_information.queries import buyer_orders, campaigns, requests, risks
from civil_protection.public_information.tables import buyer_order_table, campaign_table, request_table, risk_table
from directorate.web.lists import ListDefinition, declare_list

REQUEST_LIST = declare_list(
    ListDefinition(
        code="disaster-requests",
        title="Demandes CatNat",
        url_name="civil_protection:disaster-requests",
        policy=reads_civil_protection,
        rows=lambda staff, at: requests(),
        table=lambda at, query: request_table(localdate(at)),
        filterset=RequestFilter,
        export_name="demandes-catnat",
    )
)
RISK_LIST = declare_list(
    ListDefinition(
        code="commune-risks",
        title="Risques des communes",
        url_name="civil_protection:commune-risks",
        policy=reads_civil_protection,
        rows=lambda staff, at: risks(),
        table=lambda at, query: risk_table(),
        filterset=RiskFilter,
        export_name="risques-des-communes",
    )
)
BUYER_ORDER_LIST = declare_list(
    ListDefinition(
        code="buyer-orders",
        title="Information des acquéreurs et locataires",
        url_name="civil_protection:buyer-orders",
        policy=reads_civil_protection,
        rows=lambda staff, at: buyer_orders(),
        table=lambda at, query: buyer_order_table(),
        filterset=BuyerOrderFilter,
        export_name="arretes-ial",
    )
)
CAMPAIGN_LIST = declare_list(
    ListDefinition(
        code="campaigns",
        title="Campagnes d'information",
        url_name="civil_protection:campaigns",
        policy=reads_civil_protection,
        rows=lambda staff, at: campaigns(),
        table=lambda at, query: campaign_table(),
        filterset=CampaignFilter,
        export_name="campagnes-d-information",
    )
)
