"""The bureau of administrative police plugs itself in: its procedures tell the rest of the house all it needs."""

from django.utils.text import slugify

from directorate.casework.blocks import declare_hold
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
from police_admin.erasure import erase_registers
from police_admin.events import perimeters
from police_admin.events import sources as events
from police_admin.holds import held_by_other_files
from police_admin.inspections import queries as inspections
from police_admin.municipal_police import queries as municipal_police
from police_admin.outlets import sources as outlets
from police_admin.outlets.api import API_ROUTES as OUTLET_ROUTES
from police_admin.policies import UNIT, reads_the_files_of_the_bureau

SECTION = "Polices administratives"
# What is handled every week; the page of the matters shows them all.
OFTEN = (
    "Débits de boissons", "Armes", "Polices municipales", "Rassemblements", "Vidéoprotection", "Expulsions locatives",
    "Enseignement de la conduite", "Taxis et VTC", "Manifestations sportives", "Activités économiques",
)  # fmt: skip

declare_hold(held_by_other_files)
register(
    Manifest(
        slug="police-admin",
        label="Polices administratives",
        unit=UNIT,
        urlconf="police_admin.urls",
        api_routes=OUTLET_ROUTES,
        menu=(
            MenuEntry("Toutes les matières", "directorate:matters", reads_the_files_of_the_bureau, SECTION),
            *(
                MenuEntry(
                    family,
                    "directorate:cases",
                    reads_the_files_of_the_bureau,
                    SECTION,
                    query=f"family={slugify(family)}&status=open",
                )
                for family in OFTEN
            ),
            *(
                MenuEntry(label, f"police_admin:{name}", reads_the_files_of_the_bureau, SECTION)
                for label, name in (
                    ("Débits et licences", "licences"),
                    ("Événements à venir", "events"),
                    ("Forces et armement communaux", "municipal-forces"),
                    ("Contrôles d'établissements", "inspections"),
                    ("Jury d'assises de l'année", "juries"),
                )
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
            MapLayer("perimeters", "Interdictions en cours", perimeters.on_the_map),
        ),
        erasers=(erase_registers,),
        demonstration=fill,
    )
)
