"""The bureau of public order plugs itself in."""

from directorate.manifests import (
    AgendaSource,
    Indicator,
    Manifest,
    MapLayer,
    MenuEntry,
    SearchSource,
    TimelineSource,
    procedures_in,
    register,
)
from public_order.codaf import sources as codaf
from public_order.codaf.api import API_ROUTES as CODAF_ROUTES
from public_order.councils import sources as councils
from public_order.councils.api import API_ROUTES as COUNCIL_ROUTES
from public_order.councils.bodies import declare_bodies
from public_order.demonstration import fill
from public_order.field import sources as field
from public_order.field.api import API_ROUTES as FIELD_ROUTES
from public_order.grants import exchange_sources as grant_exchanges
from public_order.grants import history as grant_history
from public_order.grants import sources as grants
from public_order.grants.api import API_ROUTES as GRANT_ROUTES
from public_order.grants.bodies import declare_committee
from public_order.grants.chorus_import import CHORUS
from public_order.grants.intake import INTAKE
from public_order.menu import MENU
from public_order.monthly import sources as monthly
from public_order.monthly.api import API_ROUTES as MONTHLY_ROUTES
from public_order.policies import UNIT, reads_public_order
from public_order.programmes import sources as programmes
from public_order.programmes.api import API_ROUTES as PROGRAMME_ROUTES
from public_order.protocols.api import API_ROUTES as PROTOCOL_ROUTES
from public_order.statistics import sources as statistics
from public_order.statistics.api import API_ROUTES as STATISTICS_ROUTES
from public_order.values import VALUES

declare_bodies()
declare_committee()
register(
    Manifest(
        slug="public-order",
        label="Ordre public et prévention",
        unit=UNIT,
        urlconf="public_order.urls",
        values=VALUES,
        api_routes=(
            *COUNCIL_ROUTES,
            *CODAF_ROUTES,
            *FIELD_ROUTES,
            *GRANT_ROUTES,
            *MONTHLY_ROUTES,
            *PROGRAMME_ROUTES,
            *PROTOCOL_ROUTES,
            *STATISTICS_ROUTES,
        ),
        menu=MENU,
        indicators=(
            Indicator("councils", "Instances et protocoles", reads_public_order, councils.figures),
            Indicator("grants", "Subventions du FIPD", reads_public_order, grants.figures),
            Indicator("grant-exchanges", "Chorus", reads_public_order, grant_exchanges.figures),
            Indicator("codaf", "Comité anti-fraude", reads_public_order, codaf.figures),
            Indicator("delinquency", "Délinquance enregistrée", reads_public_order, statistics.figures),
            Indicator("monthly-notes", "Notes mensuelles", reads_public_order, monthly.figures),
            Indicator("psq", "Sécurité du quotidien", reads_public_order, field.figures),
            Indicator("security-operations", "Opérations de sécurité", reads_public_order, programmes.figures),
        ),
        agenda=(
            AgendaSource("councils", "Instances et protocoles", councils.agenda),
            AgendaSource("grants", "Subventions du FIPD", grants.agenda),
            AgendaSource("grant-publication", "Publication des subventions", grant_exchanges.agenda),
            AgendaSource("codaf", "Opérations CODAF", codaf.agenda),
            AgendaSource("delinquency", "Statistiques de la délinquance", statistics.agenda),
            AgendaSource("monthly-notes", "Notes mensuelles", monthly.agenda),
            AgendaSource("psq", "Points PSQ", field.agenda),
            AgendaSource("security-operations", "Opérations de sécurité", programmes.agenda),
        ),
        search=(
            SearchSource("councils", "Instances et protocoles", councils.find),
            SearchSource("grants", "Subventions du FIPD", grants.find),
            SearchSource("grant-promoters", "Porteurs de projets", grant_history.find),
            SearchSource("codaf", "CODAF", codaf.find),
            SearchSource("delinquency", "Statistiques de la délinquance", statistics.find),
            SearchSource("monthly-notes", "Notes mensuelles", monthly.find),
            SearchSource("psq", "Problèmes PSQ", field.find),
            SearchSource("security-operations", "Programmes et opérations", programmes.find),
        ),
        map_layers=(
            MapLayer("councils", "CLSPD manquants ou dormants", councils.on_the_map),
            MapLayer("grants", "Subventions du FIPD", grants.on_the_map),
            MapLayer("codaf", "Opérations CODAF de l'année", codaf.on_the_map),
            MapLayer("codaf-visits", "Établissements contrôlés par le CODAF", codaf.checked_on_the_map),
            MapLayer("delinquency", "Quartiers prioritaires et de reconquête", statistics.on_the_map),
            MapLayer("psq", "Problèmes PSQ ouverts", field.on_the_map),
            MapLayer("security-operations", "Programmes et opérations à venir", programmes.on_the_map),
        ),
        timeline=(
            TimelineSource("councils", "Instances et protocoles", councils.history_of_commune),
            TimelineSource("grants", "Subventions du FIPD", grants.history_of_commune),
            TimelineSource("codaf", "Comité anti-fraude", codaf.history_of_commune),
            TimelineSource("delinquency", "Délinquance enregistrée", statistics.history_of_commune),
            TimelineSource("psq", "Sécurité du quotidien", field.history_of_commune),
            TimelineSource("security-operations", "Opérations de sécurité", programmes.history_of_commune),
        ),
        commune_pages=(MenuEntry("Ordre public et prévention", "public_order:town", reads_public_order),),
        procedures=procedures_in("public_order.procedures"),
        import_targets=(CHORUS, INTAKE),
        demonstration=fill,
    )
)
