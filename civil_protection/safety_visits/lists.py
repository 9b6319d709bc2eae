"""The lists of visits, requirements and unfavourable opinions."""

from django.utils.timezone import localdate

from civil_protection.policies import reads_civil_protection
from civil_protection.safety_visits.filters import OpinionFilter, RequirementFilter, VisitFilter
from civil_protection.safety_visits.queries import opinions, requirements, visits
from civil_protection.safety_visits.tables import opinion_table, requirement_table, visit_table
from directorate.web.lists import ListDefinition, declare_list

VISIT_LIST = declare_list(
    ListDefinition(
        code="safety-visits",
        title="Visites de sécurité",
        url_name="civil_protection:safety-visits",
        policy=reads_civil_protection,
        rows=lambda staff, at: visits(),
        table=lambda at, query: visit_table(localdate(at)),
        filterset=VisitFilter,
        export_name="visites-de-securite",
    )
)
REQUIREMENT_LIST = declare_list(
    ListDefinition(
        code="safety-requirements",
        title="Prescriptions",
        url_name="civil_protection:safety-requirements",
        policy=reads_civil_protection,
        rows=lambda staff, at: requirements(),
        table=lambda at, query: requirement_table(localdate(at)),
        filterset=RequirementFilter,
        export_name="prescriptions",
    )
)
OPINION_LIST = declare_list(
    ListDefinition(
        code="unfavourable-opinions",
        title="Avis défavorables",
        url_name="civil_protection:unfavourable-opinions",
        policy=reads_civil_protection,
        rows=lambda staff, at: opinions(),
        table=lambda at, query: opinion_table(localdate(at)),
        filterset=OpinionFilter,
        export_name="avis-defavorables",
    )
)
