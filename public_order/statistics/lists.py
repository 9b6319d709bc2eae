"""The lists of the statistics of delinquency."""

from directorate.casework.move import paris_day
from directorate.web.lists import ListDefinition, declare_list
from public_order.policies import reads_public_order
from public_order.statistics import queries, tables, tables_places
from public_order.statistics.filters import (
    CellFilter,
    ChangeFilter,
    ChronologyFilter,
    DistrictFilter,
    EditionFilter,
    GroupFilter,
    ImportFilter,
    MonthlyCellFilter,
    RefusalFilter,
)

CELL_LIST = declare_list(
    ListDefinition(
        code="crime-figures",
        title="Chiffres de la délinquance",
        url_name="public_order:crime-figures",
        policy=reads_public_order,
        rows=lambda staff, at: queries.published_cells(),
        table=lambda at, query: tables.cell_table(),
        filterset=CellFilter,
        export_name="delinquance",
    )
)
CHRONOLOGY_LIST = declare_list(
    ListDefinition(
        code="crime-chronology",
        title="Séries chronologiques",
        url_name="public_order:crime-chronology",
        policy=reads_public_order,
        rows=lambda staff, at: queries.chronological_cells(),
        table=lambda at, query: tables.chronology_table(),
        filterset=ChronologyFilter,
        export_name="series-chronologiques",
    )
)
MONTHLY_LIST = declare_list(
    ListDefinition(
        code="crime-months",
        title="État 4001 mensuel",
        url_name="public_order:crime-months",
        policy=reads_public_order,
        rows=lambda staff, at: queries.internal_cells(),
        table=lambda at, query: tables.monthly_table(),
        filterset=MonthlyCellFilter,
        export_name="etat-4001-interne",
    )
)
IMPORT_LIST = declare_list(
    ListDefinition(
        code="crime-imports",
        title="Imports de statistiques",
        url_name="public_order:crime-imports",
        policy=reads_public_order,
        rows=lambda staff, at: queries.imports(),
        table=lambda at, query: tables.import_table(),
        filterset=ImportFilter,
        export_name="imports-de-statistiques",
    )
)
EDITION_LIST = declare_list(
    ListDefinition(
        code="crime-editions",
        title="Éditions des statistiques",
        url_name="public_order:crime-editions",
        policy=reads_public_order,
        rows=lambda staff, at: queries.editions(),
        table=lambda at, query: tables.edition_table(),
        filterset=EditionFilter,
        export_name="editions-des-statistiques",
    )
)
REFUSAL_LIST = declare_list(
    ListDefinition(
        code="crime-refusals",
        title="Lignes refusées des fichiers de statistiques",
        url_name="public_order:crime-refusals",
        policy=reads_public_order,
        rows=lambda staff, at: queries.refusals(),
        table=lambda at, query: tables.refusal_table(),
        filterset=RefusalFilter,
        export_name="lignes-refusees",
    )
)
GROUP_LIST = declare_list(
    ListDefinition(
        code="crime-groups",
        title="Regroupements d'index",
        url_name="public_order:crime-groups",
        policy=reads_public_order,
        rows=lambda staff, at: queries.groups(),
        table=lambda at, query: tables.group_table(),
        filterset=GroupFilter,
        export_name="regroupements-d-index",
    )
)
DISTRICT_LIST = declare_list(
    ListDefinition(
        code="districts",
        title="Circonscriptions de sécurité",
        url_name="public_order:districts",
        policy=reads_public_order,
        rows=lambda staff, at: queries.districts(paris_day(at)),
        table=lambda at, query: tables_places.district_table(paris_day(at)),
        filterset=DistrictFilter,
        export_name="circonscriptions",
    )
)
CHANGE_LIST = declare_list(
    ListDefinition(
        code="commune-changes",
        title="Changements de communes",
        url_name="public_order:commune-changes",
        policy=reads_public_order,
        rows=lambda staff, at: queries.changes(),
        table=lambda at, query: tables_places.change_table(),
        filterset=ChangeFilter,
        export_name="changements-de-communes",
    )
)
