"""The lists of the pound."""

from directorate.web.lists import ListDefinition, declare_list
from road_safety.impound import queries
from road_safety.impound.filters import ImmobilisationFilter, VehicleFilter
from road_safety.impound.tables import VEHICLES, immobilisation_table
from road_safety.registers.lists import register_list
from road_safety.suspensions.access import reads_offences

VEHICLE_LIST = register_list(
    "impounded-vehicles", "Véhicules en fourrière", queries.vehicles, VEHICLES, VehicleFilter, "fourriere"
)
IMMOBILISATION_LIST = declare_list(
    ListDefinition(
        code="immobilisations",
        title="Immobilisations par le préfet",
        url_name="road_safety:immobilisations",
        policy=reads_offences,
        rows=lambda staff, at: queries.immobilisations(),
        table=immobilisation_table,
        filterset=ImmobilisationFilter,
        export_name="immobilisations",
    )
)
