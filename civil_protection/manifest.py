"""The service of civil protection plugs itself in."""

from civil_protection.alerts import sources as alerts
from civil_protection.alerts.api import API_ROUTES as ALERT_ROUTES
from civil_protection.alerts.directory.imports import CONTACTS
from civil_protection.communal import sources as communal
from civil_protection.communal.api import API_ROUTES as COMMUNAL_ROUTES
from civil_protection.communal.imports import COMMUNAL_FACTS
from civil_protection.crisis import sources as crisis
from civil_protection.crisis.api import API_ROUTES as CRISIS_ROUTES
from civil_protection.crisis.outreach.api import API_ROUTES as OUTREACH_ROUTES
from civil_protection.demonstration import fill
from civil_protection.establishments import sources as establishments
from civil_protection.establishments.api import API_ROUTES as ESTABLISHMENT_ROUTES
from civil_protection.establishments.imports import REGISTER as ESTABLISHMENTS
from civil_protection.exercises import sources as exercises
from civil_protection.exercises.api import API_ROUTES as EXERCISE_ROUTES
from civil_protection.exercises.closing import plug_in
from civil_protection.first_aid import sources as first_aid
from civil_protection.first_aid.api import API_ROUTES as FIRST_AID_ROUTES
from civil_protection.first_aid.imports import CERTIFICATES
from civil_protection.menu import MENU, SECTION
from civil_protection.plans import sources as plans
from civil_protection.plans.api import API_ROUTES as PLAN_ROUTES
from civil_protection.policies import UNIT, reads_civil_protection
from civil_protection.profiles.imports import PROFILES
from civil_protection.public_information import sources as public_information
from civil_protection.public_information.api import API_ROUTES as DISASTER_ROUTES
from civil_protection.roster import sources as roster
from civil_protection.safety_commissions import sources as safety_commissions
from civil_protection.safety_commissions.following import plug_in as plug_in_commissions
from civil_protection.safety_files import sources as safety_files
from civil_protection.safety_visits import sources as safety_visits
from civil_protection.safety_visits.api import API_ROUTES as VISIT_ROUTES
from civil_protection.security_studies import sources as security_studies
from civil_protection.security_studies.api import API_ROUTES as STUDY_ROUTES
from civil_protection.values import VALUES
from civil_protection.vigipirate import sources as vigipirate
from civil_protection.vigipirate.api import API_ROUTES as POSTURE_ROUTES
from civil_protection.vital_sectors import sources as vital_sectors
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

plug_in()
plug_in_commissions()

register(
    Manifest(
        slug="civil-protection",
        label=SECTION,
        unit=UNIT,
        urlconf="civil_protection.urls",
        values=VALUES,
        api_routes=(
            *ALERT_ROUTES,
            *COMMUNAL_ROUTES,
            *CRISIS_ROUTES,
            *DISASTER_ROUTES,
            *ESTABLISHMENT_ROUTES,
            *EXERCISE_ROUTES,
            *FIRST_AID_ROUTES,
            *OUTREACH_ROUTES,
            *PLAN_ROUTES,
            *POSTURE_ROUTES,
            *VISIT_ROUTES,
            *STUDY_ROUTES,
        ),
        menu=MENU,
        indicators=(
            Indicator("alert", "Alerte", reads_civil_protection, alerts.figures),
            Indicator("crises", "Crises", reads_civil_protection, crisis.figures),
            Indicator("exercises", "Exercices et RETEX", reads_civil_protection, exercises.figures),
            Indicator("plans", "Plans ORSEC", reads_civil_protection, plans.figures),
            Indicator("communal", "Plans communaux", reads_civil_protection, communal.figures),
            Indicator("catnat", "CatNat", reads_civil_protection, public_information.disaster_figures),
            Indicator(
                "public-information",
                "Information préventive",
                reads_civil_protection,
                public_information.information_figures,
            ),
            Indicator("establishments", "Établissements", reads_civil_protection, establishments.register_figures),
            Indicator(
                "safety-commissions", "Commissions de sécurité", reads_civil_protection, safety_commissions.figures
            ),  # fmt: skip
            Indicator("safety-visits", "Visites et avis défavorables", reads_civil_protection, safety_visits.figures),
            Indicator("vigipirate", "VIGIPIRATE", reads_civil_protection, vigipirate.figures),
            Indicator("safety-files", "Chapiteaux et accessibilité", reads_civil_protection, safety_files.figures),
            Indicator(
                "security-studies", "Études de sécurité publique", reads_civil_protection, security_studies.figures
            ),
            Indicator("gatherings", "Grands rassemblements", reads_civil_protection, first_aid.gathering_figures),
            Indicator("first-aid", "Secourisme", reads_civil_protection, first_aid.first_aid_figures),
            Indicator("roster", "Astreintes", reads_civil_protection, roster.figures),
        ),
        agenda=(
            AgendaSource("alert", "Sirènes et vigilance", alerts.agenda),
            AgendaSource("crises", "Crises", crisis.agenda),
            AgendaSource("exercises", "Exercices et RETEX", exercises.agenda),
            AgendaSource("plans", "Plans ORSEC", plans.agenda),
            AgendaSource("communal", "Plans communaux", communal.agenda),
            AgendaSource("catnat", "CatNat et information du public", public_information.agenda),
            AgendaSource("establishments", "Visites des établissements", establishments.agenda),
            AgendaSource("safety-commissions", "Commissions de sécurité", safety_commissions.agenda),
            AgendaSource("safety-visits", "Visites et avis défavorables", safety_visits.agenda),
            AgendaSource("vigipirate", "VIGIPIRATE", vigipirate.agenda),
            AgendaSource("safety-files", "Chapiteaux et accessibilité", safety_files.agenda),
            AgendaSource("security-studies", "Études de sécurité publique", security_studies.agenda),
            AgendaSource("gatherings", "Grands rassemblements", first_aid.gathering_agenda),
            AgendaSource("first-aid", "Secourisme", first_aid.first_aid_agenda),
            AgendaSource("roster", "Astreintes", roster.agenda),
            AgendaSource("vital-sectors", "Suivi opaque", vital_sectors.agenda),
        ),
        search=(
            SearchSource("alert", "Alerte", alerts.find),
            SearchSource("crises", "Crises", crisis.find_crises),
            SearchSource("exercises", "Exercices", exercises.find_exercises),
            SearchSource("plans", "Plans ORSEC", plans.find_plans),
            SearchSource("communal", "Plans communaux", communal.find_plans),
            SearchSource("catnat", "CatNat", public_information.find_requests),
            SearchSource("establishments", "Établissements", establishments.find_establishments),
            SearchSource("tents", "Chapiteaux et tentes", safety_files.find_tents),
            SearchSource("security-studies", "Études de sécurité publique", security_studies.find_studies),
            SearchSource("safety-commissions", "Commissions de sécurité", safety_commissions.find),
            SearchSource("safety-visits", "Visites et avis défavorables", safety_visits.find),
            SearchSource("gatherings", "Grands rassemblements", first_aid.find_gatherings),
            SearchSource("first-aid", "Secourisme", first_aid.find_first_aid),
            SearchSource("postures", "Postures VIGIPIRATE", vigipirate.find_postures),
        ),
        map_layers=(
            MapLayer("sirens", "Sirènes", alerts.on_the_map),
            MapLayer("crises", "Crises en cours", crisis.on_the_map),
            MapLayer("activations", "Plans activés", plans.on_the_map),
            MapLayer("communal", "Communes sans plan valide", communal.on_the_map),
            MapLayer("establishments", "ERP de 1re et 2e catégorie", establishments.on_the_map),
            MapLayer("security-studies", "Études de sécurité publique", security_studies.on_the_map),
            MapLayer("unfavourable", "Avis défavorables", safety_visits.on_the_map),
            MapLayer("gatherings", "Grands rassemblements à venir", first_aid.gatherings_on_the_map),
            MapLayer("catnat", "Demandes CatNat en cours", public_information.on_the_map),
        ),
        timeline=(
            TimelineSource("alert", "Alerte", alerts.history_of_commune),
            TimelineSource("crises", "Crises", crisis.history_of_commune),
            TimelineSource("exercises", "Exercices", exercises.history_of_commune),
            TimelineSource("plans", "Plans ORSEC", plans.history_of_commune),
            TimelineSource("communal", "Plans communaux", communal.history_of_commune),
            TimelineSource("catnat", "CatNat", public_information.history_of_commune),
            TimelineSource("establishments", "Établissements", establishments.history_of_commune),
            TimelineSource("tents", "Chapiteaux et tentes", safety_files.history_of_commune),
            TimelineSource("security-studies", "Études de sécurité publique", security_studies.history_of_commune),
            TimelineSource("safety-commissions", "Commissions de sécurité", safety_commissions.history_of_commune),
            TimelineSource("safety-visits", "Visites de sécurité", safety_visits.history),
            TimelineSource("gatherings", "Grands rassemblements", first_aid.gatherings_of_commune),
            TimelineSource("vigipirate", "VIGIPIRATE", vigipirate.history_of_commune),
        ),
        procedures=procedures_in("civil_protection.procedures"),
        import_targets=(CERTIFICATES, COMMUNAL_FACTS, CONTACTS, ESTABLISHMENTS, PROFILES),
        demonstration=fill,
    )
)
