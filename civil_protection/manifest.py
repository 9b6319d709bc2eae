"""The service of civil protection plugs itself in."""

from civil_protection.demonstration import fill
from civil_protection.plans import sources as plans
from civil_protection.plans.api import API_ROUTES as PLAN_ROUTES
from civil_protection.policies import UNIT, reads_civil_protection
from civil_protection.values import VALUES
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
        api_routes=(*PLAN_ROUTES,),
        menu=tuple(
            MenuEntry(label, f"civil_protection:{name}", reads_civil_protection, SECTION)
            for label, name in (
                ("Plans ORSEC", "plans"),
                ("Ce qui échouerait aujourd'hui", "plans-freshness"),
                ("Fiches réflexes", "reflex-cards"),
                ("Diffusion des plans", "plan-copies"),
                ("Activations des plans", "activations"),
                ("Moyens ORSEC", "orsec-means"),
            )
        ),
        indicators=(Indicator("plans", "Plans ORSEC", reads_civil_protection, plans.figures),),
        agenda=(AgendaSource("plans", "Plans ORSEC", plans.agenda),),
        search=(SearchSource("plans", "Plans ORSEC", plans.find_plans),),
        map_layers=(MapLayer("activations", "Plans activés", plans.on_the_map),),
        timeline=(TimelineSource("plans", "Plans ORSEC", plans.history_of_commune),),
        procedures=procedures_in("civil_protection.procedures"),
        demonstration=fill,
    )
)
