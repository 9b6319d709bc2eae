"""The lists of safety commissions."""

from django.utils.timezone import localdate

from civil_protection.policies import reads_civil_protection
from civil_protection.safety_commissions.filters import BodyFilter, RuleFilter
from civil_protection.safety_commissions.queries import listed_bodies, rules
from civil_protection.safety_commissions.tables import BODY_TABLE, rule_table
from directorate.web.lists import ListDefinition, declare_list

BODY_LIST = declare_list(
    ListDefinition(
        code="safety-bodies",
        title="Commissions de sécurité",
        url_name="civil_protection:safety-bodies",
        policy=reads_civil_protection,
        rows=lambda staff, at: listed_bodies(localdate(at)),
        table=lambda at, query: BODY_TABLE,
        filterset=BodyFilter,
        export_name="commissions-de-securite",
    )
)
RULE_LIST = declare_list(
    ListDefinition(
        code="competence-rules",
        title="Compétence des commissions de sécurité",
        url_name="civil_protection:competence-rules",
        policy=reads_civil_protection,
        rows=lambda staff, at: rules(),
        table=lambda at, query: rule_table(localdate(at)),
        filterset=RuleFilter,
        export_name="competence-des-commissions",
    )
)
