"""The bureau of road safety plugs itself in."""

from directorate.manifests import AgendaSource, Indicator, Manifest, procedures_in, register
from road_safety.demonstration import fill
from road_safety.menu import MENU, SECTION
from road_safety.policies import UNIT, reads_road_safety
from road_safety.suspensions import sources as suspensions
from road_safety.suspensions.api import API_ROUTES as SUSPENSION_ROUTES
from road_safety.values import VALUES

register(
    Manifest(
        slug="road-safety",
        label=SECTION,
        unit=UNIT,
        urlconf="road_safety.urls",
        values=VALUES,
        api_routes=(*SUSPENSION_ROUTES,),
        menu=MENU,
        indicators=(Indicator("suspensions", "Suspensions de permis", reads_road_safety, suspensions.figures),),
        agenda=(AgendaSource("suspensions", "Suspensions de permis", suspensions.agenda),),
        procedures=procedures_in("road_safety.procedures"),
        demonstration=fill,
    )
)
