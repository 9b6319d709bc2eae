"""The lists of the registers."""

from django.db.models import QuerySet

from directorate.web.lists import ListDefinition, declare_list
from directorate.web.tables import Table
from road_safety.policies import reads_road_safety
from road_safety.registers import filters, queries, tables


def register_list(code: str, title: str, rows, table: Table, filterset, export_name: str) -> ListDefinition:
    def all_rows(staff, at) -> QuerySet:
        return rows()

    return declare_list(
        ListDefinition(
            code=code, title=title, url_name=f"road_safety:{code}", policy=reads_road_safety, rows=all_rows,
            table=tables.fixed(table), filterset=filterset, export_name=export_name,
        )
    )  # fmt: skip


STAGE_LIST = register_list(
    "stage-sessions", "Stages de récupération de points", queries.stages, tables.STAGES, filters.StageFilter,
    "stages-de-recuperation-de-points",
)  # fmt: skip
ORDER_LIST = register_list(
    "traffic-orders", "Arrêtés de circulation", queries.traffic_orders, tables.ORDERS, filters.TrafficFilter,
    "arretes-de-circulation",
)  # fmt: skip
CENTRE_LIST = register_list(
    "inspection-centres", "Centres de contrôle technique", queries.centres, tables.CENTRES, filters.CentreFilter,
    "centres-de-controle-technique",
)  # fmt: skip
CONTROLLER_LIST = register_list(
    "inspection-controllers", "Contrôleurs techniques", queries.controllers, tables.CONTROLLERS,
    filters.ControllerFilter, "controleurs-techniques",
)  # fmt: skip
SITE_LIST = register_list(
    "speed-sites", "Radars automatiques", queries.speed_sites, tables.SITES, filters.SiteFilter, "radars-automatiques"
)
PERSON_LIST = register_list(
    "approved-people", "Personnes des agréments", queries.people, tables.PEOPLE, filters.PersonFilter,
    "personnes-des-agrements",
)  # fmt: skip
INSPECTION_LIST = register_list(
    "approval-inspections", "Inspections des agréments", queries.inspections, tables.INSPECTIONS,
    filters.InspectionFilter, "inspections-des-agrements",
)  # fmt: skip
