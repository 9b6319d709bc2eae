"""What the shared app itself brings to the cross-service pages."""

from django.utils.timezone import localdate

from directorate.casework import registry
from directorate.casework.api import API_ROUTES as CASE_ROUTES
from directorate.casework.api_changes import API_ROUTES as CHANGE_ROUTES
from directorate.casework.permit_imports import FORMER_PERMITS
from directorate.casework.policies import handles_cases, opens_case
from directorate.imports.organisations import ORGANISATIONS
from directorate.imports.policies import imports_tables
from directorate.manifests import (
    AgendaSource,
    Indicator,
    Manifest,
    MapLayer,
    MenuEntry,
    SearchSource,
    TimelineSource,
    register,
)
from directorate.org.models import StaffMember
from directorate.org.policies import (
    is_administrator,
    is_in_post,
    manages_absences,
    manages_delegations,
    manages_people,
)
from directorate.overview import figures, finders, sources
from directorate.overview.api import API_ROUTES as OVERVIEW_ROUTES
from directorate.overview.api_search import API_ROUTES as SEARCH_ROUTES
from directorate.partners.policies import manages_api_clients
from directorate.permits.api import API_ROUTES as PERMIT_ROUTES
from directorate.registers.act_imports import FORMER_ACTS
from directorate.retention.policies import examines_purges
from directorate.territory.api import API_ROUTES as TERRITORY_ROUTES


def registers_cases(staff: StaffMember) -> bool:
    """Whether some procedure is open to this person: its entry of the menu is absent otherwise."""
    on = localdate()
    return any(opens_case(staff, unit, on) for unit in {procedure.unit for procedure in registry.all_procedures()})


register(
    Manifest(
        slug="directorate",
        label="Direction des Sécurités",
        api_routes=(*CASE_ROUTES, *CHANGE_ROUTES, *PERMIT_ROUTES, *SEARCH_ROUTES, *TERRITORY_ROUTES, *OVERVIEW_ROUTES),
        menu=(
            MenuEntry("Ma corbeille", "directorate:inbox", handles_cases, "Accueil"),
            MenuEntry("Agenda", "directorate:agenda", is_in_post, "Accueil"),
            MenuEntry("Notifications", "directorate:notifications", is_in_post, "Accueil"),
            MenuEntry("Mes éditions", "directorate:jobs", is_in_post, "Accueil"),
            MenuEntry("Tous les dossiers", "directorate:cases", is_in_post, "Dossiers"),
            MenuEntry("Matières", "directorate:matters", is_in_post, "Dossiers"),
            MenuEntry("Nouveau dossier", "directorate:case-choose", registers_cases, "Dossiers"),
            MenuEntry("Titres délivrés", "directorate:permits", is_in_post, "Dossiers"),
            MenuEntry("Recours", "directorate:appeals", handles_cases, "Dossiers"),
            MenuEntry("Demandes d'accès", "directorate:access-requests", handles_cases, "Dossiers"),
            MenuEntry("Étiquettes", "directorate:labels", handles_cases, "Dossiers"),
            MenuEntry("Procédures", "directorate:procedures", is_in_post, "Dossiers"),
            MenuEntry("Communes", "directorate:communes", is_in_post, "Dossiers"),
            MenuEntry("Carte", "directorate:map", is_in_post, "Dossiers"),
            MenuEntry("Commissions", "directorate:commissions", is_in_post, "Commissions"),
            MenuEntry("Parapheur", "directorate:signature", handles_cases, "Actes"),
            MenuEntry("Notifications en attente de preuve", "directorate:deliveries", handles_cases, "Actes"),
            MenuEntry("Actes signés numérisés", "directorate:scans", handles_cases, "Actes"),
            MenuEntry("Registre des actes", "directorate:acts", is_in_post, "Actes"),
            MenuEntry("Recueil des actes administratifs", "directorate:register", is_in_post, "Actes"),
            MenuEntry("Tableau de bord", "directorate:dashboard", figures.reads_pilotage, "Pilotage"),
            MenuEntry("Silences à venir", "directorate:silences", is_in_post, "Pilotage"),
            MenuEntry("Journal", "directorate:journal", is_in_post, "Pilotage"),
            MenuEntry("Agents et services", "directorate:people", is_in_post, "Réglages"),
            MenuEntry("Comptes", "directorate:accounts", is_administrator, "Réglages"),
            MenuEntry("Absences", "directorate:absences", is_in_post, "Réglages"),
            MenuEntry("Délégations de signature", "directorate:delegations", is_in_post, "Réglages"),
            MenuEntry("Paramètres", "directorate:parameters", is_in_post, "Réglages"),
            MenuEntry("À faire confirmer", "directorate:to-confirm", is_in_post, "Réglages"),
            MenuEntry("Conservation et éliminations", "directorate:purges", examines_purges, "Réglages"),
            MenuEntry("Textes", "directorate:legal-texts", is_in_post, "Réglages"),
            MenuEntry("Paragraphes", "directorate:paragraphs", is_in_post, "Actes"),
            MenuEntry("Clients de l'API", "directorate:api-clients", manages_api_clients, "Réglages"),
            MenuEntry("Imports", "directorate:imports", imports_tables, "Réglages"),
            MenuEntry("Composants", "directorate:gallery", manages_people, "Réglages"),
        ),
        actions=(
            MenuEntry("Ajouter un agent", "directorate:account-new", is_administrator, "Agents et services"),
            MenuEntry("Poser une absence", "directorate:absence-new", manages_absences, "Absences"),
            MenuEntry(
                "Enregistrer une délégation de signature",
                "directorate:delegation-new",
                manages_delegations,
                "Délégations de signature",
            ),
            MenuEntry("Qui peut signer cet acte ?", "directorate:signing-test", is_in_post, "Délégations de signature"),
            MenuEntry("Nouveau client de l'API", "directorate:api-client-new", manages_api_clients, "Clients de l'API"),
            MenuEntry("Mon compte", "directorate:account", is_in_post, "Compte"),
            MenuEntry("Changer de mot de passe", "directorate:password", is_in_post, "Compte"),
            MenuEntry("Second facteur", "directorate:second-factor", is_in_post, "Compte"),
            MenuEntry("Aide", "directorate:help", is_in_post, "Aide"),
            MenuEntry("Documentation de l'API", "api:docs", is_in_post, "Aide"),
        ),
        indicators=(
            Indicator("stock", "Dossiers", figures.reads_pilotage, figures.stock),
            Indicator("silence-ahead", "Silences à venir", figures.reads_pilotage, figures.silence_ahead),
            Indicator("flow", "Activité", figures.reads_pilotage, figures.flow),
        ),
        agenda=(
            AgendaSource("case-deadlines", "Échéances des dossiers", sources.case_deadlines),
            AgendaSource("appeals", "Recours", sources.appeal_days),
            AgendaSource("commission-sessions", "Séances des commissions", sources.commission_sessions),
            AgendaSource("promises", "Engagements pris en séance", sources.promise_days),
            AgendaSource("absences", "Absences", sources.absences),
        ),
        search=(
            SearchSource("pages", "Pages et actions", finders.find_pages),
            SearchSource("cases", "Dossiers", finders.find_cases),
            SearchSource("near-cases", "Dossiers d'une orthographe voisine", finders.find_near_cases),
            SearchSource("permits", "Titres", finders.find_permits),
            SearchSource("people", "Agents", finders.find_people),
            SearchSource("communes", "Communes", finders.find_communes),
            SearchSource("acts", "Actes", finders.find_acts),
            SearchSource("commissions", "Commissions et séances", finders.find_commissions),
            SearchSource("organisations", "Partenaires", finders.find_organisations),
            SearchSource("procedures", "Procédures", finders.find_procedures),
            SearchSource("parameters", "Paramètres", finders.find_parameters),
            SearchSource("legal-texts", "Textes", finders.find_legal_texts),
            SearchSource("paragraphs", "Paragraphes", finders.find_paragraphs),
        ),
        map_layers=(MapLayer("open-cases", "Dossiers en cours", sources.open_cases_on_the_map),),
        import_targets=(ORGANISATIONS, FORMER_ACTS, FORMER_PERMITS),
        timeline=(TimelineSource("cases", "Dossiers", sources.history_of_commune),),
    )
)
