"""The bureau of road safety plugs itself in."""

from directorate.casework.readers import declare_reader
from directorate.manifests import (
    AgendaSource,
    Indicator,
    Manifest,
    MapLayer,
    SearchSource,
    TimelineSource,
    procedures_in,
    register,
)
from road_safety.accidents import sources as accidents
from road_safety.accidents.api import API_ROUTES as ACCIDENT_ROUTES
from road_safety.campaigns import sources as campaigns
from road_safety.campaigns.api import API_ROUTES as CAMPAIGN_ROUTES
from road_safety.cdsr.bodies import declare_sections
from road_safety.controls import sources as controls
from road_safety.controls.api import API_ROUTES as CONTROL_ROUTES
from road_safety.demonstration import fill
from road_safety.documentation import sources as documentation
from road_safety.documentation.api import API_ROUTES as DOCUMENT_ROUTES
from road_safety.education import sources as education
from road_safety.education.api import API_ROUTES as EDUCATION_ROUTES
from road_safety.education.imports import RESULTS, SCHOOLS
from road_safety.equipment import sources as equipment
from road_safety.equipment import wishes
from road_safety.equipment.api import API_ROUTES as EQUIPMENT_ROUTES
from road_safety.menu import MENU, SECTION
from road_safety.policies import UNIT, reads_road_safety
from road_safety.registers import sources as registers
from road_safety.registers.api import API_ROUTES as REGISTER_ROUTES
from road_safety.strategy import sources as strategy
from road_safety.strategy.api import API_ROUTES as STRATEGY_ROUTES
from road_safety.strategy.catalogue import Lever
from road_safety.strategy.levers import register_sequel
from road_safety.strategy.report_lines import register_report_lines
from road_safety.strategy.victims import register_victims
from road_safety.suspensions import sources as suspensions
from road_safety.suspensions.access import on_the_list, read_case
from road_safety.suspensions.api import API_ROUTES as SUSPENSION_ROUTES
from road_safety.suspensions.facts import CODES
from road_safety.suspensions.figures import keep_figures
from road_safety.values import VALUES
from road_safety.volunteers import sources as volunteers
from road_safety.volunteers.api import API_ROUTES as VOLUNTEER_ROUTES
from road_safety.volunteers.sequel import SEQUEL

register_victims(accidents.victims_of)
wishes.register()
declare_sections()
declare_reader(CODES, read_case, unit=UNIT, reads=on_the_list)
register_sequel(Lever.VOLUNTEERS, SEQUEL)
register_report_lines(volunteers.report_lines)

register(
    Manifest(
        slug="road-safety",
        label=SECTION,
        unit=UNIT,
        urlconf="road_safety.urls",
        values=VALUES,
        api_routes=(
            *ACCIDENT_ROUTES,
            *CAMPAIGN_ROUTES,
            *CONTROL_ROUTES,
            *DOCUMENT_ROUTES,
            *EDUCATION_ROUTES,
            *EQUIPMENT_ROUTES,
            *STRATEGY_ROUTES,
            *SUSPENSION_ROUTES,
            *REGISTER_ROUTES,
            *VOLUNTEER_ROUTES,
        ),
        menu=MENU,
        indicators=(
            Indicator("accidents", "Accidents de la route", reads_road_safety, accidents.figures),
            Indicator("road-campaigns", "Communication routière", reads_road_safety, campaigns.figures),
            Indicator("control-operations", "Contrôles routiers", reads_road_safety, controls.figures),
            Indicator("road-documents", "Documentation routière", reads_road_safety, documentation.figures),
            Indicator("schools", "Attestations scolaires", reads_road_safety, education.figures),
            Indicator("equipment", "Prêts de matériel", reads_road_safety, equipment.figures),
            Indicator("road-plan", "Plan d'actions routières", reads_road_safety, strategy.figures),
            Indicator("regulation", "Réglementation routière", reads_road_safety, registers.figures),
            Indicator("suspensions", "Suspensions de permis", reads_road_safety, suspensions.figures),
            Indicator("volunteers", "Intervenants de sécurité routière", reads_road_safety, volunteers.figures),
        ),
        agenda=(
            AgendaSource("accidents", "Accidents mortels", accidents.agenda),
            AgendaSource("road-campaigns", "Communication routière", campaigns.agenda),
            AgendaSource("control-operations", "Contrôles routiers", controls.agenda),
            AgendaSource("schools", "Attestations scolaires", education.agenda),
            AgendaSource("equipment", "Prêts de matériel", equipment.agenda),
            AgendaSource("road-plan", "Plan d'actions routières", strategy.agenda),
            AgendaSource("regulation", "Réglementation routière", registers.agenda),
            AgendaSource("suspensions", "Suspensions de permis", suspensions.agenda),
            AgendaSource("volunteers", "Missions des intervenants", volunteers.agenda),
        ),
        search=(
            SearchSource("accidents", "Accidents de la route", accidents.find),
            SearchSource("road-campaigns", "Campagnes et labels", campaigns.find),
            SearchSource("control-operations", "Contrôles routiers", controls.find),
            SearchSource("road-documents", "Documentation routière", documentation.find_documents),
            SearchSource("schools", "Établissements scolaires", education.find),
            SearchSource("equipment", "Matériel", equipment.find_equipment),
            SearchSource("loans", "Prêts de matériel", equipment.find_loans),
            SearchSource("road-plan", "Actions routières", strategy.find_actions),
            SearchSource("traffic-orders", "Arrêtés de circulation", registers.find_orders),
            SearchSource("speed-sites", "Radars", registers.find_sites),
            SearchSource("stage-sessions", "Stages de points", registers.find_stages),
            SearchSource("impound", "Fourrière", registers.find_vehicles),
            SearchSource("volunteers", "Intervenants et missions", volunteers.find),
        ),
        map_layers=(
            MapLayer("accidents", "Accidents graves", accidents.on_the_map),
            MapLayer("control-operations", "Contrôles routiers", controls.on_the_map),
            MapLayer("schools", "Collèges sans ASSR2", education.on_the_map),
            MapLayer("equipment", "Matériel prêté", equipment.on_the_map),
            MapLayer("traffic-orders", "Arrêtés de circulation", registers.orders_on_the_map),
            MapLayer("speed-sites", "Radars automatiques", registers.sites_on_the_map),
            MapLayer("road-plan", "Actions routières à venir", strategy.on_the_map),
            MapLayer("volunteers", "Missions des intervenants à venir", volunteers.on_the_map),
        ),
        timeline=(
            TimelineSource("accidents", "Accidents de la route", accidents.history_of_commune),
            TimelineSource("road-campaigns", "Labels et chartes", campaigns.history_of_commune),
            TimelineSource("control-operations", "Contrôles routiers", controls.history_of_commune),
            TimelineSource("road-documents", "Documents envoyés", documentation.history_of_commune),
            TimelineSource("equipment", "Prêts de matériel", equipment.history_of_commune),
            TimelineSource("regulation", "Réglementation routière", registers.history_of_commune),
            TimelineSource("road-plan", "Actions routières", strategy.history_of_commune),
            TimelineSource("volunteers", "Missions des intervenants", volunteers.history_of_commune),
        ),
        import_targets=(RESULTS, SCHOOLS),
        procedures=procedures_in("road_safety.procedures"),
        erasers=(keep_figures,),
        demonstration=fill,
    )
)
