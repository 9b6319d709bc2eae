"""The service of civil protection plugs itself in."""

from civil_protection.demonstration import fill
from civil_protection.plans import sources as plans
from civil_protection.plans.api import API_ROUTES as PLAN_ROUTES
from civil_protection.policies import UNIT, reads_civil_protection
from civil_protection.roster import sources as roster
from civil_protection.values import VALUES
from civil_protection.vigipirate import sources as vigipirate
from civil_protection.vigipirate.api import API_ROUTES as POSTURE_ROUTES
from civil_protection.vital_sectors import sources as vital_sectors
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

SECTION = "Protection civile"

register(
    Manifest(
        slug="civil-protection",
        label=SECTION,
        unit=UNIT,
        urlconf="civil_protection.urls",
        values=VALUES,
        api_routes=(*PLAN_ROUTES, *POSTURE_ROUTES),
        menu=tuple(
            MenuEntry(label, f"civil_protection:{name}", reads_civil_protection, SECTION)
            for label, name in (
                ("Vue d'ensemble", "home"),
                ("Plans ORSEC", "plans"),
                ("Ce qui échouerait aujourd'hui", "plans-freshness"),
                ("Fiches réflexes", "reflex-cards"),
                ("Diffusion des plans", "plan-copies"),
                ("Activations des plans", "activations"),
                ("Moyens ORSEC", "orsec-means"),
                ("VIGIPIRATE", "vigipirate"),
                ("Astreintes", "roster"),
                ("Secteurs vitaux", "vital-sectors"),
            )
        ),
        indicators=(
            Indicator("plans", "Plans ORSEC", reads_civil_protection, plans.figures),
            Indicator("vigipirate", "VIGIPIRATE", reads_civil_protection, vigipirate.figures),
            Indicator("roster", "Astreintes", reads_civil_protection, roster.figures),
            Indicator("vital-sectors", "Secteurs vitaux", reads_civil_protection, vital_sectors.figures),
        ),
        agenda=(
            AgendaSource("plans", "Plans ORSEC", plans.agenda),
            AgendaSource("vigipirate", "VIGIPIRATE", vigipirate.agenda),
            AgendaSource("roster", "Astreintes", roster.agenda),
            AgendaSource("vital-sectors", "Suivi opaque", vital_sectors.agenda),
        ),
        search=(
            SearchSource("plans", "Plans ORSEC", plans.find_plans),
            SearchSource("postures", "Postures VIGIPIRATE", vigipirate.find_postures),
        ),
        map_layers=(MapLayer("activations", "Plans activés", plans.on_the_map),),
        timeline=(
            TimelineSource("plans", "Plans ORSEC", plans.history_of_commune),
            TimelineSource("vigipirate", "VIGIPIRATE", vigipirate.history_of_commune),
        ),
        procedures=procedures_in("civil_protection.procedures"),
        demonstration=fill,
    )
)
