"""The lists of the loans and of the equipment."""

from directorate.web.lists import ListDefinition, declare_list
from road_safety.equipment.filters import EquipmentFilter, LoanFilter
from road_safety.equipment.queries import items, loans
from road_safety.equipment.tables import equipment_table, loan_table
from road_safety.policies import reads_road_safety

LOAN_LIST = declare_list(
    ListDefinition(
        code="equipment-loans",
        title="Prêts de matériel",
        url_name="road_safety:loans",
        policy=reads_road_safety,
        rows=lambda staff, at: loans(),
        table=lambda at, query: loan_table(),
        filterset=LoanFilter,
        export_name="prets-materiel",
    )
)
EQUIPMENT_LIST = declare_list(
    ListDefinition(
        code="equipment",
        title="Matériel",
        url_name="road_safety:equipment",
        policy=reads_road_safety,
        rows=lambda staff, at: items(),
        table=lambda at, query: equipment_table(),
        filterset=EquipmentFilter,
        export_name="materiel-securite-routiere",
    )
)
