"""The lists of crises."""

from django_filters import FilterSet

from civil_protection.crisis import filters, queries, tables
from civil_protection.crisis.policies import reads_crises
from directorate.web.lists import ListDefinition, declare_list


def declared(code: str, title: str, rows, table, filterset: type[FilterSet], export_name: str) -> ListDefinition:
    return declare_list(
        ListDefinition(
            code=code,
            title=title,
            url_name=f"civil_protection:{code}",
            policy=reads_crises,
            rows=lambda staff, at: rows(),
            table=table,
            filterset=filterset,
            export_name=export_name,
        )  # fmt: skip
    )


EVENTS = declared("crises", "Crises et exercices", queries.events, tables.event_table, filters.EventFilter, "crises")
LOG = declared("crisis-log", "Main courante", queries.log_rows, tables.log_table, filters.LogFilter, "main-courante")
DECISIONS = declared("crisis-decisions", "Registre des décisions de crise", queries.decisions, tables.decision_table,
                     filters.DecisionFilter, "decisions-de-crise")  # fmt: skip
REQUESTS = declared("crisis-requests", "Demandes de crise", queries.requests, tables.request_table,
                    filters.RequestFilter, "demandes-de-crise")  # fmt: skip
REPORTS = declared("crisis-reports", "Points de situation", queries.reports, tables.report_table,
                   filters.ReportFilter, "points-de-situation")  # fmt: skip
MEANS = declared("crisis-means-list", "Moyens de crise", queries.means, tables.means_table, filters.MeansFilter,
                 "moyens-de-crise")  # fmt: skip
HANDOVERS = declared("crisis-handovers", "Postes et relèves", queries.handovers, tables.handover_table,
                     filters.HandoverFilter, "postes-et-releves")  # fmt: skip
