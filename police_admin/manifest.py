"""The bureau of administrative police plugs itself in: its procedures tell the rest of the house all it needs."""

from directorate.manifests import (
    AgendaSource,
    Indicator,
    Manifest,
    MapLayer,
    MenuEntry,
    SearchSource,
    procedures_in,
    register,
)
from police_admin import figures, weapon_titles
from police_admin.demonstration import fill
from police_admin.events import sources as events
from police_admin.inspections import queries as inspections
from police_admin.municipal_police import queries as municipal_police
from police_admin.outlets import sources as outlets
from police_admin.outlets.api import API_ROUTES as OUTLET_ROUTES
from police_admin.policies import UNIT, reads_the_files_of_the_bureau

register(
    Manifest(
        slug="police-admin",
        label="Polices administratives",
        unit=UNIT,
        urlconf="police_admin.urls",
        api_routes=OUTLET_ROUTES,
        menu=tuple(
            MenuEntry(
                label,
                "directorate:cases",
                reads_the_files_of_the_bureau,
                "Polices administratives",
                query=f"procedure={code}",
            )
            for label, code in (
                ("Vidéoprotection : autorisations", "video_protection_authorisation"),
                ("Vidéoprotection : renouvellements", "video_protection_renewal"),
                ("Manifestations", "street_demonstration_declaration"),
                ("Fermetures administratives", "administrative_closure_outlet"),
                ("Ouvertures tardives", "late_opening_derogation"),
                ("Armes : autorisations", "weapon_authorisation_b"),
                ("Polices municipales : conventions", "police_coordination_agreement"),
                ("Expulsions : force publique", "public_force_request"),
                ("Domiciliation d'entreprises", "business_domiciliation_approval"),
                ("Écoles de conduite", "driving_school_approval"),
                ("Manifestations sportives", "sport_event_ranked"),
            )
        )
        + (
            MenuEntry(
                "Événements à venir", "police_admin:events", reads_the_files_of_the_bureau, "Polices administratives"
            ),
            MenuEntry(
                "Contrôles d'établissements",
                "police_admin:inspections",
                reads_the_files_of_the_bureau,
                "Polices administratives",
            ),
            MenuEntry(
                "Polices municipales",
                "police_admin:municipal-forces",
                reads_the_files_of_the_bureau,
                "Polices administratives",
            ),
            MenuEntry(
                "Jury d'assises", "police_admin:juries", reads_the_files_of_the_bureau, "Polices administratives"
            ),
            MenuEntry(
                "Débits et licences",
                "police_admin:licences",
                reads_the_files_of_the_bureau,
                "Polices administratives",
            ),
        ),
        procedures=procedures_in("police_admin.procedures"),
        indicators=(
            Indicator("police-permits", "Titres à renouveler", reads_the_files_of_the_bureau, figures.permits),
            Indicator("police-measures", "Mesures et rassemblements", reads_the_files_of_the_bureau, figures.measures),
        ),
        agenda=(
            AgendaSource("police-permits", "Titres", figures.permit_dates),
            AgendaSource("police-events", "Événements", events.agenda),
            AgendaSource("inspections", "Contrôles d'établissements", inspections.agenda),
            AgendaSource("licences", "Licences de débit qui se périment", outlets.lapses),
            AgendaSource("weapon-titles", "Armes : titulaires à inviter", weapon_titles.calls),
            AgendaSource("municipal-police", "Polices municipales", municipal_police.agenda),
        ),
        search=(SearchSource("licences", "Débits et licences", outlets.find_licences),),
        map_layers=(
            MapLayer("outlets", "Débits de boissons", outlets.outlets_on_the_map),
            MapLayer("police-events", "Événements à venir", events.on_the_map),
        ),
        demonstration=fill,
    )
)
