"""The lists of the committee against fraud."""

from django.db.models import Count

from directorate.casework.move import paris_day
from directorate.web.lists import ListDefinition, declare_list
from public_order.codaf.access import visible_targets
from public_order.codaf.filters import ExchangeFilter, OperationFilter, ResultFilter, TargetFilter
from public_order.codaf.models import CodafExchange
from public_order.codaf.queries import HELD, operations, with_figures
from public_order.codaf.tables import exchange_table, operation_table, result_table, target_table
from public_order.policies import reads_public_order, works_in_public_order

OPERATION_LIST = declare_list(
    ListDefinition(
        code="codaf-operations",
        title="Opérations CODAF",
        url_name="public_order:codaf-operations",
        policy=reads_public_order,
        rows=lambda staff, at: operations(),
        table=lambda at, query: operation_table(),
        filterset=OperationFilter,
        export_name="operations-codaf",
    )
)
RESULT_LIST = declare_list(
    ListDefinition(
        code="codaf-results",
        title="Résultats des opérations CODAF",
        url_name="public_order:codaf-results",
        policy=reads_public_order,
        rows=lambda staff, at: with_figures(operations().filter(state__in=HELD)),
        table=lambda at, query: result_table(),
        filterset=ResultFilter,
        export_name="resultats-codaf",
    )
)
# COD-05: page, file, saved view and count show the targets that this person may read, and no other.
TARGET_LIST = declare_list(
    ListDefinition(
        code="codaf-targets",
        title="Établissements contrôlés par le CODAF",
        url_name="public_order:codaf-visits",
        policy=reads_public_order,
        rows=lambda staff, at: visible_targets(staff, paris_day(at)).annotate(findings_count=Count("findings")),
        table=lambda at, query: target_table(),
        filterset=TargetFilter,
        export_name="etablissements-codaf",
    )
)
EXCHANGE_LIST = declare_list(
    ListDefinition(
        code="codaf-exchanges",
        title="Échanges d'informations du CODAF",
        url_name="public_order:codaf-exchanges",
        policy=works_in_public_order,
        rows=lambda staff, at: CodafExchange.objects.select_related("sender", "receiver", "operation"),
        table=lambda at, query: exchange_table(),
        filterset=ExchangeFilter,
        export_name="echanges-codaf",
    )
)
