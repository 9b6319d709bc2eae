"""The lists of campaigns, of scenarios and of prepared answers."""

from civil_protection.alerts.campaigns.filters import CampaignFilter, ScenarioFilter
from civil_protection.alerts.campaigns.models import ScriptedAnswer
from civil_protection.alerts.campaigns.queries import campaigns, scenarios
from civil_protection.alerts.campaigns.tables import answer_table, campaign_table, scenario_table
from civil_protection.policies import reads_civil_protection
from directorate.web.lists import ListDefinition, declare_list

CAMPAIGN_LIST = declare_list(
    ListDefinition(
        code="alert_campaigns",
        title="Campagnes d'alerte",
        url_name="civil_protection:alert-campaigns",
        policy=reads_civil_protection,
        rows=lambda staff, at: campaigns(),
        table=campaign_table,
        filterset=CampaignFilter,
        export_name="campagnes-alerte",
    )
)
SCENARIO_LIST = declare_list(
    ListDefinition(
        code="alert_scenarios",
        title="Scénarios d'alerte",
        url_name="civil_protection:alert-scenarios",
        policy=reads_civil_protection,
        rows=lambda staff, at: scenarios(),
        table=scenario_table,
        filterset=ScenarioFilter,
        export_name="scenarios-alerte",
    )
)
ANSWER_LIST = declare_list(
    ListDefinition(
        code="alert_answers",
        title="Entraînement : réponses simulées",
        url_name="civil_protection:alert-answers",
        policy=reads_civil_protection,
        rows=lambda staff, at: ScriptedAnswer.objects.all(),
        table=answer_table,
        export_name="reponses-simulees",
    )
)
