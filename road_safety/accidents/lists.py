"""The lists of the accident observatory."""

from directorate.web.lists import ListDefinition, declare_list
from road_safety.accidents import queries, tables
from road_safety.accidents.filters import AccidentFilter, EditionFilter, FatalFilter, ImportFilter, RefusalFilter
from road_safety.policies import reads_road_safety

ACCIDENT_LIST = declare_list(
    ListDefinition(
        code="accidents",
        title="Accidents",
        url_name="road_safety:accidents",
        policy=reads_road_safety,
        rows=lambda staff, at: queries.accidents(),
        table=lambda at, query: tables.accident_table(),
        filterset=AccidentFilter,
        export_name="accidents",
    )
)
IMPORT_LIST = declare_list(
    ListDefinition(
        code="accident-imports",
        title="Imports d'accidents",
        url_name="road_safety:accident-imports",
        policy=reads_road_safety,
        rows=lambda staff, at: queries.imports(),
        table=lambda at, query: tables.import_table(),
        filterset=ImportFilter,
        export_name="imports-d-accidents",
    )
)
EDITION_LIST = declare_list(
    ListDefinition(
        code="accident-editions",
        title="Éditions des accidents",
        url_name="road_safety:accident-editions",
        policy=reads_road_safety,
        rows=lambda staff, at: queries.editions(),
        table=lambda at, query: tables.edition_table(),
        filterset=EditionFilter,
        export_name="editions-des-accidents",
    )
)
REFUSAL_LIST = declare_list(
    ListDefinition(
        code="accident-refusals",
        title="Lignes refusées des fichiers d'accidents",
        url_name="road_safety:accident-refusals",
        policy=reads_road_safety,
        rows=lambda staff, at: queries.refusals(),
        table=lambda at, query: tables.refusal_table(),
        filterset=RefusalFilter,
        export_name="lignes-refusees",
    )
)
FATAL_LIST = declare_list(
    ListDefinition(
        code="fatal-accidents",
        title="Accidents mortels suivis",
        url_name="road_safety:fatal-accidents",
        policy=reads_road_safety,
        rows=lambda staff, at: queries.fatal_cases(),
        table=lambda at, query: tables.fatal_table(),
        filterset=FatalFilter,
        export_name="accidents-mortels",
    )
)
