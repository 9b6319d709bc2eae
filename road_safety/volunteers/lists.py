"""The lists of the volunteers, of the missions, of the trainings and of the claims."""

from django.utils.timezone import localdate

from directorate.web.lists import ListDefinition, declare_list
from road_safety.policies import reads_road_safety
from road_safety.volunteers import filters, queries, tables

VOLUNTEER_LIST = declare_list(
    ListDefinition(
        code="volunteers",
        title="Intervenants (IDSR)",
        url_name="road_safety:volunteers",
        policy=reads_road_safety,
        rows=lambda staff, at: queries.listed_volunteers(localdate(at)),
        table=lambda at, query: tables.volunteer_table(),
        filterset=filters.VolunteerFilter,
        export_name="intervenants-idsr",
    )
)
MISSION_LIST = declare_list(
    ListDefinition(
        code="missions",
        title="Missions des intervenants",
        url_name="road_safety:missions",
        policy=reads_road_safety,
        rows=lambda staff, at: queries.missions(),
        table=lambda at, query: tables.mission_table(),
        filterset=filters.MissionFilter,
        export_name="missions-idsr",
    )
)
TRAINING_LIST = declare_list(
    ListDefinition(
        code="trainings",
        title="Formations des intervenants",
        url_name="road_safety:trainings",
        policy=reads_road_safety,
        rows=lambda staff, at: queries.trainings(),
        table=lambda at, query: tables.training_table(),
        filterset=filters.TrainingFilter,
        export_name="formations-idsr",
    )
)
CLAIM_LIST = declare_list(
    ListDefinition(
        code="expense-claims",
        title="États de frais des intervenants",
        url_name="road_safety:claims",
        policy=reads_road_safety,
        rows=lambda staff, at: queries.claims(),
        table=lambda at, query: tables.claim_table(),
        filterset=filters.ClaimFilter,
        export_name="frais-idsr",
    )
)
