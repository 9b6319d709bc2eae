"""What the shared app itself brings to the cross-service pages."""

from django.utils.timezone import localdate

from directorate.casework import registry
from directorate.casework.api import API_ROUTES as CASE_ROUTES
from directorate.casework.policies import handles_cases, opens_case
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
from directorate.org.policies import is_in_post, manages_people
from directorate.overview import figures, sources
from directorate.partners.policies import manages_api_clients
from directorate.permits.api import API_ROUTES as PERMIT_ROUTES
from directorate.territory.api import API_ROUTES as TERRITORY_ROUTES


def registers_cases(staff: StaffMember) -> bool:
    """Whether some procedure is open to this person: its entry of the menu is absent otherwise."""
    on = localdate()
    return any(opens_case(staff, unit, on) for unit in {procedure.unit for procedure in registry.all_procedures()})


register(
    Manifest(
        slug="directorate",
        label="Direction des Sécurités",
        api_routes=(*CASE_ROUTES, *PERMIT_ROUTES, *TERRITORY_ROUTES),
        menu=(
            MenuEntry("Ma corbeille", "directorate:inbox", handles_cases, "Accueil"),
            MenuEntry("Agenda", "directorate:agenda", is_in_post, "Accueil"),
            MenuEntry("Mes éditions", "directorate:jobs", is_in_post, "Accueil"),
            MenuEntry("Tous les dossiers", "directorate:cases", is_in_post, "Dossiers"),
            MenuEntry("Nouveau dossier", "directorate:case-choose", registers_cases, "Dossiers"),
            MenuEntry("Titres délivrés", "directorate:permits", is_in_post, "Dossiers"),
            MenuEntry("Procédures", "directorate:procedures", is_in_post, "Dossiers"),
            MenuEntry("Communes", "directorate:communes", is_in_post, "Dossiers"),
            MenuEntry("Commissions", "directorate:commissions", is_in_post, "Commissions"),
            MenuEntry("Parapheur", "directorate:signature", handles_cases, "Actes"),
            MenuEntry("Registre des actes", "directorate:acts", is_in_post, "Actes"),
            MenuEntry("Recueil des actes administratifs", "directorate:register", is_in_post, "Actes"),
            MenuEntry("Tableau de bord", "directorate:dashboard", figures.reads_pilotage, "Pilotage"),
            MenuEntry("Silences à venir", "directorate:silences", is_in_post, "Pilotage"),
            MenuEntry("Journal", "directorate:journal", is_in_post, "Pilotage"),
            MenuEntry("Agents et services", "directorate:people", is_in_post, "Réglages"),
            MenuEntry("Absences", "directorate:absences", is_in_post, "Réglages"),
            MenuEntry("Délégations de signature", "directorate:delegations", is_in_post, "Réglages"),
            MenuEntry("Paramètres", "directorate:parameters", is_in_post, "Réglages"),
            MenuEntry("Clients de l'API", "directorate:api-clients", manages_api_clients, "Réglages"),
            MenuEntry("Composants", "directorate:gallery", manages_people, "Réglages"),
        ),
        indicators=(
            Indicator("stock", "Dossiers", figures.reads_pilotage, figures.stock),
            Indicator("silence-ahead", "Silences à venir", figures.reads_pilotage, figures.silence_ahead),
            Indicator("flow", "Activité", figures.reads_pilotage, figures.flow),
        ),
        agenda=(
            AgendaSource("case-deadlines", "Échéances des dossiers", sources.case_deadlines),
            AgendaSource("commission-sessions", "Séances des commissions", sources.commission_sessions),
        ),
        search=(
            SearchSource("cases", "Dossiers", sources.find_cases),
            SearchSource("permits", "Titres", sources.find_permits),
            SearchSource("communes", "Communes", sources.find_communes),
            SearchSource("people", "Agents", sources.find_people),
        ),
        map_layers=(MapLayer("open-cases", "Dossiers en cours", sources.open_cases_on_the_map),),
        timeline=(TimelineSource("cases", "Dossiers", sources.history_of_commune),),
    )
)
