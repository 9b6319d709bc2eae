"""The list of the studies of public security."""

from django.utils.timezone import localdate

from civil_protection.policies import reads_civil_protection
from civil_protection.security_studies.filters import StudyFilter
from civil_protection.security_studies.queries import studies
from civil_protection.security_studies.tables import study_table
from directorate.web.lists import ListDefinition, declare_list

STUDY_LIST = declare_list(
    ListDefinition(
        code="security-studies",
        title="Études de sécurité publique",
        url_name="civil_protection:security-studies",
        policy=reads_civil_protection,
        rows=lambda staff, at: studies(),
        table=lambda at, query: study_table(localdate(at)),
        filterset=StudyFilter,
        export_name="etudes-de-securite-publique",
    )
)
